"""The journal, as auditors read and export it."""
