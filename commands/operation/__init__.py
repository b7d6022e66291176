"""What people may type about a joint operation: one file for each word."""
