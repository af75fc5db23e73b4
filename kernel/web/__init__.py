"""What every door of every room shares: keyset pages and translated findings."""
