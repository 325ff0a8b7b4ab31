"""Spaces: where content stands, and who may read and write there."""
