"""Guests, in the browser."""

from wiki.features.guests.views import accepting, inviting, staying
from wiki.features.guests.views.doors import EXTENSION, Hosting, blueprint

__all__ = ["EXTENSION", "Hosting", "accepting", "blueprint", "inviting", "staying"]
