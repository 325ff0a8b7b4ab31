"""Rights by roles: many at once, until a day, lessened for a time, and narrower within (issue of communities)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.identity import account_word
from tests.factories import Cast
from wiki import clock
from wiki.access.decision import may
from wiki.access.item import Item
from wiki.access.keyring import keyring, new_class, rights_changed
from wiki.access.models import Restraint
from wiki.access.roles import (
    AUDITOR,
    FREEZE,
    FUNCTIONAL,
    MODERATE,
    RIGHTS,
    RIGHTS_OF,
    SILENCE,
    STEWARD,
    SUSPENSION,
    right_word,
)
from wiki.access.viewer import operator
from wiki.kinds.pages.models import Page
from wiki.parts.spaces.commands import set_roles
from wiki.parts.spaces.errors import EndInThePast, LastSteward, UnknownRole
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import members

DAY = timedelta(days=1)


@pytest.fixture
def page(cast: Cast) -> Page:
    return cast.page("Prélèvement")


def space_of(session: Session, cast: Cast) -> Space:
    return session.scalars(select(Space).where(Space.slug == cast.space)).one()


def given(cast: Cast, person: str, **roles: datetime | None) -> None:
    with cast.site.database.writing() as session:
        set_roles(session, operator(), space_of(session, cast), account_word(cast.ids[person]), roles)
        session.commit()


def restrained(
    cast: Cast, person: str, sort: str, *, everywhere: bool = False, ends_at: datetime | None = None
) -> None:
    word = "members" if person == "staff" else account_word(cast.ids[person])
    with cast.site.database.writing() as session:
        space_id = None if everywhere else space_of(session, cast).id
        session.add(
            Restraint(word=word, space_id=space_id, sort=sort, imposed_at=clock.now(), ends_at=ends_at)
        )
        rights_changed(session)
        session.commit()


def can(cast: Cast, person: str, action: str, item: Item) -> bool:
    with cast.site.database.reading() as session:
        return may(cast.viewer(session, person), action, item)


def test_no_right_comes_from_another() -> None:
    """L-1: whoever moderates, audits or keeps reads because the role says so."""
    assert all("read" in rights for rights in RIGHTS_OF.values())
    assert RIGHTS_OF[STEWARD] == set(RIGHTS)
    assert MODERATE not in RIGHTS_OF[AUDITOR]


def test_somebody_holds_several_roles(cast: Cast, page: Page) -> None:
    given(cast, "alice", auditor=None, functional=None)
    assert can(cast, "alice", "page.edit", page)
    assert not can(cast, "alice", "space.members", page)
    given(cast, "alice", auditor=None)
    assert can(cast, "alice", "page.read", page)
    assert not can(cast, "alice", "page.edit", page)
    with cast.site.database.reading() as session:
        [alice] = [
            each for each in members(session, space_of(session, cast)) if each.label.startswith("Alice")
        ]
    assert dict(alice.roles) == {AUDITOR: None}


def test_a_role_ends_by_itself(cast: Cast, page: Page) -> None:
    """No job runs: the next request after the end finds the door closed (S-11)."""
    end = clock.now() + 30 * DAY
    given(cast, "charlie", functional=end)
    assert can(cast, "charlie", "page.edit", page)
    assert not can(cast, "gaelle", "page.read", page)
    with clock.held(end - timedelta(seconds=1)):
        assert can(cast, "charlie", "page.edit", page)
    with clock.held(end):
        assert not can(cast, "charlie", "page.read", page)
        with cast.site.database.reading() as session:
            assert "Charlie" not in {
                each.label.split()[0] for each in members(session, space_of(session, cast))
            }


def test_an_end_in_the_past_and_a_role_that_is_none_are_refused(cast: Cast) -> None:
    with pytest.raises(EndInThePast):
        given(cast, "bob", functional=clock.now() - DAY)
    with pytest.raises(UnknownRole):
        given(cast, "bob", owner=None)


def test_the_last_steward_stays_without_end(cast: Cast) -> None:
    with pytest.raises(LastSteward):
        given(cast, "dana", steward=clock.now() + DAY)
    with pytest.raises(LastSteward):
        given(cast, "dana", animator=None)
    given(cast, "bob", steward=clock.now() + DAY)
    with pytest.raises(LastSteward):
        given(cast, "dana")
    given(cast, "bob", steward=None)
    given(cast, "dana", animator=None)
    assert not can(cast, "dana", "space.members", _space(cast))


def _space(cast: Cast) -> Space:
    with cast.site.database.reading() as session:
        return space_of(session, cast)


def test_whoever_is_silenced_reads_and_does_not_write(cast: Cast, page: Page) -> None:
    """M-6: until the end, then as before."""
    end = clock.now() + 7 * DAY
    restrained(cast, "bob", SILENCE, ends_at=end)
    assert can(cast, "bob", "page.read", page)
    assert not can(cast, "bob", "page.edit", page)
    assert not can(cast, "bob", "topic.create", page)
    assert can(cast, "dana", "page.edit", page)
    with clock.held(end):
        assert can(cast, "bob", "page.edit", page)


def test_a_silence_everywhere_is_known(cast: Cast, page: Page) -> None:
    other = cast.opened("Laboratoire", bob=FUNCTIONAL, dana=STEWARD)
    there = cast.page("Là", space=other)
    restrained(cast, "bob", SILENCE, everywhere=True)
    assert can(cast, "bob", "page.read", there)
    assert not can(cast, "bob", "page.edit", there)
    assert not can(cast, "bob", "page.edit", page)
    with cast.site.database.reading() as session:
        assert cast.viewer(session, "bob").silenced
        assert not cast.viewer(session, "dana").silenced


def test_whoever_is_suspended_is_outside(cast: Cast, page: Page) -> None:
    restrained(cast, "bob", SUSPENSION)
    assert not can(cast, "bob", "page.read", page)
    assert can(cast, "alice", "page.read", page)


def test_a_frozen_space_is_read_and_kept(cast: Cast, page: Page) -> None:
    """K-8: its addresses live, nobody writes, whoever keeps it can thaw it."""
    restrained(cast, "staff", FREEZE)
    assert can(cast, "bob", "page.read", page)
    assert not can(cast, "bob", "page.edit", page)
    assert not can(cast, "dana", "page.edit", page)
    assert not can(cast, "dana", "topic.keep", page)
    assert can(cast, "dana", "space.members", page)


def test_a_class_within_another_is_never_wider(cast: Cast, page: Page) -> None:
    """A restriction names people who lose it with the space, and rights of the space."""
    with cast.site.database.writing() as session:
        words = {
            account_word(cast.ids["bob"]),
            account_word(cast.ids["charlie"]),
            right_word(MODERATE, page.space_id),
        }
        inner = new_class(session, words, within=page.access_class_id)
        innermost = new_class(session, {account_word(cast.ids["alice"])}, within=inner)
        session.commit()
    with cast.site.database.reading() as session:
        opened = {
            name: cast.viewer(session, name).opens(inner) for name in ("bob", "charlie", "alice", "dana")
        }
        assert opened == {"bob": True, "charlie": False, "alice": False, "dana": True}
        assert not cast.viewer(session, "alice").opens(innermost)
        rights = keyring(session)
        assert rights.includes(page.access_class_id, inner)
        assert rights.includes(inner, innermost)
        assert not rights.includes(inner, page.access_class_id)
    given(cast, "bob")
    given(cast, "alice", animator=None)
    with cast.site.database.reading() as session:
        assert not cast.viewer(session, "bob").opens(inner)
        assert cast.viewer(session, "alice").opens(innermost)


def test_a_guest_does_not_read_what_all_staff_read(cast: Cast) -> None:
    """So that nothing of the one place is written into the other."""
    commons = cast.opened("Commun", dana=STEWARD)
    partners = cast.opened("Partenaires", "members", dana=STEWARD, gaelle=FUNCTIONAL)
    with cast.site.database.reading() as session:
        classes = {
            slug: session.scalars(select(Space.access_class_id).where(Space.slug == slug)).one()
            for slug in (cast.space, commons, partners)
        }
        rights = keyring(session)
    assert not rights.includes(classes[cast.space], classes[commons])
    assert not rights.includes(classes[commons], classes[partners])
