"""The keys by which people follow the wiki from a reader of feeds, which cannot sign in."""
