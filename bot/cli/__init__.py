"""The command line of the installation: what operators run beside or before the bot."""
