"""Commands of the code lists."""
