"""What is done to the code lists: loading tables."""
