"""What people may type: one file for each command, pure."""
