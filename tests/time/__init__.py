"""Calendars, spans and moments."""
