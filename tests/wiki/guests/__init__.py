"""People from outside: invited, confirmed by e-mail, gone the day after (M-14, M-17, S-11, S-12, U-8)."""
