"""Management of the code lists."""
