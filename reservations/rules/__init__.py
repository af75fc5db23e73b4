"""The law of windows, slots and lead times: pure, without database or clock."""
