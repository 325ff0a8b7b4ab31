"""Silence and suspension: every way to write is closed, with a reason, and it ends by itself (M-6, F-20)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.forum.conftest import Clock
from tests.wiki.forum.talking import Talk
from tests.wiki.moderation.desk import Desk
from tests.wiki.pages.writing import address_of
from wiki.access.viewer import operator
from wiki.errors import Forbidden
from wiki.integrity import database_findings
from wiki.parts.feeds.commands import make_feed_key
from wiki.parts.moderation.errors import (
    DecisionReasonMissing,
    KeepsTheSpace,
    MayNotWrite,
    NothingToModerate,
    NotOneself,
    UnknownDuration,
)
from wiki.parts.notices.models import Notice
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import Space


def test_whoever_is_silenced_reads_and_no_longer_writes(
    visitors: Visitors, cast: Cast, desk: Desk, talk: Talk, hour: Clock
) -> None:
    page, topic = cast.page("Page"), talk.topic(by="dana")
    mine = talk.reply(topic, "De moi.", by="bob")
    address = address_of(cast, page)
    desk.restrains("dana", "bob", "silence", 3)
    assert visitors.bob.get(address).status_code == 200
    assert visitors.bob.get(topic.url).status_code == 200
    writing = [
        f"{address}/-/edit",
        f"/{cast.space}/-/new",
        f"/{cast.space}/-/topics/new",
        f"{topic.path}/reply",
        f"{mine.path}/edit",
        f"{mine.path}/delete",
        f"{address}/-/move",
        f"{address}/-/delete",
    ]
    for path in writing:
        answer = visitors.bob.get(path)
        assert answer.status_code == 403, path
        assert "You may read and no longer write in “Inspection des aliments”, until" in answer.text
        assert "Reason: Disrespectful." in answer.text
        assert "Restons courtois." in answer.text
        sent = {"title": "T", "body": "B", "reason": "R", "language": "fr-CA"}
        assert visitors.bob.post(path, sent, form="/-/search").status_code == 403, path
    with pytest.raises(MayNotWrite):
        desk.flags("bob", "topic", topic.id)
    with pytest.raises(Forbidden):
        talk.reply(topic, "Encore", by="bob")
    for path in (address, topic.url, f"/{cast.space}/-/topics"):
        assert "You may read and no longer write" in visitors.bob.get(path).text, path
    assert "You may read and no longer write" not in visitors.bob.get("/-/spaces").text
    assert "You may read and no longer write" not in visitors.alice.get(address).text
    hour.later(days=2, hours=23)
    with pytest.raises(Forbidden):
        talk.reply(topic, "Encore", by="bob")
    hour.later(hours=2)  # by itself
    talk.reply(topic, "Encore", by="bob")
    assert "no longer write" not in visitors.bob.get(topic.url).text


def test_whoever_is_suspended_from_a_space_is_kept_out_even_where_all_staff_read(
    visitors: Visitors, cast: Cast, desk: Desk, talk: Talk
) -> None:
    with cast.site.database.writing() as session:
        from wiki.parts.spaces.commands import change_space

        space = session.query(Space).filter_by(slug=cast.space).one()
        change_space(
            session,
            operator(),
            space,
            title=space.title,
            description="",
            visibility="staff",
            language="fr-CA",
        )
        session.commit()
    topic = talk.topic("Zibeline", by="dana")
    assert visitors.bob.get(topic.url).status_code == 200
    made = desk.restrains("dana", "bob", "suspend", 0)
    assert visitors.bob.get(topic.url).status_code == 404
    cast.index()
    assert "Zibeline" not in visitors.bob.get("/-/recent").text
    assert topic.url not in visitors.bob.get("/-/search?q=zibeline").text
    assert "You are kept out of" in visitors.bob.get("/").text
    desk.does("charlie", "lift", made.item_id)
    assert visitors.bob.get(topic.url).status_code == 200
    assert desk.told("bob") == ["YouAreSuspended", "YouMayWriteAgain"]


def test_whoever_is_suspended_from_the_site_does_not_come_in(
    visitors: Visitors, cast: Cast, desk: Desk, app: Flask, hour: Clock
) -> None:
    """Whoever knows the password is told why and until when; nobody else is told anything."""
    assert visitors.bob.get("/").status_code == 200
    desk.restrains("admin", "bob", "suspend", 1, site=True)
    desk.restrains("admin", "bob", "suspend", 7, site=True)
    desk.restrains("admin", "bob", "silence", 0, site=True)
    assert visitors.bob.client.get("/").status_code == 303, "the session is over"
    again = Visitor(app)
    guessed, unknown = again.sign_in("bob", "au hasard"), again.sign_in("personne", "au hasard")
    assert guessed.status_code == unknown.status_code == 401
    assert "kept out" not in guessed.text
    assert guessed.text.replace("bob", "personne") == unknown.text
    hour.later(days=2)
    refused = again.sign_in("bob")
    assert refused.status_code == 403
    assert "You are kept out of this site until" in refused.text
    assert "Reason: Disrespectful." in refused.text
    assert 'value="bob"' in refused.text
    assert again.client.get("/").status_code == 303, "nobody is signed in"
    assert Visitor(app).sign_in("alice").status_code == 303
    hour.later(days=6)
    assert again.sign_in("bob").status_code == 303
    assert again.get("/-/spaces").status_code == 200


def test_a_suspension_from_a_space_lets_in(cast: Cast, desk: Desk, app: Flask) -> None:
    desk.restrains("dana", "bob", "suspend", 7)
    assert Visitor(app).sign_in("bob").status_code == 303


def test_whoever_was_inside_when_a_suspension_came_gets_no_further(
    visitors: Visitors, cast: Cast, desk: Desk, app: Flask, hour: Clock
) -> None:
    with cast.acting("bob") as (session, bob):
        key = make_feed_key(session, bob)
    page = cast.page("Zibeline")
    desk.restrains("admin", "bob", "suspend", 7, site=True)
    again = Visitor(app)
    hour.later(days=8)
    again.sign_in("bob")
    hour.later(days=-8)  # a clock that was wrong: the session stands, and so does the suspension
    for path in (
        "/",
        "/-/spaces",
        "/-/search?q=zibeline",
        address_of(cast, page),
        "/-/notices",
        "/-/decisions",
    ):
        answer = again.get(path)
        assert answer.status_code == 403, path
        assert "You are kept out of this site until" in answer.text
        assert "Disrespectful" in answer.text
        assert "Zibeline" not in answer.text
    assert "Zibeline" not in visitors.alice.client.get(f"/-/feeds/{key}.atom").text
    hour.later(days=8)
    assert again.get("/").status_code in (200, 303)


def test_a_silence_of_the_site_counts_in_every_space(
    cast: Cast, desk: Desk, talk: Talk, visitors: Visitors
) -> None:
    other = cast.opened("Ailleurs", "staff", bob="functional")
    desk.restrains("admin", "bob", "silence", 1, site=True)
    for space in (other, cast.space):
        assert visitors.bob.get(f"/{space}/-/new").status_code == 403
    assert "no longer write in “the whole site”" in visitors.bob.get("/-/spaces").text


def test_what_cannot_be_imposed_is_refused(cast: Cast, desk: Desk, visitors: Visitors) -> None:
    with pytest.raises(DecisionReasonMissing):
        desk.restrains("dana", "bob", "silence", reason="")
    with pytest.raises(NotOneself):
        desk.restrains("dana", "dana", "silence")
    with pytest.raises(KeepsTheSpace):
        desk.restrains("charlie", "dana", "suspend")
    with pytest.raises(UnknownDuration):
        desk.restrains("dana", "bob", "silence", 2)
    with pytest.raises(Forbidden):
        desk.restrains("alice", "bob", "silence")
    with pytest.raises(Forbidden):
        desk.restrains("dana", "bob", "silence", site=True)
    made = desk.restrains("dana", "bob", "silence")
    elsewhere = cast.opened("Ailleurs", "staff", alice="animator")
    with pytest.raises(NothingToModerate):
        desk.does("alice", "lift", made.item_id)
    where = f"/{elsewhere}/-/restraints"
    assert visitors.alice.post(where, {"lift": made.item_id}).status_code == 404
    assert visitors.alice.get(f"/{elsewhere}/-/moderate/restraint/{made.item_id}").status_code == 404


def test_it_is_imposed_and_lifted_on_a_screen(cast: Cast, desk: Desk, visitors: Visitors) -> None:
    where = f"/{cast.space}/-/restraints"
    data = {
        "who": "Bob Gagnon (bob)",
        "action": "silence",
        "days": "7",
        "reason": "advertising",
        "words": "Assez.",
    }
    assert visitors.dana.post(where, {**data, "who": "Personne"}).status_code == 422
    assert visitors.dana.post(where, {**data, "reason": ""}).status_code == 422
    assert visitors.dana.post(where, {**data, "days": "99"}).status_code == 422
    assert visitors.dana.post(where, data).status_code == 303
    shown = visitors.dana.get(where).text
    assert "Bob Gagnon" in shown
    restraint = desk.decisions()[0].item_id
    assert visitors.dana.post(where, {"lift": restraint}).status_code == 303
    assert "Bob Gagnon" not in visitors.dana.get(where).text.split("In force")[1]
    assert visitors.bob.get(where).status_code == 403
    assert visitors.dana.get("/-/restraints").status_code == 403
    assert visitors.admin.get("/-/restraints").status_code == 200


def test_a_role_that_comes_later_does_not_undo_it(cast: Cast, desk: Desk, talk: Talk) -> None:
    topic = talk.topic(by="dana")
    desk.restrains("dana", "bob", "silence", 0)
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_role(session, operator(), space, account_word(cast.ids["bob"]), "expert")
        session.commit()
    with pytest.raises(Forbidden):
        talk.reply(topic, by="bob")


def test_a_silence_that_was_lifted_and_a_notice_about_nothing_are_no_damage(cast: Cast, desk: Desk) -> None:
    """`relais check` said that the database was damaged."""
    made = desk.restrains("dana", "bob", "silence")
    desk.does("dana", "lift", made.item_id)
    with cast.site.database.reading() as session:
        assert session.scalar(select(Notice.id).where(Notice.item_kind.is_(None)))
        assert list(database_findings(session)) == []
