"""Guests: invited from outside, welcomed by a link, looked after by whoever answers for them."""
