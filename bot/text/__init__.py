"""Every sentence, and how it is written for one reader."""
