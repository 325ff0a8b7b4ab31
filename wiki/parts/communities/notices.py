"""What people are told of communities."""

from wiki.parts.notices.sentences import Told


class NamedInCommunity(Told):
    """%(who)s opened the community “%(space)s” and counts on you."""


class RoleWasRequested(Told):
    """%(who)s asks for a role in “%(space)s”."""


class RoleWasGiven(Told):
    """What you asked for in “%(space)s” is given to you: %(note)s"""


class RoleGiven(Told):
    """What you asked for in “%(space)s” is given to you."""


class RoleRefused(Told):
    """What you asked for in “%(space)s” is not given to you: %(note)s"""


class InvitedToCommunity(Told):
    """%(who)s invites you into “%(space)s”."""


class InvitationAccepted(Told):
    """%(who)s came into “%(space)s” on your invitation."""


class InvitationDeclined(Told):
    """%(who)s does not wish to come into “%(space)s”."""


class RoleHasNewEnd(Told):
    """Your role in “%(space)s” lasts until %(until)s."""


class TakesOver(Told):
    """%(who)s left “%(space)s” and handed over to you."""


class StageWasChanged(Told):
    """“%(space)s” has come to another stage: look at what it needs now."""


class SilentForAnimators(Told):
    """Nothing has changed in “%(space)s” for %(days)s days. What could bring people back to it?"""


class SilentForSponsors(Told):
    """Nothing has changed in “%(space)s” for %(days)s days, and its animators know of it. Ask them how it goes."""


class SilentToArchive(Told):
    """Nothing has changed in “%(space)s” for %(days)s days. If it has done its work, close it and
    archive it: what it wrote stays."""


class NobodyAnimates(Told):
    """Nobody animates “%(space)s” any more. Name somebody, or close it."""
