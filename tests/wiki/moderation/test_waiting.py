"""What waits for approval: nothing of it shows before (M-8, F-18)."""

from __future__ import annotations

import pytest

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.forum.conftest import Clock
from tests.wiki.forum.talking import Talk, posts, titles
from tests.wiki.moderation.desk import Desk
from tests.wiki.moderation.test_deciding import CANARY, nowhere
from tests.wiki.pages.writing import address_of, create, edit
from wiki.access.roles import FUNCTIONAL
from wiki.access.viewer import operator
from wiki.errors import Forbidden
from wiki.features.discovery.indexing import HANDLER
from wiki.outbox import Delivery
from wiki.parts.moderation.reminding import remind
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import Space


def test_what_contributors_write_waits_and_its_author_sees_that(
    visitors: Visitors, cast: Cast, desk: Desk, talk: Talk
) -> None:
    topic = talk.topic("Calme", "Une question.", by="dana")
    desk.sets(who_waits="contributors")
    waiting = talk.topic(CANARY, f"{CANARY} carrefour?", tags=(CANARY,), by="bob")
    reply = talk.reply(topic, f"{CANARY} carrefour!", by="bob")
    page = cast.page(CANARY, f"{CANARY} carrefour.", by="bob")
    for path in (waiting.url, reply.path, address_of(cast, page)):
        assert visitors.alice.get(path).status_code == 404, path
    nowhere(visitors.alice, cast, topic.url)
    row = talk.row(topic)
    assert (row.replies, row.last_number) == (0, 1)
    assert posts(visitors.alice.get(topic.url).text) == ["Une question."]
    for path in (waiting.url, topic.url, address_of(cast, page)):
        assert "Waits for approval" in visitors.bob.get(path).text, path
    listed = visitors.dana.get(f"/{cast.space}/-/desk").text
    assert listed.count(f">{CANARY}</a>") == 2
    assert "Calme" in listed

    for kind, item_id in (("topic", waiting.id), ("post", reply.id), ("page", page.id)):
        desk.decides("dana", kind, item_id, "approve")
    assert desk.told("bob") == ["YoursIsApproved"] * 3
    cast.index()
    for path in (waiting.url, address_of(cast, page), topic.url):
        assert CANARY in visitors.alice.get(path).text
    assert talk.row(topic).replies == 1
    assert titles(visitors.alice.get(f"/{cast.space}/-/topics").text)[0] in (CANARY, "Calme")
    assert desk.open_cases() == 0


def test_what_is_returned_waits_again_once_its_author_changed_it(
    visitors: Visitors, cast: Cast, desk: Desk, talk: Talk
) -> None:
    desk.sets(who_waits="all")
    page = cast.page("Page", "Brouillon.", by="bob")
    topic = talk.topic("Sujet", by="bob")
    for kind, item_id in (("page", page.id), ("topic", topic.id)):
        desk.decides("dana", kind, item_id, "return", words="Citez la directive.")
    assert desk.open_cases() == 0
    assert "Citez la directive." in visitors.bob.get("/-/decisions").text
    assert edit(visitors.bob, address_of(cast, page), body="Selon la directive.\n").status_code == 303
    assert visitors.bob.get(f"/{cast.space}/-/posts/1/edit").status_code == 200
    talk.does(
        "bob",
        "edit_post",
        _opening(cast, topic.id),
        base=1,
        body="Mieux.",
    )
    assert desk.open_cases() == 2
    assert visitors.alice.get(address_of(cast, page)).status_code == 404
    desk.decides("dana", "page", page.id, "approve")
    assert "Selon la directive." in visitors.alice.get(address_of(cast, page)).text


def _opening(cast: Cast, topic_id: int):  # type: ignore[no-untyped-def]
    from sqlalchemy import select

    from tests.wiki.forum.talking import Said
    from wiki.kinds.forum.models import Post

    with cast.site.database.reading() as session:
        found = session.scalars(select(Post.id).where(Post.topic_id == topic_id, Post.number == 1)).one()
    return Said(found, "", "")


