"""The margin of an item: what other kinds hang beside it, such as the questions about a page."""
