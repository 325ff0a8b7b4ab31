"""Rules of use: the site's terms and privacy notice, and charters; their versions, and who accepted which."""
