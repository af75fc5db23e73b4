"""What customs decide: selection, the officers' queue, claims and decisions."""
