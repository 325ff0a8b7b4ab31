"""Locks: who may do what. Read access is one set intersection, used by decisions, by SQL and by the search."""
