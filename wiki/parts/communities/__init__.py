"""A community: a space with a purpose, people who answer for it, and a life that begins and ends."""
