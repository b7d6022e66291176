"""Every sentence the bot can say, and how it is set."""
