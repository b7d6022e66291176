"""The language of templates."""
