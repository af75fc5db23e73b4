"""The foundation: what every room needs and what is not about customs."""
