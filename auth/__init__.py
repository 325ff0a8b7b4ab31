"""Who somebody is: directories, accounts, groups, sessions. Never what they may do."""
