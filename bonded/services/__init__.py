"""What the bonded room does: intentions for doors, steps for other rooms."""
