"""Tests of every sentence that the bot can say."""
