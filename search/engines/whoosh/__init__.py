"""The embedded engine: an index in a folder, read by many processes and written by one at a time. The only Whoosh."""

from search.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
