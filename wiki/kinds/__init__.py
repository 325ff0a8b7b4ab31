"""Rooms: one folder for each kind of content, found by the registry."""
