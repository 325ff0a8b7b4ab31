"""What a person comes back to: the items that they marked, and those that they saw last. Nobody else ever sees them."""
