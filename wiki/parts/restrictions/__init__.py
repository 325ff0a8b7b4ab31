"""Items that fewer people read than the place where they stand."""
