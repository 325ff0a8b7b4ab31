"""A person, as colleagues may know them."""
