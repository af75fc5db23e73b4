"""Where goods stand: zone ledgers, their items and every movement behind the numbers."""
