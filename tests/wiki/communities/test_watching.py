"""What the worker notices once a day: silence, and that nobody animates any more (U-7, L-3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from auth.accounts import disable, find_account
from tests.factories import Cast
from tests.wiki.communities.founding import Founded, founded, told
from wiki import clock
from wiki.config import CommunitySettings
from wiki.kinds.pages.commands import create_page
from wiki.parts.communities import stages
from wiki.parts.communities.queries import community
from wiki.parts.communities.watching import watch
from wiki.parts.spaces.models import Space

SETTINGS = CommunitySettings(silent_days=10)


@pytest.fixture
def place(cast: Cast) -> Founded:
    return founded(cast)


def after(cast: Cast, days: int) -> None:
    """The worker looks, so many days from now, twice."""
    for _ in range(2):
        with cast.site.database.writing() as session:
            watch(session, clock.now() + timedelta(days=days), settings=SETTINGS)
            session.commit()


def silences(cast: Cast, person: str) -> list[str]:
    return [key for key in told(cast, person) if key.startswith("Silent")]


def test_silence_is_told_to_animators_then_sponsors_then_to_those_who_archive(
    cast: Cast, place: Founded
) -> None:
    """Each once, whatever the number of times that the worker looks."""
    after(cast, 5)
    assert not silences(cast, "bob")
    after(cast, 11)
    assert silences(cast, "bob") == silences(cast, "alice") == ["SilentForAnimators"]
    assert not silences(cast, "charlie")
    after(cast, 21)
    assert silences(cast, "charlie") == ["SilentForSponsors"]
    after(cast, 31)
    assert silences(cast, "charlie") == ["SilentForSponsors", "SilentToArchive"]
    assert silences(cast, "dana") == ["SilentToArchive"]
    after(cast, 90)
    assert silences(cast, "bob") == ["SilentForAnimators"]
    assert silences(cast, "dana") == ["SilentToArchive"]


def test_a_change_begins_the_count_anew(cast: Cast, place: Founded) -> None:
    after(cast, 11)
    _write(cast, place, clock.now() + timedelta(days=15))
    after(cast, 16)
    with cast.site.database.reading() as session:
        assert community(session, place.space_id).silence_told == 0
    after(cast, 26)
    assert silences(cast, "bob") == ["SilentForAnimators", "SilentForAnimators"]


def test_an_idea_and_an_archive_may_be_silent(cast: Cast) -> None:
    founded(cast, "Idée", stage=stages.IDEA)
    closed = founded(cast, "Close")
    closed.comes_to(stages.CLOSING, stages.ARCHIVED)
    after(cast, 400)
    assert not silences(cast, "bob")


def test_when_the_last_animator_is_gone_those_who_answer_for_it_are_told_once(
    cast: Cast, place: Founded
) -> None:
    """U-7: a departure in the directory is noticed; somebody new is noticed too."""
    for person in ("bob", "alice"):
        after(cast, 1)
        assert "NobodyAnimates" not in told(cast, "charlie")
        with cast.site.database.writing() as session:
            account = find_account(session, cast.ids[person])
            assert account is not None
            disable(session, account, by="directory", now=clock.now())
            session.commit()
    after(cast, 1)
    for person in ("charlie", "dana"):
        assert told(cast, person).count("NobodyAnimates") == 1
    place.give("charlie", "animator")
    after(cast, 1)
    with cast.site.database.reading() as session:
        assert not community(session, place.space_id).unled_told


def _write(cast: Cast, place: Founded, at: datetime) -> None:
    """A page of the space, as of this instant."""
    with cast.acting("bob") as (session, bob):
        create_page(session, bob, session.get_one(Space, place.space_id), title="Neuve", body="x", at=at)
