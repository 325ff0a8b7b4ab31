"""What can be refused about feeds."""

from wiki.errors import NotFound


class NoSuchFeed(NotFound):
    """There is no feed at this address: it was withdrawn, or never was. Make a new one in Relais."""
