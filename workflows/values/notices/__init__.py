"""Everything the bot can tell people, as small frozen dataclasses, by topic."""
