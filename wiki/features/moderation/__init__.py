"""The desk: what members flag, what animators decide, and what is told of it."""
