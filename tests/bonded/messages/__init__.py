"""Messages of the zone system and bulk sheets, without a database."""
