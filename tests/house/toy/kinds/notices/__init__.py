"""Notices: a few words that everybody in a space should see."""
