"""Flags, hiding, showing again: each with a reason, told to the author, and nothing left of it for others to see."""

from __future__ import annotations

import pytest

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.forum.talking import Talk, posts, titles
from tests.wiki.moderation.desk import Desk
from tests.wiki.pages.writing import address_of
from wiki.parts.moderation.commands.flagging import MOST
from wiki.parts.moderation.errors import (
    AlreadyDecided,
    DecisionReasonMissing,
    NothingToModerate,
    StaysInPlace,
    TooManyFlags,
)
from wiki.parts.moderation.models import Flag, Incident

CANARY = "Zibeline"


def places(cast: Cast, *more: str) -> list[str]:
    """Where something that is hidden could show."""
    return [
        "/",
        "/-/recent",
        f"/-/recent?space={cast.space}",
        "/-/search?q=carrefour",
        "/-/quick?q=zibe",
        "/-/tags",
        f"/{cast.space}",
        f"/{cast.space}/-/tree",
        f"/{cast.space}/-/topics",
        f"/{cast.space}/-/topics?show=unread",
        f"/{cast.space}/-/wanted",
        f"/{cast.space}/-/orphans",
        f"/{cast.space}/-/bin",
        f"/{cast.space}/-/new",
        "/-/people/2",
        "/-/favourites",
        *more,
    ]


def nowhere(visitor: Visitor, cast: Cast, *more: str) -> None:
    """This visitor meets the word nowhere, whatever they ask for. All that is hidden here says "carrefour" too."""
    cast.index()
    for path in places(cast, *more):
        assert CANARY.casefold() not in visitor.client.get(path).text.casefold(), path


def test_a_page_is_hidden_with_a_reason_and_its_author_is_told(
    visitors: Visitors, cast: Cast, desk: Desk
) -> None:
    """M-5, M-10: the original stays, for its author and for those who moderate."""
    page = cast.page(CANARY, f"{CANARY} carrefour [[Absente]]")
    address = address_of(cast, page)
    visitors.alice.post(f"/-/favourites/page/{page.id}", {"keep": "1"})
    cast.page("Voisine", f"Voir [[{CANARY}]].")
    desk.decides("dana", "page", page.id, "hide", reason="disrespect", words="Ce mot blesse.")
    assert visitors.alice.get(address).status_code == 404
    for what in ("/-/history", "/-/source", "/-/revisions/1", "/-/backlinks", "/-/edit"):
        assert visitors.alice.get(address + what).status_code == 404
    nowhere(visitors.alice, cast)
    own = visitors.bob.get(address)
    assert own.status_code == 200
    assert "Hidden by those who moderate" in own.text
    assert visitors.dana.get(address).status_code == 200
    told = visitors.bob.get("/").text
    assert "was hidden. Reason: Disrespectful. Ce mot blesse." in told
    assert CANARY in told
    desk.decides("dana", "page", page.id, "restore")
    cast.index()
    assert visitors.alice.get(address).status_code == 200
    assert CANARY in visitors.alice.get("/-/search?q=carrefour").text
    assert desk.told("bob") == ["YoursIsHidden", "YoursIsShownAgain"]


def test_a_topic_is_hidden_whole(visitors: Visitors, cast: Cast, desk: Desk, talk: Talk) -> None:
    topic = talk.topic(CANARY, f"{CANARY} carrefour?", tags=(CANARY,))
    reply = talk.reply(topic, f"{CANARY} carrefour!", by="dana")
    visitors.alice.get(topic.url)
    desk.decides("dana", "topic", topic.id, "hide")
    for path in (
        topic.url,
        reply.path,
        f"{topic.path}/unread",
        f"{topic.path}/reply",
        f"{reply.path}/history",
    ):
        assert visitors.alice.get(path).status_code == 404, path
    nowhere(visitors.alice, cast)
    assert titles(visitors.bob.get(f"/{cast.space}/-/topics").text) == [CANARY]
    desk.decides("dana", "topic", topic.id, "restore")
    assert titles(visitors.alice.get(f"/{cast.space}/-/topics").text) == [CANARY]


