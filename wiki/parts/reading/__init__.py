"""How far people have read: one number for a person and an item, never a row for each thing read."""
