"""Communities in the browser: their directory, their homes, their members."""
