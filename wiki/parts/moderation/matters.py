"""What is signalled and decided on, of whatever kind, as far as somebody may know of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from auth.identity import account_word
from wiki.access.keyring import held_class, place_class
from wiki.access.roles import MODERATE, right_word
from wiki.access.viewer import Viewer
from wiki.errors import SignInNeeded
from wiki.parts.moderation.errors import NothingToModerate
from wiki.registry import KINDS, Matter, Moderated


def find_matter(session: Session, kind: str, item_id: int) -> Matter | None:
    """The item, whoever may read it; None when it is not there, or in the bin."""
    answers = KINDS.moderating(kind)
    return next(iter(answers.matters(session, kind, [item_id])), None) if answers is not None else None


def matter_to_read(session: Session, viewer: Viewer, kind: str, item_id: int) -> Matter:
    """The item, if the viewer may read it and flag it.

    :raises NothingToModerate: when there is none, or none that the viewer may read.
    """
    if not viewer.signed_in and not viewer.unbounded:
        raise SignInNeeded
    found = find_matter(session, kind, item_id)
    if found is None or kind in answering(found).parts or not _reads(viewer, found):
        raise NothingToModerate
    return found


def matter_to_moderate(session: Session, viewer: Viewer, kind: str, item_id: int) -> Matter:
    """The item, if it is the viewer's to decide on: who moderates one space decides on nothing of another, and on
    nothing that they may not read (L-1).

    :raises NothingToModerate: when there is none, or it is not theirs.
    """
    found = find_matter(session, kind, item_id)
    if found is None or not viewer.holds(MODERATE, found.space_id) or not viewer.opens(found.access_class_id):
        raise NothingToModerate
    return found


def answering(matter: Matter) -> Moderated:
    """What holds it back and lets it go."""
    found = KINDS.moderating(matter.kind)
    if found is None:
        raise NothingToModerate
    return found


def class_of(
    session: Session, access_class_id: int, space_id: int, author_id: int | None, *, held: bool
) -> int:
    """The class of what stands where this class says: held back, that of its author and of those who moderate."""
    around = place_class(session, access_class_id)
    if not held:
        return around
    words = {right_word(MODERATE, space_id)}
    if author_id is not None:
        words.add(account_word(author_id))
    return held_class(session, around, words)


def _reads(viewer: Viewer, matter: Matter) -> bool:
    if not viewer.opens(matter.access_class_id):
        return False
    return (
        matter.held is None
        or viewer.holds(MODERATE, matter.space_id)
        or (matter.author_id is not None and matter.author_id == viewer.account_id)
    )
