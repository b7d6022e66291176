"""The rules about cases and tasks, as tables and short stories."""
