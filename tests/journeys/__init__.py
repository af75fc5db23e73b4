"""Journeys in real Chromium against the real launcher; nothing here touches the database itself."""
