"""Pages in the browser."""

from wiki.kinds.pages.views import approving, keeping, lists, reading, restricting, writing
from wiki.kinds.pages.views.doors import blueprint

__all__ = ["approving", "blueprint", "keeping", "lists", "reading", "restricting", "writing"]
