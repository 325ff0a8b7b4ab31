"""What moderation tells people."""

from __future__ import annotations

from wiki.parts.notices.sentences import Told


class YoursIsHidden(Told):
    """What you wrote in “%(title)s” was hidden. Reason: %(reason)s. %(words)s You may appeal against it."""


class YoursIsHiddenByItself(Told):
    """What you wrote in “%(title)s” was hidden by the program, until a person has looked at it. Reason: %(reason)s."""


class YoursIsShownAgain(Told):
    """What you wrote in “%(title)s” is shown again. %(words)s"""


class YoursIsApproved(Told):
    """What you wrote in “%(title)s” was approved: your colleagues see it."""


class YoursIsReturned(Told):
    """What you wrote in “%(title)s” came back to you, to be changed: %(words)s"""


class YoursMayBeOutdated(Told):
    """Somebody thinks that “%(title)s” is out of date."""


class YourFlagWasHeard(Told):
    """What you flagged in “%(title)s” was looked at. Thank you."""


class YouAreSilenced(Told):
    """You may read and no longer write in “%(space)s”, %(until)s. Reason: %(reason)s. %(words)s You may appeal against
    it."""


class YouAreSuspended(Told):
    """You are kept out of “%(space)s”, %(until)s. Reason: %(reason)s. %(words)s You may appeal against it."""


class YouMayWriteAgain(Told):
    """What kept you from writing in “%(space)s” is lifted. %(words)s"""


class AppealFailed(Told):
    """Your appeal about “%(title)s” was looked at by somebody else: the decision stays. %(words)s"""


class CaseWaits(Told):
    """“%(title)s” waits for a decision for more than %(hours)s hours."""


class CaseIsUrgent(Told):
    """Personal information was flagged in “%(title)s”, which is hidden: look at it."""


class AppealWaits(Told):
    """Somebody appeals against a decision about “%(title)s”, which another person took."""
