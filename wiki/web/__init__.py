"""The request: its transaction, its viewer, fetch-and-check, forms, errors, headers."""
