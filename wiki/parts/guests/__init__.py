"""Guests: people from outside, invited by somebody of the staff who answers for them until a day."""