def test_a_message_is_hidden_and_nothing_counts_it(
    visitors: Visitors, cast: Cast, desk: Desk, talk: Talk
) -> None:
    topic = talk.topic("Où ranger les scellés?")
    talk.reply(topic, "Dans l’armoire.", by="dana")
    reply = talk.reply(topic, f"{CANARY} carrefour!", by="bob")
    talk.does("bob", "accept_answer", reply)
    desk.decides("charlie", "post", reply.id, "hide")
    row = talk.row(topic)  # what `relais check` looks at holds
    assert (row.replies, row.last_number, row.solved_at) == (1, 2, None)
    assert posts(visitors.alice.get(topic.url).text) == ["Je ne les trouve pas.", "Dans l’armoire."]
    for path in (reply.path, f"{reply.path}/history", f"{reply.path}/edit"):
        assert visitors.alice.get(path).status_code == 404, path
    assert CANARY not in visitors.alice.get(topic.url).text
    nowhere(visitors.alice, cast, f"{topic.path}/reply?quote={reply.id}")
    assert len(posts(visitors.bob.get(topic.url).text)) == 3
    assert "Hidden by those who moderate" in visitors.dana.get(topic.url).text
    desk.decides("dana", "post", reply.id, "restore")
    assert talk.row(topic).replies == 2
    assert len(posts(visitors.alice.get(topic.url).text)) == 3


def test_nothing_is_hidden_without_a_reason(cast: Cast, desk: Desk, visitors: Visitors) -> None:
    page = cast.page("Page")
    with pytest.raises(DecisionReasonMissing):
        desk.decides("dana", "page", page.id, "hide", reason="")
    where = f"/{cast.space}/-/moderate/page/{page.id}"
    answer = visitors.dana.post(where, {"action": "hide", "words": "Parce que."})
    assert answer.status_code == 422
    assert "A decision needs a reason" in answer.text
    assert "Parce que." in answer.text
    assert desk.decisions() == []
    assert visitors.dana.post(where, {"action": "hide", "reason": "nonsense"}).status_code == 422


def test_who_moderates_one_space_decides_on_nothing_of_another(
    visitors: Visitors, cast: Cast, desk: Desk, talk: Talk
) -> None:
    """L-1: neither by its own address nor by that of a space that is theirs."""
    elsewhere = cast.opened("Ailleurs", "members", alice="animator")
    page, topic = cast.page("Page"), talk.topic()
    for kind, item_id in (("page", page.id), ("topic", topic.id), ("post", 1), ("nonsense", 1)):
        with pytest.raises(NothingToModerate):
            desk.decides("alice", kind, item_id, "hide")
        assert visitors.alice.get(f"/{elsewhere}/-/moderate/{kind}/{item_id}").status_code == 404
        here = f"/{elsewhere}/-/moderate/{kind}/{item_id}"
        assert (
            visitors.alice.post(here, {"action": "hide", "reason": "other"}, form="/-/search").status_code
            == 404
        )
    assert visitors.alice.get(f"/{cast.space}/-/desk").status_code == 403
    assert visitors.gaelle.get(f"/{cast.space}/-/desk").status_code == 404
    assert visitors.admin.get(f"/{cast.space}/-/moderate/page/{page.id}").status_code == 404
    desk.flags("bob", "page", page.id)
    assert "Page" not in visitors.alice.get("/-/desk").text.split("<main")[1].split("</main>")[0]
    assert desk.decisions() == []


