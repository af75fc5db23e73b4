"""The database side of the foundation: transactions, locks, bulk writing, trails, feeds, jobs."""
