"""E-mail: letters written from templates, and the one server that takes them."""
