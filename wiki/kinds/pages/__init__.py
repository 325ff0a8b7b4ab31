"""Pages: versioned Markdown in a tree."""
