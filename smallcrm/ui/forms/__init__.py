"""What a record is edited in."""
