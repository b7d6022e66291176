"""Tests against a real homeserver."""
