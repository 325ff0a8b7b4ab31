"""Open a community, and say what it is for."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from auth.identity import account_word, ids_in
from wiki import clock
from wiki.access.decision import require
from wiki.access.item import SITE
from wiki.access.keyring import rights_changed, viewer_of
from wiki.access.models import SwitchedOff
from wiki.access.roles import ANIMATOR, CONSULTATION, FUNCTIONAL, SPONSORING
from wiki.access.viewer import Viewer
from wiki.config import CommunitySettings
from wiki.markup import render, resolve
from wiki.outbox import record
from wiki.parts.communities import errors, stages
from wiki.parts.communities.events import CommunityDescribed, CommunityOpened
from wiki.parts.communities.models import (
    CHARTER_LENGTH,
    DOMAIN_LENGTH,
    PURPOSE_LENGTH,
    RHYTHM_LENGTH,
    Community,
)
from wiki.parts.communities.notices import NamedInCommunity
from wiki.parts.communities.queries import community, find_community
from wiki.parts.notices.commands import tell
from wiki.parts.notices.sentences import Name
from wiki.parts.rules.commands import publish_charter
from wiki.parts.spaces.commands import add_role, make_space
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, Space
from wiki.parts.words import clean_line, clean_text, folded
from wiki.registry import KINDS, Starter


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a community."""

    purpose: str
    domain: str = ""
    charter: str = ""
    rhythm: str = ""
    joining: str = stages.ON_REQUEST
    joins_as: str = FUNCTIONAL
    sensitivity: str = ""
    switched_off: Collection[str] = ()  # kinds of content
    # Where the charter differs from the one in force: in what, and whether members accept it anew.
    charter_changed: str = ""
    charter_material: bool = True


def open_community(
    session: Session,
    actor: Viewer,
    title: str,
    said: Description,
    settings: CommunitySettings,
    *,
    address: str = "",
    visibility: str = MEMBERS_ONLY,
    language: str = "fr-CA",
    animators: Sequence[str] = (),
    sponsor: str = "",
    texts: Sequence[Starter] = (),
) -> Space:
    """A space that is a community from its first day, as an idea. Who opens it keeps it; the words of its animators
    and of its sponsor are given their roles.

    :raises OpenedByAdministrators: when the settings leave that to them.
    :raises Invalid, Conflict: when it cannot be called or described so.
    """
    require(actor, "site.open_community", SITE)
    if settings.open_by == "administrators" and not actor.administrator:
        raise errors.OpenedByAdministrators
    _refuse_impossible(said, visibility, settings)
    space = make_space(
        session,
        actor,
        title,
        address=address,
        description=said.purpose,
        visibility=visibility,
        language=language,
        texts=texts,
    )
    keeper = actor if actor.unbounded else viewer_of(session, actor.identity)
    for word in dict.fromkeys(animators):
        add_role(session, keeper, space, word, ANIMATOR, None, reason="")
    if sponsor:
        add_role(session, keeper, space, sponsor, SPONSORING, None, reason="")
    found_community(session, keeper, space, said, settings)
    _tell_named(session, actor, space, [*animators, sponsor])
    return space


def found_community(
    session: Session, actor: Viewer, space: Space, said: Description, settings: CommunitySettings
) -> Community:
    """Make a community of a space.

    :raises AlreadyCommunity: when it is one.
    :raises Invalid: when it cannot be described so.
    """
    require(actor, "space.describe", space)
    session.refresh(space, with_for_update={"key_share": True})
    if find_community(session, space.id) is not None:
        raise errors.AlreadyCommunity
    made = Community(space_id=space.id, stage_at=clock.now())
    space.stage = stages.IDEA
    _say(session, actor, space, made, said, settings)
    session.add(made)
    session.flush()
    record(session, CommunityOpened(*actor.by, space.id))
    return made


def describe(
    session: Session, actor: Viewer, space: Space, said: Description, settings: CommunitySettings
) -> Community:
    """Say anew what the community is for.

    :raises CommunityArchived: when it is not changed any more.
    :raises Invalid: when it cannot be described so.
    """
    require(actor, "space.describe", space)
    session.refresh(space, with_for_update={"key_share": True})
    described = community(session, space.id)
    if space.stage == stages.ARCHIVED:
        raise errors.CommunityArchived
    _say(session, actor, space, described, said, settings)
    session.flush()
    record(session, CommunityDescribed(*actor.by, space.id))
    return described


def _say(
    session: Session,
    actor: Viewer,
    space: Space,
    described: Community,
    said: Description,
    settings: CommunitySettings,
) -> None:
    _refuse_impossible(said, space.visibility, settings)
    described.purpose = clean_text(said.purpose).strip()
    described.domain = clean_line(said.domain, DOMAIN_LENGTH)
    described.domain_key = folded(described.domain)
    described.charter = clean_text(said.charter).strip()
    # A wiki link leads nowhere: a charter is read before one may read the pages.
    described.charter_html = resolve(render(described.charter, language=space.language[:2]).html, {})
    described.rhythm = clean_line(said.rhythm, RHYTHM_LENGTH)
    described.joining, described.joins_as = said.joining, said.joins_as
    space.description = described.purpose
    space.sensitivity = said.sensitivity
    space.tree_mark = secrets.token_hex(8)  # what was drawn of the space shows its label and its places
    publish_charter(
        session, actor, space, said.charter, changed=said.charter_changed, material=said.charter_material
    )
    _switch_off(session, space, said.switched_off)


def _switch_off(session: Session, space: Space, kinds: Collection[str]) -> None:
    session.execute(delete(SwitchedOff).where(SwitchedOff.space_id == space.id))
    session.add_all(SwitchedOff(space_id=space.id, kind=kind) for kind in sorted(set(kinds)))
    rights_changed(session)


def _refuse_impossible(said: Description, visibility: str, settings: CommunitySettings) -> None:
    purpose, charter = clean_text(said.purpose).strip(), clean_text(said.charter).strip()
    if not purpose:
        raise errors.PurposeMissing
    if len(purpose) > PURPOSE_LENGTH:
        raise errors.PurposeTooLong(limit=PURPOSE_LENGTH)
    if len(charter) > CHARTER_LENGTH:
        raise errors.CharterTooLong(limit=CHARTER_LENGTH, length=len(charter))
    if said.joining not in stages.JOINING or said.joins_as not in (CONSULTATION, FUNCTIONAL):
        raise errors.UnknownJoining
    if visibility == SECRET and said.joining in (stages.OPEN, stages.ON_REQUEST):
        raise errors.SecretIsByInvitation
    if not set(said.switched_off) <= {kind.name for kind in KINDS.optional}:
        raise errors.UnknownKindOfContent
    _refuse_label(said.sensitivity, settings)


def _refuse_label(label: str, settings: CommunitySettings) -> None:
    if not label or label in settings.allowed:
        return
    if label in (known.key for known in settings.labels):
        raise errors.LabelAboveCeiling
    raise errors.UnknownLabel


def _tell_named(session: Session, actor: Viewer, space: Space, words: Sequence[str]) -> None:
    """Those who were named by somebody else learn of it."""
    own = account_word(actor.account_id) if actor.account_id is not None else ""
    named = ids_in((word for word in words if word != own), "account:")
    told = NamedInCommunity(who=actor.name, space=Name(space.title, space.language))
    tell(session, named, told, url=f"/{space.slug}", space_id=space.id)
