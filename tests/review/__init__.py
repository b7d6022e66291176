"""What administrators see of a template before anything runs by it."""
