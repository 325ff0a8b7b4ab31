"""What can be refused about people."""

from wiki.errors import NotFound


class NoSuchPerson(NotFound):
    """There is nobody here by this name, or nobody whom you may know of."""
