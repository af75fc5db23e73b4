"""When: opening windows, after-hours and holiday slots, their reservations and the duty roster."""
