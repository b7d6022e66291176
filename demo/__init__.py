"""A real homeserver, real clients and one fictional case, played from opening to closing."""
