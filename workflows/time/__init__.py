"""Working calendars, the five kinds of clock, and spans of time."""
