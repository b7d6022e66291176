"""What people type about a case."""
