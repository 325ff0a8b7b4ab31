"""What waits for approval before others see it: by who writes, and by what is written."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy.orm import Session

from wiki.access.roles import ANSWER, GARDEN, MODERATE
from wiki.access.viewer import Viewer
from wiki.outbox import record
from wiki.parts.moderation.cases import open_case
from wiki.parts.moderation.errors import MayNotWrite
from wiki.parts.moderation.events import ItemQueued
from wiki.parts.moderation.models import ALL, CONTRIBUTORS, Moderating
from wiki.parts.moderation.reasons import WAITING
from wiki.parts.words import folded
from wiki.registry import KINDS

_LINK = re.compile(r"\b(?:https?://|www\.)\S", re.IGNORECASE)


def rule_for(session: Session, actor: Viewer, space_id: int, texts: Iterable[str]) -> str | None:
    """Why what the actor writes in the space has to wait, one of reasons.RULES; None when it need not."""
    if actor.unbounded or actor.holds(MODERATE, space_id):
        return None
    if space_id not in actor.screened:
        return None
    rules = session.get(Moderating, space_id)
    return _by_person(session, actor, rules) or _by_words(rules, texts) if rules is not None else None


def queue(session: Session, actor: Viewer, kind: str, item_id: int, space_id: int, rule: str) -> None:
    """Have what was written, and is held back, wait for a decision."""
    open_case(session, kind, item_id, space_id, WAITING, rule)
    record(session, ItemQueued(*actor.by, space_id, kind, (item_id,), rule=rule))


def _by_person(session: Session, actor: Viewer, rules: Moderating) -> str | None:
    if rules.who_waits == ALL:
        return "all"
    trusted = actor.holds(ANSWER, rules.space_id) or actor.holds(GARDEN, rules.space_id)
    if rules.who_waits == CONTRIBUTORS and not trusted:
        return "contributors"
    if rules.guests_wait and not actor.staff:
        return "guest"
    return "newcomer" if _is_new(session, actor, rules) else None


def _is_new(session: Session, actor: Viewer, rules: Moderating) -> bool:
    if not rules.newcomers_wait or actor.account_id is None:
        return False
    shown = 0
    for kind in KINDS:
        if kind.moderated is not None and shown < rules.newcomers_wait:
            shown += kind.moderated.shown(session, rules.space_id, actor.account_id, rules.newcomers_wait)
    return shown < rules.newcomers_wait


def _by_words(rules: Moderating, texts: Iterable[str]) -> str | None:
    written = "\n".join(texts)
    if rules.links_wait and _LINK.search(written):
        return "link"
    words = [re.escape(folded(line)) for line in rules.words_wait.splitlines() if line.strip()]
    if words and re.search(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", _folded_lines(written)):
        return "words"
    return None


def _folded_lines(text: str) -> str:
    """The whole text folded: a key is cut, and a word may stand far down."""
    return "\n".join(
        folded(line[at : at + 300]) for line in text.splitlines() for at in range(0, len(line), 250)
    )


def added(before: str, after: str) -> str:
    """The lines that were not there before: what somebody else wrote is not held against whoever changes a comma."""
    known = set(before.splitlines())
    return "\n".join(line for line in after.splitlines() if line not in known)


def require_free(actor: Viewer, space_id: int) -> None:
    """:raises MayNotWrite: when the actor is silenced there, for what needs no right but that to read."""
    if actor.restrained & {0, space_id}:
        raise MayNotWrite
