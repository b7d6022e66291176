"""From a message or a tick to a commit, and out again."""