def test_the_second_of_two_who_decide_is_told_what_the_first_decided(
    cast: Cast, desk: Desk, visitors: Visitors
) -> None:
    page = cast.page("Page")
    desk.flags("alice", "page", page.id)
    where = f"/{cast.space}/-/moderate/page/{page.id}"
    seen = visitors.dana.get(where).text.split('name="seen"')[1].split('value="')[1].split('"')[0]
    desk.decides("charlie", "page", page.id, "hide", reason="advertising")
    answer = visitors.dana.post(where, {"action": "keep", "seen": seen})
    assert answer.status_code == 409
    assert "decided before you: Hidden" in answer.text
    with pytest.raises(AlreadyDecided):
        desk.decides("dana", "page", page.id, "keep", seen=0)
    assert [each.action for each in desk.decisions()] == ["hide"]
    assert desk.told("bob") == ["YoursIsHidden"]


def test_a_case_is_claimed_for_a_while(cast: Cast, desk: Desk, visitors: Visitors, hour) -> None:  # type: ignore[no-untyped-def]
    page = cast.page("Page")
    desk.flags("alice", "page", page.id)
    where = f"/{cast.space}/-/moderate/page/{page.id}"
    assert visitors.charlie.post(f"{where}/claim", form=where).status_code == 303
    assert "looks at it" in visitors.dana.get("/-/desk").text
    assert visitors.dana.post(f"{where}/claim", form=where).status_code == 409
    answer = visitors.dana.post(where, {"action": "keep"})
    assert answer.status_code == 409
    assert "D’Amours-Lévesque" in answer.text
    hour.later(minutes=31)
    assert visitors.dana.post(where, {"action": "keep"}).status_code == 303
    assert desk.open_cases() == 0


def test_a_flag_is_private_and_counts_once(cast: Cast, desk: Desk, visitors: Visitors, talk: Talk) -> None:
    """F-16, M-7, M-9."""
    topic = talk.topic()
    where = f"/{cast.space}/-/flags/topic/{topic.id}"
    assert f'href="{where}"' in visitors.alice.get(topic.url).text
    assert f'href="{where}"' not in visitors.bob.get(topic.url).text  # his own
    assert visitors.alice.get(where).status_code == 200
    assert visitors.alice.post(where, {}).status_code == 422
    assert visitors.alice.post(where, {"reason": "other"}).status_code == 422
    assert visitors.alice.post(where, {"reason": "other", "note": "<b>Bof</b>"}).status_code == 303
    assert not desk.flags("alice", "topic", topic.id)
    desk_page = visitors.dana.get(f"/{cast.space}/-/moderate/topic/{topic.id}").text
    assert "&lt;b&gt;Bof&lt;/b&gt;" in desk_page  # L-17
    assert "Alice" not in desk_page.split("<main")[1]
    assert visitors.gaelle.get(where).status_code == 404
    with pytest.raises(NothingToModerate):
        desk.flags("gaelle", "topic", topic.id)
    desk.decides("dana", "topic", topic.id, "keep")
    assert desk.told("alice") == ["YourFlagWasHeard"]
    assert desk.told("bob") == []


def test_flags_of_three_people_hide_until_somebody_has_looked(
    cast: Cast, desk: Desk, visitors: Visitors, talk: Talk
) -> None:
    """M-7, V-5: it is labelled as the program's, and reviewable."""
    topic = talk.topic(by="bob")
    reply = talk.reply(topic, f"{CANARY}!", by="bob")
    for who in ("alice", "charlie"):
        desk.flags(who, "post", reply.id)
    assert CANARY in visitors.alice.get(topic.url).text
    desk.flags("dana", "post", reply.id, "disrespect")
    assert CANARY not in visitors.alice.get(topic.url).text
    assert desk.told("bob") == ["YoursIsHiddenByItself"]
    assert "By the program, to be looked at by a person" in visitors.bob.get("/-/decisions").text
    assert [each.automatic for each in desk.decisions()] == [True]
    assert desk.open_cases() == 1
    desk.decides("dana", "post", reply.id, "restore")
    assert CANARY in visitors.alice.get(topic.url).text

    desk.sets(flags_hide=0)
    other = talk.reply(topic, "Encore.", by="bob")
    for who in ("alice", "charlie", "dana"):
        desk.flags(who, "post", other.id)
    assert "Encore." in visitors.alice.get(topic.url).text


