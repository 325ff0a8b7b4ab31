"""Who may do what in a space, and why: the explainer, and the list of exceptions."""
