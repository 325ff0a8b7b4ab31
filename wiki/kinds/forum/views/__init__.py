"""The forum in the browser."""

from wiki.kinds.forum.views import editing, keeping, lists, reading, writing
from wiki.kinds.forum.views.doors import blueprint

__all__ = ["blueprint", "editing", "keeping", "lists", "reading", "writing"]
