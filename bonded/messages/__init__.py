"""The messages of the zone system, in and out."""
