"""CEB messages: definitions, reading, typing and writing; pure, without Django."""
