"""A walk through the whole zone: what people may do there, and what must be true after each step."""
