"""What people type and what they see, on real databases, with a homeserver in memory."""
