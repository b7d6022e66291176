"""What administrators type about workflow templates."""