def test_personal_information_is_hidden_at_once_and_opens_an_incident(
    cast: Cast, desk: Desk, visitors: Visitors, talk: Talk
) -> None:
    """F-16, V-8."""
    topic = talk.topic(CANARY, "Au carrefour, le NAS de M. Untel est 046 454 286.")
    visitors.alice.get(topic.url)
    where = f"/{cast.space}/-/flags/topic/{topic.id}"
    assert visitors.alice.post(where, {"reason": "personal", "note": "=Un NAS"}).status_code == 303
    nowhere(visitors.alice, cast)
    assert "CaseIsUrgent" in desk.told("dana")
    with cast.site.database.reading() as session:
        incident = session.query(Incident).one()
        assert incident.hidden_at is not None
        assert incident.readers == 1
    register = f"/{cast.space}/-/incidents"
    assert CANARY in visitors.dana.get(register).text
    assert visitors.alice.get(register).status_code == 403
    everywhere = visitors.admin.get("/-/incidents")
    assert everywhere.status_code == 200
    assert CANARY not in everywhere.text  # the space is closed to her
    export = f"{register}/export"
    assert visitors.dana.post(export, {"justification": " "}).status_code == 422
    assert visitors.alice.post(export, {"justification": "Bilan"}).status_code == 403
    csv = visitors.dana.post(export, {"justification": "Bilan"})
    assert csv.mimetype == "text/csv"
    assert CANARY in csv.text
    data = {"incident": incident.id, "serious": "y", "measures": ""}
    assert visitors.dana.post(register, data).status_code == 422
    assert visitors.dana.post(register, {**data, "measures": "La personne est avisée."}).status_code == 303
    assert "La personne est avisée." in visitors.dana.get(register).text
    # The first page of a space cannot be hidden: the incident says so.
    with pytest.raises(StaysInPlace):
        desk.decides("dana", "page", 1, "hide")
    desk.flags("alice", "page", 1, "personal")
    assert visitors.alice.get(f"/{cast.space}").status_code == 200
    assert desk.open_cases() == 2


def test_what_is_out_of_date_is_told_to_its_author(cast: Cast, desk: Desk) -> None:
    page = cast.page("Page")
    for who in ("alice", "dana", "charlie"):
        desk.flags(who, "page", page.id, "outdated")
    assert set(desk.told("bob")) == {"YoursMayBeOutdated"}
    assert desk.decisions() == []


def test_ten_thousand_flags_of_one_person_are_refused_cheaply(
    cast: Cast, desk: Desk, visitors: Visitors
) -> None:
    pages = [cast.page(f"Page {number}").id for number in range(MOST + 1)]
    for page_id in pages[:-1]:
        desk.flags("alice", "page", page_id)
    for _ in range(50):
        with pytest.raises(TooManyFlags):
            desk.flags("alice", "page", pages[-1])
    answer = visitors.alice.post(f"/{cast.space}/-/flags/page/{pages[-1]}", {"reason": "off-topic"})
    assert answer.status_code == 429
    assert "You flagged 20 things in the last hour." in answer.text
    with cast.site.database.reading() as session:
        assert session.query(Flag).count() == MOST


def test_words_of_animators_are_escaped_everywhere(cast: Cast, desk: Desk, visitors: Visitors) -> None:
    """L-17."""
    page = cast.page("Page")
    words = "<script>alert(1)</script>"
    desk.decides("dana", "page", page.id, "hide", words=words)
    desk.restrains("dana", "bob", "silence", words=words)
    for path in ("/", "/-/notices", "/-/decisions", f"/{cast.space}"):
        text = visitors.bob.get(path).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text, path
    for path in ("decisions", "restraints", f"moderate/page/{page.id}"):
        text = visitors.dana.get(f"/{cast.space}/-/{path}").text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text, path
