"""Commands of the bonded room."""