@pytest.mark.parametrize(
    ("rules", "written", "waits"),
    [
        ({"links_wait": True}, "Voyez https://exemple.org/achat", True),
        ({"links_wait": True}, "Voyez la page [[Accueil]].", False),
        ({"words_wait": "Casino\nPari  sportif"}, "Mon CASÎNO préféré", True),
        ({"words_wait": "Casino\nPari  sportif"}, "un pari sportif", True),
        ({"words_wait": "casino"}, "Casinos et pari", False),
        ({"words_wait": "casino"}, "x " * 400 + "casino", True),
        ({"guests_wait": True}, "Bonjour", False),
        ({"newcomers_wait": 1}, "Bonjour", True),
        ({"flags_hide": 1}, "Bonjour", False),
    ],
)
def test_what_waits_is_said_by_the_space(
    cast: Cast, desk: Desk, talk: Talk, rules: dict[str, object], written: str, waits: bool
) -> None:
    topic = talk.topic(by="dana")
    desk.sets(**rules)
    reply = talk.reply(topic, written, by="bob")
    assert desk.open_cases() == int(waits)
    assert talk.row(topic).replies == int(not waits)
    talk.reply(topic, written, by="dana")  # who moderates does not wait
    assert desk.open_cases() == int(waits)
    if rules == {"newcomers_wait": 1}:
        desk.decides("dana", "post", reply.id, "approve")
        talk.reply(topic, written, by="bob")
        assert desk.open_cases() == 0


def test_what_guests_write_waits(cast: Cast, desk: Desk, talk: Talk) -> None:
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_role(session, operator(), space, account_word(cast.ids["gaelle"]), FUNCTIONAL)
        session.commit()
    desk.sets(guests_wait=True)
    talk.topic("De Bob", by="bob")
    assert desk.open_cases() == 0
    talk.topic("De Gaëlle", by="gaelle")
    assert desk.open_cases() == 1


def test_a_message_that_comes_to_hold_a_link_is_held_back(
    visitors: Visitors, cast: Cast, desk: Desk, talk: Talk
) -> None:
    topic = talk.topic(by="dana")
    reply = talk.reply(topic, "Bonjour.", by="bob")
    desk.sets(links_wait=True)
    talk.does("bob", "edit_post", reply, base=1, body="Bonjour. https://exemple.org")
    assert "exemple.org" not in visitors.alice.get(topic.url).text
    assert desk.open_cases() == 1


def test_a_change_of_a_page_that_is_shown_is_refused_with_its_words(
    visitors: Visitors, cast: Cast, desk: Desk
) -> None:
    page = cast.page("Page", "Un mot.\n", by="dana")
    desk.sets(links_wait=True)
    refused = edit(visitors.bob, address_of(cast, page), body="Un mot.\n\nhttps://exemple.org/\n")
    assert refused.status_code == 422
    assert "cannot wait" in refused.text
    assert "https://exemple.org/" in refused.text
    assert edit(visitors.bob, address_of(cast, page), body="Deux mots.\n").status_code == 303


def test_a_form_sent_twice_waits_once(visitors: Visitors, cast: Cast, desk: Desk) -> None:
    desk.sets(who_waits="all")
    for _ in range(2):
        assert create(visitors.bob, cast, "Neuve", body="Un texte.\n").status_code == 303
    assert desk.open_cases() == 1
    assert (
        create(visitors.dana, cast, "Neuve", body="Une autre.\n").status_code == 303
    )  # tells nothing of the first


def test_whoever_sends_what_waits_is_told_so_and_sees_it(
    visitors: Visitors, cast: Cast, desk: Desk, talk: Talk
) -> None:
    topic = talk.topic("Long", by="dana")
    for number in range(19):
        talk.reply(topic, f"Réponse {number}.", by="dana")
    desk.sets(who_waits="all")
    sent = visitors.bob.post(f"{topic.path}/reply", {"body": CANARY, "sending": "abc"})
    assert sent.status_code == 303
    shown = visitors.bob.get(sent.headers["Location"]).text
    assert "What you wrote waits for approval" in shown
    assert CANARY in shown
    for path in (f"{topic.url}?page=2", f"{topic.url}?page=99999999999999999999"):
        page = visitors.alice.get(path)
        assert page.status_code == 200
        assert CANARY not in page.text
        assert "Réponse 18." in page.text
    assert create(visitors.bob, cast, "Neuve", body="Un texte.\n").status_code == 303
    assert "waits for approval" in visitors.bob.get(f"/{cast.space}/neuve").text


