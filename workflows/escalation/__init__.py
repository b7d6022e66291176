"""Ladders, reminders and bundles: who is told when something is late."""
