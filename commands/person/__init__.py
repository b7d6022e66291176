"""What coordinators and administrators type about a person."""
