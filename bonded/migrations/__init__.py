"""Migrations of the bonded room."""
