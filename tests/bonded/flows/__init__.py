"""Each flow of the zone walked from end to end, with figures worked by hand."""
