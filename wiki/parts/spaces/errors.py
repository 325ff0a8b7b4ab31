"""What can be refused about spaces."""

from wiki.errors import Conflict, Invalid, NotFound


class NoSuchSpace(NotFound):
    """There is no space named “%(name)s”, or it is not open to you."""


class SpaceNameTaken(Conflict):
    """Another space already has the address “%(slug)s”. Choose another one."""


class ReservedSpaceName(Invalid):
    """The address “%(slug)s” is kept for the site itself. Choose another one."""


class SpaceTitleMissing(Invalid):
    """A space needs a title."""


class SpaceTitleTooLong(Invalid):
    """This title has %(length)s characters; the longest allowed has %(limit)s."""


class LastSteward(Conflict):
    """A space needs at least one steward. Name another one first."""


class UnknownMember(Invalid):
    """Nobody and no group is known as “%(who)s”. Choose a name in the list."""


class UnknownRole(Invalid):
    """There is no role “%(role)s”. Choose one in the list."""


class EndInThePast(Invalid):
    """A role cannot end in the past. Choose a day to come, or none."""
