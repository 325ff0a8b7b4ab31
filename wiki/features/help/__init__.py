"""What a person may want to know of the site: how things are done in it."""
