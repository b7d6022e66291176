"""The demo keeps what its page says."""
