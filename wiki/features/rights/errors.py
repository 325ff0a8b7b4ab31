"""What can be refused when somebody asks who may do what."""

from wiki.errors import Invalid


class NotOnePerson(Invalid):
    """“%(who)s” is a group. Choose one person."""


class OneselfAlready(Invalid):
    """That is you: you see this space with your own eyes already."""


class NoSuchItemHere(Invalid):
    """There is nothing at “%(address)s” in this space, or nothing that you may read."""
