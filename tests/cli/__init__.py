"""The command line: what operators see."""
