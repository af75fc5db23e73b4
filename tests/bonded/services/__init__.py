"""Tests of the bonded room."""
