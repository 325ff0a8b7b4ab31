"""What can be refused about guests."""

from wiki.errors import Conflict, Invalid, NotFound


class InvitationClosed(NotFound):
    """This link opens nothing, or nothing any more. Ask whoever invited you to send you another one."""


class MailNotAnAddress(Invalid):
    """Type an e-mail address, such as zoe.tremblay@example.org."""


class GuestNameMissing(Invalid):
    """Say who it is: first name and name."""


class OrganisationMissing(Invalid):
    """Say for whom this person works: it stands beside their name everywhere."""


class GuestReasonMissing(Invalid):
    """Say in a sentence why this person is needed here."""


class StayTooLong(Invalid):
    """A stay lasts %(days)s days at most, and can be renewed. Choose an earlier day."""


class StayEndsInThePast(Invalid):
    """A stay cannot end in the past. Choose a day to come."""


class RoleNotForGuests(Invalid):
    """Guests read, or read and write. Choose one of the two."""


class WorksHere(Invalid):
    """This address is that of %(who)s, who works here: invite them by their name."""


class ShutOut(Conflict):
    """The account with this address was closed: ask those who run the site."""


class AddressShared(Conflict):
    """Another account has this address, or this one was closed: ask those who run the site."""


class GuestAlready(Conflict):
    """%(who)s is a guest of this community already: renew their stay instead."""


class TermsNotAccepted(Invalid):
    """Read the terms for guests, and tick the box if you agree to them."""


class FilledByProgram(Invalid):
    """Leave the last field empty: only programs fill it."""


class SignedInAsSomebody(Conflict):
    """This browser is signed in as %(who)s. Sign out, then follow the link again."""


class NoSuchGuest(NotFound):
    """There is no such guest here."""


class NoSuchGuestInvitation(NotFound):
    """There is no such invitation here."""


class InvitationAnswered(Conflict):
    """This invitation is answered or taken back already."""


class StayEnded(Conflict):
    """This stay has ended. To have the person come back, invite them again."""


class SomebodyElseAnswers(Conflict):
    """%(who)s answers for this guest: ask them."""


class NobodyAnswers(Conflict):
    """Nobody answers for this guest at present: take them over first."""


class KeptNoMore(Conflict):
    """This community lets nobody in any more: its guests stay until the day that was agreed."""
