"""What the people of the command line's stories type."""

PASSWORD = "quatre canards sur l’étang\n"
