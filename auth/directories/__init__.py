"""Where people are looked up and vouched for, behind one protocol: LDAP, the local one, and one for tests."""
