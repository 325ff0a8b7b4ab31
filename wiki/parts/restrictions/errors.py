"""What can be refused about restrictions."""

from wiki.errors import Invalid


class ReasonOfRestrictionMissing(Invalid):
    """Say why fewer people read it: whoever looks at the exceptions of the space reads it there."""


class ReviewInThePast(Invalid):
    """A restriction is looked at again on a day to come. Choose another day, or none."""
