"""Engines behind one protocol: Whoosh on one host, PostgreSQL on several, memory in tests."""
