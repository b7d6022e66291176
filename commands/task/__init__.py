"""What people may type about tasks: one file for each word."""
