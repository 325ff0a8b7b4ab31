"""Why something of the source does not become a page; the rest goes in."""

from wiki.errors import Conflict, Invalid


class FileDamaged(Invalid):
    """%(file)s cannot be read to its end: %(reason)s. Nothing was imported."""


class NotJson(Invalid):
    """This line is not JSON: %(reason)s."""


class FieldMissing(Invalid):
    """The field “%(name)s” is missing or is not text."""


class NotUtf8(Invalid):
    """This is not UTF-8 text (byte %(position)s)."""


class FrontMatterUnreadable(Invalid):
    """The YAML between the dashes at the top cannot be read: %(reason)s."""


class DateUnreadable(Invalid):
    """“%(typed)s” is not a date: write the year, the month and the day, as in 2026-09-24."""


class SlugTooLong(Invalid):
    """The name of this page in its source has %(length)s characters; %(limit)s can be kept."""


class SlugTwice(Conflict):
    """Another page of this source, at %(other)s, has the same name “%(slug)s”: the first one is taken."""


class InTheBin(Conflict):
    """This page was imported before and is in the bin of the space: it is left there."""


class EditedHere(Conflict):
    """The source has changed, but this page was edited here since it was imported: it is left as it is."""
