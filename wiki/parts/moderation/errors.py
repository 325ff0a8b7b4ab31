"""What can be refused about moderation."""

from wiki.errors import Conflict, Forbidden, Invalid, NotFound, RelaisError


class NothingToModerate(NotFound):
    """There is nothing here to decide on, or nothing that you may read."""


class FlagReasonMissing(Invalid):
    """Say why you flag it: choose a reason of the list."""


class FlagNoteMissing(Invalid):
    """Say in a few words what is wrong with it."""


class TooManyFlags(RelaisError):
    """You flagged %(most)s things in the last hour. Wait a while, or write to those who run the space."""

    status = 429


class DecisionReasonMissing(Invalid):
    """A decision needs a reason: choose one of the list. It is told to the author."""


class DecisionWordsMissing(Invalid):
    """Write what the author should change: nobody can guess it."""


class DecisionImpossible(Invalid):
    """This cannot be decided about it as it is now. Open it again to see what can."""


class AlreadyDecided(Conflict):
    """%(who)s decided before you: %(what)s. Look at it again before you decide otherwise."""


class ClaimedByAnother(Conflict):
    """%(who)s is looking at it, until %(until)s. Leave it to them, or decide afterwards."""


class YourOwnDecision(Forbidden):
    """You took the decision that is appealed against: somebody else has to look at it."""


class StaysInPlace(Invalid):
    """The first page of a space cannot be hidden: take out of it what should not be there."""


class NoAppeal(Invalid):
    """There is no appeal against this decision, or you have made yours already."""


class AppealWordsMissing(Invalid):
    """Say in a few words why the decision should be changed."""


class UnknownDuration(Invalid):
    """Choose how long it lasts in the list."""


class NotOneself(Invalid):
    """You cannot silence or suspend yourself."""


class KeepsTheSpace(Invalid):
    """%(name)s moderates or keeps this space: take that role away first, or ask those who run the site."""


class NobodyOfThatName(Invalid):
    """Nobody is known as “%(who)s”. Choose a name in the list."""


class MayNotWrite(Forbidden):
    """You may not write here at the moment."""


class MeasuresMissing(Invalid):
    """Say what was done about it before you close it."""


class WouldWait(Invalid):
    """What you write here is approved first, and a change to a page that is already shown cannot wait. Propose it in a
    topic about the page, or ask an animator of the space to make it."""
