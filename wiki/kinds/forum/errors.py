"""What can be refused about topics and posts."""

from __future__ import annotations

from wiki.errors import Conflict, Invalid, NotFound


class NoSuchTopic(NotFound):
    """There is no topic at this address: it was deleted, or it is not open to you."""


class NoSuchPost(NotFound):
    """There is no message at this address: it was deleted, or it is not open to you."""


class TitleMissing(Invalid):
    """A topic needs a title."""


class TitleTooLong(Invalid):
    """This title has %(length)s characters; the longest allowed has %(limit)s."""


class PostEmpty(Invalid):
    """A message needs words that can be read."""


class PostTooLarge(Invalid):
    """This message weighs %(size)s kB; the heaviest allowed has %(limit)s kB. Put the long part in a page, and
    link to it."""


class TooManyMentions(Invalid):
    """This message names %(number)s people; it can name %(limit)s at most."""


class UnknownPurpose(Invalid):
    """A topic is a question, a discussion or an announcement."""


class TopicClosed(Conflict):
    """This topic was closed by %(who)s: “%(reason)s”. Your words are still here: open another topic if there is more
    to say."""


class TopicArchived(Conflict):
    """This topic is in the archives: it is read, and no longer changed."""


class TopicMoved(Conflict):
    """This topic was moved to the space “%(space)s” while you were writing. Send your words again if they are meant
    for those who read there."""


class ChangedMeanwhile(Conflict):
    """%(author)s changed this message while you were writing. Look at what it says now, then send again what should
    stand."""


class PostInBin(Conflict):
    """This message is in the bin. Take it out first, or say it in a new one."""


class TopicAnswered(Conflict):
    """Colleagues have replied: only a steward of the space can put this topic in the bin."""


class PostAnswered(Conflict):
    """A colleague has answered this message, or it was accepted as an answer: only a steward of the space can put it
    in the bin."""


class OpeningStays(Conflict):
    """The message that opens a topic goes to the bin with the topic, not alone."""


class NotAQuestion(Conflict):
    """Only a reply to a question can be accepted as its answer."""


class ReasonMissing(Invalid):
    """Say why: colleagues will ask."""


class PinnedTooLong(Invalid):
    """Choose a day between tomorrow and a year from now."""
