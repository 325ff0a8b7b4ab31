"""How much somebody wants to hear of a space."""
