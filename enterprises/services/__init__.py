"""What users want from this room (intentions), and the steps that other rooms call."""
