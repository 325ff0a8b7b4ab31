"""The journal of what was done: appended to, never changed, each entry sealed to the one before it."""
