"""What a workflow template is, and its conditions."""
