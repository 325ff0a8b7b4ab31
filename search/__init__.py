"""Full-text search of documents, filtered by the words that the asker holds. Knows no user and no page."""
