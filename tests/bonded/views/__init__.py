"""Pages of where goods stand."""
