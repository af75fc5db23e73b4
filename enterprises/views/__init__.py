"""Pages of this room: home, own firm, tokens, directory, profile, help and the demo's mailbox."""
