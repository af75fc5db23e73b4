"""What is claimed: orders, payments, waybills, import lists, their match and their tax."""
