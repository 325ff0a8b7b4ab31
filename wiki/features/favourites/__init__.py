"""What a person comes back to: marked, taken back, seen together, forgotten."""
