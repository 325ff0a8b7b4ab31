"""The forum: questions, discussions and announcements of a space."""
