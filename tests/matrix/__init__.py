"""What goes to Matrix and what comes from it, without a homeserver."""
