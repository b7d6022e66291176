"""Settings, directory, templates: what is read, what is refused, what is kept."""
