"""Reading XML of other systems: safe trees, and tables that say what an element may hold."""
