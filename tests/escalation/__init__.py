"""Ladders, reminders, takes, bundles and lanes: tables for each rule, and a state machine over all of it."""
