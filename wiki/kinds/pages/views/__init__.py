"""Pages in the browser."""

from wiki.kinds.pages.views import keeping, lists, reading, restricting, writing
from wiki.kinds.pages.views.doors import blueprint

__all__ = ["blueprint", "keeping", "lists", "reading", "restricting", "writing"]
