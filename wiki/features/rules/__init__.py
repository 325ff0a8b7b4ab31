"""Rules of use in the browser: read, accepted, published; and who accepted them."""
