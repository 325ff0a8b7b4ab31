"""What somebody is told of: kept until they have read it, in whatever language they read it."""
