"""Tests of the database side."""
