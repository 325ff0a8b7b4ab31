"""What can be refused about rules."""

from wiki.errors import Conflict, Invalid, NotFound


class NoSuchVersion(NotFound):
    """There is no such version of these rules."""


class RulesEmpty(Invalid):
    """Write the terms of use in one language at least: nobody can accept nothing."""


class CharterEmpty(Invalid):
    """This community has a charter, and its members accepted it: write what takes its place."""


class RulesTooLong(Invalid):
    """This text has %(limit)s characters at most, and yours has %(length)s."""


class ChangeMissing(Invalid):
    """Say in a sentence what changed: whoever accepted the version before reads it first."""


class ChangeTooLong(Invalid):
    """Say what changed in %(limit)s characters at most."""


class DatedAhead(Invalid):
    """A version counts from the moment when it is published: give a day that has come."""


class RulesUnchanged(Conflict):
    """Nothing differs from the version in force: there is nothing to publish."""


class VersionMovedOn(Conflict):
    """The rules changed while you were reading. Nothing is accepted yet: the version that counts now is below."""


class PublishedMeanwhile(Conflict):
    """Somebody else published a version in the meantime. Your words are below: compare them with what is in force."""


class NotAgreed(Invalid):
    """Tick the box to say that you have read the rules and accept them."""
