"""Publish a version of rules, and accept one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session

from wiki import clock
from wiki.access.decision import require
from wiki.access.item import SITE
from wiki.access.keyring import rights_changed
from wiki.access.models import Acceptance, RulesVersion
from wiki.access.viewer import Viewer
from wiki.markup import render, resolve
from wiki.outbox import record
from wiki.parts.rules import errors
from wiki.parts.rules.events import RulesAccepted, RulesPublished
from wiki.parts.rules.models import RulesText
from wiki.parts.rules.queries import current, last_acceptance
from wiki.parts.rules.wording import (
    CHARTER,
    LONGEST,
    LONGEST_CHANGE,
    TERMS,
    Wording,
    digest_of,
)
from wiki.parts.spaces.models import Space
from wiki.parts.words import clean_text

TWICE = timedelta(minutes=1)  # in which the same acceptance is one that was sent twice


def publish_rules(
    session: Session,
    actor: Viewer,
    wordings: Sequence[Wording],
    *,
    dated: date,
    changed: str = "",
    material: bool = True,
    seen: int | None = None,
) -> RulesVersion:
    """The next version of the terms of use, in force from now on. Whoever publishes it has accepted it.

    :param seen: the number of the version that the actor began with, 0 for none; None does not look.
    :raises Invalid: when it cannot be published so.
    :raises RulesUnchanged: when it says what the version before says.
    :raises PublishedMeanwhile: when another version came after the one that was seen.
    """
    require(actor, "site.publish_rules", SITE)
    said = [_clean(each) for each in wordings if clean_text(each.body).strip()]
    if not any(each.name == TERMS for each in said):
        raise errors.RulesEmpty
    for each in said:
        if len(each.body) > LONGEST:
            raise errors.RulesTooLong(limit=LONGEST, length=len(each.body))
    if dated > clock.now().date() + timedelta(days=1):  # it is tomorrow already further east
        raise errors.DatedAhead
    rights_changed(session)  # first: who publishes at the same moment waits here
    before = current(session, None)
    if seen is not None and seen != (before.number if before else 0):
        raise errors.PublishedMeanwhile
    changed = _changed(changed, needed=before is not None)
    return _publish(session, actor, None, said, dated, changed, material, before)


def publish_charter(
    session: Session, actor: Viewer, space: Space, body: str, *, changed: str = "", material: bool = True
) -> RulesVersion | None:
    """The next version of the charter of this space, when it differs from the one before: None when it does not.

    :raises CharterEmpty: when there was one, and it says nothing any more.
    :raises ChangeTooLong: when too much is said of what changed.
    """
    require(actor, "space.describe", space)
    before = current(session, space.id)
    said = [_clean(Wording(CHARTER, space.language[:2], "", body))]
    if not said[0].body:
        if before is not None:
            raise errors.CharterEmpty
        return None
    changed = _changed(changed, needed=False)
    rights_changed(session)
    try:
        return _publish(session, actor, space, said, clock.now().date(), changed, material, before)
    except errors.RulesUnchanged:
        return None


def accept(session: Session, actor: Viewer, space: Space | None, number: int) -> Acceptance:
    """The actor accepts the version in force, which is the one of this number. Sent twice, it is accepted once.

    :raises NoSuchVersion: when there are no rules to be accepted.
    :raises VersionMovedOn: when another version is in force.
    """
    if space is None:
        require(actor, "site.accept", SITE)
    else:
        require(actor, "space.accept", space)
    space_id = space.id if space else None
    in_force = current(session, space_id)
    if in_force is None or actor.account_id is None:
        raise errors.NoSuchVersion
    if number != in_force.number:
        raise errors.VersionMovedOn
    last = last_acceptance(session, actor.account_id, space_id)
    if last is not None and last.number == number and _still_counts(last):
        return last
    return _accept(session, actor, in_force)


def _still_counts(last: Acceptance) -> bool:
    """A charter is accepted once; the terms of use again after some months, when the site asks for it."""
    return last.space_id is not None or last.accepted_at > clock.now() - TWICE


def _clean(wording: Wording) -> Wording:
    return Wording(wording.name, wording.language, wording.title, clean_text(wording.body).strip())


def _changed(words: str, *, needed: bool) -> str:
    said = " ".join(clean_text(words).split())
    if needed and not said:
        raise errors.ChangeMissing
    if len(said) > LONGEST_CHANGE:
        raise errors.ChangeTooLong(limit=LONGEST_CHANGE)
    return said


def _publish(
    session: Session,
    actor: Viewer,
    space: Space | None,
    said: Sequence[Wording],
    dated: date,
    changed: str,
    material: bool,
    before: RulesVersion | None,
) -> RulesVersion:
    digest = digest_of(said)
    if before is not None and before.digest == digest:
        raise errors.RulesUnchanged
    made = RulesVersion(
        space_id=space.id if space else None,
        number=before.number + 1 if before else 1,
        material=material or before is None,
        changed=changed,
        dated=dated,
        published_at=clock.now(),
        published_by_id=actor.account_id,
        published_by=actor.name,
        digest=digest,
    )
    session.add(made)
    session.flush()
    session.add_all(_text(made, each) for each in said)
    record(session, RulesPublished(*actor.by, made.space_id, made.number, made.material))
    if actor.account_id is not None and made.material:
        _accept(session, actor, made)
    return made


def _text(version: RulesVersion, said: Wording) -> RulesText:
    # A wiki link leads nowhere: rules are read before one may read the pages.
    html = resolve(render(said.body, language=said.language).html, {})
    return RulesText(
        version_id=version.id,
        name=said.name,
        language=said.language,
        title=said.title,
        body=said.body,
        html=html,
    )


def _accept(session: Session, actor: Viewer, version: RulesVersion) -> Acceptance:
    made = Acceptance(
        account_id=actor.account_id,
        space_id=version.space_id,
        number=version.number,
        accepted_at=clock.now(),
    )
    session.add(made)
    session.flush()
    record(session, RulesAccepted(*actor.by, version.space_id, version.number))
    return made
