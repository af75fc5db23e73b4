"""What is read of hours."""
