"""Pages in the browser."""

from wiki.kinds.pages.views import keeping, lists, reading, writing
from wiki.kinds.pages.views.doors import blueprint

__all__ = ["blueprint", "keeping", "lists", "reading", "writing"]
