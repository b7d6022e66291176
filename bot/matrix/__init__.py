"""All that speaks Matrix; nothing else imports nio."""
