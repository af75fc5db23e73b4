"""Thousands of documents at once, in SQL; the only place of this room that speaks it."""
