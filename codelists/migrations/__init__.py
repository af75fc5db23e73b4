"""Migrations of the code lists."""
