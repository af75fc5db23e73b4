"""Migrations of the room of reservations; tables only, no RunPython."""
