"""Whether the site is well, in words for programs: its health, its readiness, its figures."""
