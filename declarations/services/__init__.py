"""What this room does: intentions for the doors, steps for the rooms above."""
