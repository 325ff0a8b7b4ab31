"""Recent changes for readers of feeds, by a personal key."""
