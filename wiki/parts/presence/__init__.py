"""Who is writing where at this moment: a notice to others, never a lock."""
