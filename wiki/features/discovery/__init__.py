"""Finding: the search, suggestions, recent changes; and the index that they ask."""
