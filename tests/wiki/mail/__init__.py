"""E-mail, against a real server."""
