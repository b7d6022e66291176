"""Settings, the directory of agencies, calendars and templates, with one clear line for each mistake."""
