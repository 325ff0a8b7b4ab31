"""Roles in a space, and the rights that each gives. Pure: `models.Grant` says who holds which, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# Rights in a space. No right gives another one: who moderates reads only because the role says so (L-1).
READ = "read"  # read, search, follow
WRITE = "write"  # write pages, ask and answer
ANSWER = "answer"  # say which reply answers, approve
GARDEN = "garden"  # tags, titles, duplicates: the order of what others wrote
MODERATE = "moderate"  # decide on what others wrote, from the desk
ADMIT = "admit"  # answer those who ask to come in
SPONSOR = "sponsor"  # approve that the community opens or closes; answer for guests
AUDIT = "audit"  # read what was decided, and by whom
KEEP = "keep"  # roles, settings, restrictions
RIGHTS = (READ, WRITE, ANSWER, GARDEN, MODERATE, ADMIT, SPONSOR, AUDIT, KEEP)

# The three roles of every space…
CONSULTATION = "consultation"
FUNCTIONAL = "functional"
STEWARD = "steward"
# … and those of a community of practice (CEFRIO's guide on intentional communities names them).
EXPERT = "expert"
GARDENER = "gardener"
COORDINATOR = "coordinator"
ANIMATOR = "animator"
SPONSORING = "sponsor"
MANAGER = "manager"
AUDITOR = "auditor"

# Role → its rights; in the order in which people are listed, weakest first.
RIGHTS_OF: Mapping[str, frozenset[str]] = {
    CONSULTATION: frozenset({READ}),
    AUDITOR: frozenset({READ, AUDIT}),
    FUNCTIONAL: frozenset({READ, WRITE}),
    EXPERT: frozenset({READ, WRITE, ANSWER}),
    GARDENER: frozenset({READ, WRITE, GARDEN}),
    COORDINATOR: frozenset({READ, WRITE, ANSWER, GARDEN}),
    MANAGER: frozenset({READ, WRITE, ADMIT}),
    SPONSORING: frozenset({READ, WRITE, SPONSOR}),
    ANIMATOR: frozenset({READ, WRITE, ANSWER, GARDEN, MODERATE, ADMIT}),
    STEWARD: frozenset(RIGHTS),
}
ROLES = tuple(RIGHTS_OF)

# What lessens rights for a time, and which rights it leaves.
SILENCE = "silence"  # somebody reads and no longer writes
SUSPENSION = "suspension"  # somebody is kept out
FREEZE = "freeze"  # a space is kept as it is: its addresses live, nobody writes
LEFT_BY: Mapping[str, frozenset[str]] = {
    SILENCE: frozenset({READ}),
    SUSPENSION: frozenset(),
    FREEZE: frozenset({READ, AUDIT, SPONSOR, KEEP}),
}


def strongest(roles: Iterable[str]) -> str:
    """The one of these roles that people are listed under."""
    return max(roles, key=ROLES.index)


def right_word(right: str, space_id: int) -> str:
    """The word held by whoever has this right in this space: it opens classes like the words of people and groups."""
    return f"{right}:{space_id}"
