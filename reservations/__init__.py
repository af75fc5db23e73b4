"""When: opening windows, after-hours and holiday slots, their reservations and the duty roster.

The room is empty until the first of them is built; its place in the layers is already checked.
"""
