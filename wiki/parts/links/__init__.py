"""Links between items: kept when an item is saved, so that the way back is known."""
