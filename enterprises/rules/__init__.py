"""The law of this room: identifiers, guarantees, tokens and personal data, free of Django."""
