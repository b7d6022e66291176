"""What administrators type about the settings."""
