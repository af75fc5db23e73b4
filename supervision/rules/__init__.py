"""The law of this room: which lists are looked at, who may decide what, and by when."""
