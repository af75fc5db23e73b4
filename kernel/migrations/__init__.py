"""Migrations of the foundation."""
