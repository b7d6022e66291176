"""What is kept, and how a decision becomes one transaction."""
