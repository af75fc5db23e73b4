"""Sets of rows in one statement, a module for each topic."""
