"""Work that crosses every kind of content, through the registry only."""
