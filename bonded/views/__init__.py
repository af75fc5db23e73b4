"""Pages of this room, a module for each topic."""
