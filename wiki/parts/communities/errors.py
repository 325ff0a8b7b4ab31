"""What can be refused about communities and their members."""

from wiki.errors import Conflict, Forbidden, Invalid, NotFound


class NoSuchCommunity(NotFound):
    """This space is no community."""


class AlreadyCommunity(Conflict):
    """This space is a community already."""


class OpenedByAdministrators(Forbidden):
    """On this site, those who run it open communities. Write to them what yours is for."""


class PurposeMissing(Invalid):
    """Say in a sentence or two what the community is for."""


class PurposeTooLong(Invalid):
    """The purpose has %(limit)s characters at most. The charter has room for more."""


class CharterTooLong(Invalid):
    """The charter has %(limit)s characters at most, and yours has %(length)s. Keep the rules here, and put what
    explains them on a page."""


class UnknownLabel(Invalid):
    """There is no such label. Choose one in the list."""


class LabelAboveCeiling(Invalid):
    """What bears this label may not be kept on this site. Choose a label in the list."""


class UnknownJoining(Invalid):
    """There is no such way to become a member. Choose one in the list."""


class SecretIsByInvitation(Invalid):
    """Nobody can ask to join what they do not know of: people come into a secret community by invitation, or by a
    group of the directory."""


class UnknownKindOfContent(Invalid):
    """There is no such kind of content. Choose among those in the list."""


class UnknownStage(Invalid):
    """A community does not come to this stage from the one where it is. Choose one in the list."""


class StageNotReady(Conflict):
    """Not everything that this stage needs is there. Look at the list: what is missing is marked."""


class StageMovedMeanwhile(Conflict):
    """Somebody else has changed the stage in the meantime. Look at where the community is now."""


class CommunityArchived(Conflict):
    """This community is archived: it is read, and no longer changed. Take it back a stage first."""


class NotJoinedNow(Conflict):
    """Nobody joins this community by themselves at present. Its animators can invite you."""


class AskedForInstead(Conflict):
    """This community lets people in who ask for it. Say why you wish to come, and its animators answer."""


class ReasonMissing(Invalid):
    """Say why, in a sentence: whoever answers decides by it."""


class AskedAlready(Conflict):
    """You have asked already, and nobody has answered yet. To ask for something else, take the request back first."""


class TermMissing(Invalid):
    """Say until which day you need the role. Before that day, whoever gave it can have it last longer."""


class NoteMissing(Invalid):
    """Say why not, in a sentence: the person who asked reads it."""


class RoleNotAsked(Invalid):
    """This role is not asked for. Choose one in the list."""


class RoleHeldAlready(Conflict):
    """This role is held already. Ask for another one, or have its end put off by those who gave it."""


class NoSuchRequest(NotFound):
    """There is no such request here, or it is not for you to answer."""


class OwnRequest(Forbidden):
    """Nobody answers their own request. Somebody else who lets people in has to."""


class StewardsGive(Forbidden):
    """Those who keep the space give this role. You can give the roles to read and to write."""


class PersonNeeded(Invalid):
    """“%(who)s” is a group. Name a person here; to a group, a role is given on the list of members."""


class GuestsAreSponsored(Invalid):
    """%(who)s is a guest: somebody of the staff invites guests, and answers for them until a date."""


class RoleDoesNotEnd(Conflict):
    """This role does not end, or is not held any more: there is nothing to renew."""


class MemberByGroup(Conflict):
    """You are a member by a group of the directory, and leave with it. To hear nothing of the community, choose so
    above."""


class NotMember(Conflict):
    """You have no role here that you could give back."""


class HandOverFirst(Conflict):
    """Nobody else does here what you do. Choose who takes it over, and then leave."""


class NoSuchSuccessor(Invalid):
    """Choose in the list who takes over: somebody of the staff who is a member here."""


class NoSuchKeyItem(Invalid):
    """Nothing in this space stands at “%(where)s”. Type the title of a page, or paste an address of this space."""


class TooManyKeyItems(Invalid):
    """A home puts %(limit)s items forward at most. Take one away first."""
