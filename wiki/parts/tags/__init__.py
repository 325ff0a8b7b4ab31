"""Tags: words that people put on items."""
