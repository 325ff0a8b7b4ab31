"""What is new in a space reaches those who chose to hear of it, and nobody else (F-22)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitors
from wiki.access.roles import MODERATE, right_word
from wiki.access.viewer import operator
from wiki.kinds.forum.commands import open_topic, reply
from wiki.kinds.pages.commands import create_page, restrict_page, save_page
from wiki.parts.notices.commands import mark_read
from wiki.parts.spaces.models import Space
from wiki.parts.subscriptions.commands import subscribe
from wiki.parts.subscriptions.models import FOLLOWED, MUTED, NORMAL, WATCHED

OPENED = "Bob Gagnon a ouvert «\u00a0Sceller?\u00a0»"
WRITTEN = "Bob Gagnon a écrit dans «\u00a0{}\u00a0»"


def hears(cast: Cast, person: str, level: str) -> None:
    with cast.acting(person) as (session, actor):
        subscribe(session, actor, session.scalars(select(Space).where(Space.slug == cast.space)).one(), level)


def opened(cast: Cast) -> int:
    """Bob opens a topic."""
    with cast.acting("bob") as (session, bob):
        space = session.scalars(select(Space).where(Space.slug == cast.space)).one()
        topic = open_topic(session, bob, space, title="Sceller?", body="Comment?")
        session.flush()
        number = topic.id
    cast.index()
    return number


def answered(cast: Cast, topic_id: int) -> None:
    with cast.acting("bob") as (session, bob):
        reply(session, bob, topic_id, body="Avec de la cire.")
    cast.index()


def told(visitors: Visitors, person: str) -> str:
    return getattr(visitors, person).get("/-/notices").text.replace("<span", "\n<span")


@pytest.mark.parametrize(
    ("level", "of_beginnings", "of_all"),
    [(MUTED, False, False), (NORMAL, False, False), (FOLLOWED, True, False), (WATCHED, True, True)],
)
def test_each_level_hears_what_it_says(
    visitors: Visitors, cast: Cast, level: str, of_beginnings: bool, of_all: bool
) -> None:
    hears(cast, "alice", level)
    topic_id = opened(cast)
    assert (OPENED in told(visitors, "alice")) is of_beginnings
    answered(cast, topic_id)
    assert (WRITTEN.format("Sceller?") in told(visitors, "alice")) is of_all
    cast.page("Grille")
    cast.index()
    assert (WRITTEN.format("Grille") in told(visitors, "alice")) is of_all
    assert OPENED not in told(visitors, "dana")


def test_nobody_is_told_what_they_did_nor_what_the_program_did(visitors: Visitors, cast: Cast) -> None:
    for person in ("bob", "alice"):
        hears(cast, person, WATCHED)
    with cast.site.database.writing() as session:
        space = session.scalars(select(Space).where(Space.slug == cast.space)).one()
        create_page(session, operator(), space, title="Importée", body="x")
        session.commit()
    opened(cast)
    assert OPENED not in told(visitors, "bob")
    assert OPENED in told(visitors, "alice")
    assert "Importée" not in told(visitors, "alice")


def test_the_same_news_is_told_once_until_it_is_read(visitors: Visitors, cast: Cast) -> None:
    hears(cast, "alice", WATCHED)
    page = cast.page("Grille", body="Un.")
    for number, body in enumerate(("Un, deux.", "Un, deux, trois."), start=1):
        with cast.acting("bob") as (session, bob):
            save_page(session, bob, page.id, base=number, body=body)
        cast.index()
    assert told(visitors, "alice").count(WRITTEN.format("Grille")) == 1
    with cast.acting("alice") as (session, alice):
        mark_read(session, alice)
    with cast.acting("bob") as (session, bob):
        save_page(session, bob, page.id, base=3, body="Quatre.")
    cast.index()
    assert told(visitors, "alice").count(WRITTEN.format("Grille")) == 2


def test_what_one_may_not_read_is_not_told(visitors: Visitors, cast: Cast) -> None:
    """The right of the moment decides, not that of the day on which it was written."""
    hears(cast, "alice", WATCHED)
    page = cast.page("Enquête")
    cast.index()
    assert "Enquête" in told(visitors, "alice")
    with cast.acting("dana") as (session, dana):
        words = {account_word(cast.ids["bob"]), right_word(MODERATE, page.space_id)}
        restrict_page(session, dana, page.id, words, reason="En cours")
    assert "Enquête" not in told(visitors, "alice")
