"""Tests of the room of reservations."""
