"""What the bot costs beside the least possible echo bot, measured in one run."""
