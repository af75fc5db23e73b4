"""The machine doors of this room, below ``/api/v1/bonded/``: messages as XML, everything else as JSON."""
