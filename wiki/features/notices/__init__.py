"""What somebody was told: read in a list, marked as read."""
