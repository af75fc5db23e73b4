"""The law of hours."""
