"""What people are told of guests."""

from wiki.parts.notices.sentences import Told


class GuestCame(Told):
    """%(who)s came into “%(space)s” on your invitation, until %(until)s."""


class GuestStayEnds(Told):
    """The stay of %(who)s in “%(space)s” ends on %(until)s. Renew it if they are still needed."""


class OwnStayEnds(Told):
    """Your stay in “%(space)s” ends on %(until)s. If it should last longer, write to %(sponsor)s."""


class OwnStayEndsAlone(Told):
    """Your stay in “%(space)s” ends on %(until)s."""


class OwnStayRenewed(Told):
    """Your stay in “%(space)s” lasts until %(until)s."""


class GuestStayIsOver(Told):
    """The stay of %(who)s in “%(space)s” is over: they read nothing there any more."""


class GuestOrphaned(Told):
    """Nobody answers any more for %(who)s, a guest of “%(space)s”. Take them over, or let the stay end."""


class GuestWasTakenOver(Told):
    """%(who)s answers for you in “%(space)s” from now on."""