def test_what_waits_is_told_of_when_it_is_approved_and_not_before(cast: Cast, desk: Desk, talk: Talk) -> None:
    desk.sets(who_waits="all")
    topic = talk.topic("Calme", by="dana")
    events = ("TopicOpened", "PostWritten", "PageSaved")
    with cast.site.database.writing() as session:
        session.query(Delivery).delete()
        session.commit()

    def heard() -> list[str]:
        with cast.site.database.reading() as session:
            found = session.query(Delivery.event).filter_by(handler=HANDLER).order_by(Delivery.id).all()
            return [event for (event,) in found if event in events]

    page, waiting = cast.page("Page", by="bob"), talk.topic("Sujet", by="bob")
    reply = talk.reply(topic, by="bob")
    assert heard() == []
    for kind, item_id in (("page", page.id), ("topic", waiting.id), ("post", reply.id)):
        desk.decides("dana", kind, item_id, "approve")
    assert heard() == ["PageSaved", "TopicOpened", "PostWritten"]


def test_settings_are_for_those_who_moderate(visitors: Visitors, cast: Cast, desk: Desk) -> None:
    where = f"/{cast.space}/-/moderating"
    assert visitors.dana.get(where).status_code == 200
    assert visitors.bob.get(where).status_code == 403
    assert visitors.gaelle.get(where).status_code == 404
    with pytest.raises(Forbidden):
        desk.sets(by="bob", who_waits="all")
    data = {"who_waits": "contributors", "newcomers_wait": "x", "flags_hide": "3"}
    assert visitors.dana.post(where, data).status_code == 422
    assert visitors.dana.post(where, {**data, "newcomers_wait": "2"}).status_code == 303
    assert 'value="2"' in visitors.dana.get(where).text


def test_what_waits_too_long_is_reminded_of_once_a_day(
    cast: Cast, desk: Desk, talk: Talk, hour: Clock
) -> None:
    """F-17."""
    desk.sets(who_waits="all")
    talk.topic("Sujet", by="bob")

    def reminded() -> int:
        with cast.site.database.writing() as session:
            count = remind(session)
            session.commit()
            return count

    assert reminded() == 0
    hour.later(hours=25)
    assert [reminded(), reminded()] == [1, 0]
    hour.later(hours=24)
    assert [reminded(), reminded()] == [1, 0]
    hour.later(hours=240)
    assert reminded() == 0
    assert desk.told("dana") == desk.told("charlie") == ["CaseWaits", "CaseWaits"]
    assert desk.told("bob") == []
    thrown = talk.topic("Jeté", by="bob")
    talk.does("dana", "delete_topic", thrown, "Doublon.")
    hour.later(hours=25)
    assert reminded() == 0


def test_what_is_moved_while_it_is_held_stays_held(
    visitors: Visitors, cast: Cast, desk: Desk, talk: Talk
) -> None:
    other = cast.opened("Ailleurs", "staff", dana="steward")
    topic = talk.topic(CANARY, by="bob")
    desk.flags("alice", "topic", topic.id)
    desk.decides("dana", "topic", topic.id, "hide")
    with cast.acting("dana") as (session, dana):
        from wiki.kinds.forum import commands

        commands.move_topic(session, dana, topic.id, session.query(Space).filter_by(slug=other).one())
    assert visitors.alice.get(f"/{other}/-/topics/{topic.id}").status_code == 404
    assert titles(visitors.alice.get(f"/{other}/-/topics").text) == []
    assert visitors.charlie.get(f"/{other}/-/topics/{topic.id}").status_code == 404
    desk.decides("dana", "topic", topic.id, "restore")
    assert titles(visitors.alice.get(f"/{other}/-/topics").text) == [CANARY]
