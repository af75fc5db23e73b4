"""Forms of this room: they read what was typed and show it again; the rules judge it."""
