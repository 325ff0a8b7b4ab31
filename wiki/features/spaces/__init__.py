"""Spaces in the browser: the list, one's front, its settings, its members."""
