"""Furniture that every kind of content may use."""
