"""Home: what waits for whoever signs in, brought by every kind, and nothing of what they may not read."""

from __future__ import annotations

import re
from html import unescape

import pytest

from auth.identity import account_word
from tests.factories import Cast
from tests.statements import counted
from tests.visitor import Visitor, Visitors
from tests.wiki.forum.talking import Talk, titles
from tests.wiki.pages.writing import address_of, edit
from wiki.access.viewer import operator
from wiki.config import Settings
from wiki.features.home.views import LATEST
from wiki.kinds.forum.home import LOOKED_AT, unread_topics
from wiki.kinds.pages.home import pages_of
from wiki.parts.drafts.commands import keep_draft
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import Space
from wiki.web.trail import COOKIE


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """What is said to people is compared as the source writes it."""
    return settings.model_copy(update={"language": "en-CA"})


@pytest.fixture
def talk(cast: Cast) -> Talk:
    return Talk(cast)


def part(visitor: Visitor, title: str) -> dict[str, tuple[str, str]] | None:
    """Title → address and words below, of what stands under this heading of home; None when it is not drawn."""
    for section in re.findall(r'<section class="panel".*?</section>', visitor.get("/").text, re.DOTALL):
        if re.search(rf"<h2 [^>]*>(?:<svg.*?</svg>)?{title}</h2>", section, re.DOTALL):
            lines = re.findall(r'<h3[^>]*><a href="([^"]+)"[^>]*>(.*?)</a></h3>\s*<p[^>]*>(.*?)</p>', section)
            return {unescape(name): (url, re.sub("<[^>]+>", " ", words)) for url, name, words in lines}
    return None


def test_nothing_waits_for_a_newcomer(visitors: Visitors) -> None:
    for title in ("For you to read", "Your questions", "Your pages", "Left unfinished"):
        assert part(visitors.alice, title) is None


def test_topics_to_read_lead_to_the_first_unread_post(visitors: Visitors, cast: Cast, talk: Talk) -> None:
    """F-21."""
    topic = talk.topic("Où ranger les scellés?")
    found = part(visitors.alice, "For you to read")
    assert found is not None
    assert found["Où ranger les scellés?"][0] == topic.url
    visitors.alice.get(topic.url)
    assert part(visitors.alice, "For you to read") is None
    reply = talk.reply(topic)
    url, words = (part(visitors.alice, "For you to read") or {})["Où ranger les scellés?"]
    assert "New replies" in words
    assert visitors.alice.get(url).headers["Location"] == reply.url
    # Those who may not read it are told nothing.
    for visitor in (visitors.charlie, visitors.gaelle):
        assert part(visitor, "For you to read") is None
        assert "scellés" not in visitor.get("/").text


def test_five_topics_at_most_the_last_spoken_in_first(visitors: Visitors, talk: Talk) -> None:
    for number in range(10):
        talk.topic(f"Sujet {number}")
    assert list(part(visitors.alice, "For you to read") or {}) == [
        f"Sujet {number}" for number in range(9, 4, -1)
    ]


def test_what_is_archived_or_in_the_bin_waits_for_nobody(visitors: Visitors, talk: Talk) -> None:
    archived, thrown = talk.topic("Rangé"), talk.topic("Jeté")
    assert set(part(visitors.alice, "For you to read") or {}) == {"Rangé", "Jeté"}
    talk.does("dana", "archive_topic", archived)
    talk.does("dana", "delete_topic", thrown, "Doublon.")
    assert part(visitors.alice, "For you to read") is None
    assert part(visitors.bob, "Your questions") is None


def test_own_questions_stay_until_their_answers_are_read(visitors: Visitors, talk: Talk) -> None:
    """F-2, F-3."""
    topic = talk.topic("Où ranger les scellés?")
    visitors.bob.get(topic.url)  # where he is led when he has asked
    talk.topic("Une discussion", purpose="discussion")
    mine = part(visitors.bob, "Your questions")
    assert mine is not None
    assert list(mine) == ["Où ranger les scellés?"]
    assert "Waits for an answer" in mine["Où ranger les scellés?"][1]
    assert part(visitors.dana, "Your questions") is None

    reply = talk.reply(topic, by="dana")
    url, words = (part(visitors.bob, "Your questions") or {})["Où ranger les scellés?"]
    assert "New replies" in words
    assert visitors.bob.get(url).headers["Location"] == reply.url
    talk.does("dana", "accept_answer", reply)
    assert part(visitors.bob, "Your questions") is not None  # solved, with an answer that he has not seen
    visitors.bob.get(topic.url)
    assert part(visitors.bob, "Your questions") is None


def test_own_pages_come_in_the_order_in_which_one_changed_them(visitors: Visitors, cast: Cast) -> None:
    first, second = cast.page("Abattoirs"), cast.page("Volailles")
    cast.page("De Dana", by="dana")
    assert list(part(visitors.bob, "Your pages") or {}) == ["Volailles", "Abattoirs"]
    edit(visitors.bob, address_of(cast, first), body="Mieux.\n")
    assert list(part(visitors.bob, "Your pages") or {}) == ["Abattoirs", "Volailles"]
    edit(visitors.dana, address_of(cast, second), body="Encore mieux.\n")
    pages = part(visitors.bob, "Your pages") or {}
    assert list(pages) == ["Abattoirs", "Volailles"]
    assert "Changed since by Dana Tremblay" in pages["Volailles"][1]
    assert "Changed since" not in pages["Abattoirs"][1]
    assert part(visitors.alice, "Your pages") is None


def test_a_right_that_was_taken_takes_its_lines_from_home(visitors: Visitors, cast: Cast, talk: Talk) -> None:
    """L-6, L-11: what one wrote is no right to read it."""
    cast.page("Abattoirs")
    talk.reply(talk.topic("Où ranger les scellés?"))
    talk.topic("Où sont les scellés?", by="dana")
    names = ("For you to read", "Your questions", "Your pages")
    assert all(part(visitors.bob, name) for name in names)
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_role(session, operator(), space, account_word(cast.ids["bob"]), None)
        session.commit()
    home = visitors.bob.get("/").text
    assert not any(part(visitors.bob, name) for name in names)
    assert "Abattoirs" not in home
    assert "scellés" not in home


def test_home_looks_no_further_back_than_it_says(cast: Cast, talk: Talk, visitors: Visitors) -> None:
    """In a busy place home costs the same; the forum's own list has the rest."""
    old = talk.topic("Le plus ancien")
    for number in range(3):
        visitors.alice.get(talk.topic(f"Lu {number}").url)
    with cast.site.database.reading() as session, pytest.MonkeyPatch.context() as patch:
        alice = cast.viewer(session, "alice")
        assert [card.id for card in unread_topics(session, alice, 8)] == [old.id]
        patch.setattr("wiki.kinds.forum.home.LOOKED_AT", 3)
        assert list(unread_topics(session, alice, 8)) == []
        assert LOOKED_AT > 3
        assert pages_of(session, alice, 8) == []
    assert "Le plus ancien" in titles(visitors.alice.get(f"/{cast.space}/-/topics?show=unread").text)


def test_a_page_that_is_much_worked_on_leaves_room_for_the_others(visitors: Visitors, cast: Cast) -> None:
    for number in range(12):
        cast.page(f"Calme {number}", "Texte.\n")
    address = address_of(cast, cast.page("Chantier", "Texte.\n"))
    for number in range(30):
        assert edit(visitors.bob, address, body=f"Texte {number}.\n").status_code == 303
    news = visitors.alice.get("/").text.split('id="recent-title"')[1]
    told = re.findall(r'<h3 class="list__title"><a[^>]*>(.*?)</a>', news)
    assert len(told) == len(set(told)) == LATEST
    assert told[0] == "Chantier"


def test_many_drafts_cost_no_more_than_a_few(visitors: Visitors, cast: Cast, talk: Talk) -> None:
    """F-12: of pages, replies, messages, and of what is new; those whose place is closed to their writer are silent."""
    costs = []
    for number in range(5):
        page, topic = cast.page(f"Page {number}"), talk.topic(f"Sujet {number}")
        said = talk.reply(topic, by="bob")
        space_id = page.space_id
        with cast.acting("bob") as (session, bob):
            for place in (
                f"page:{page.id}",
                f"topic:{topic.id}",
                f"post:{said.id}",
                f"space:{space_id}:{number}",
            ):
                keep_draft(session, bob, place, title="", body="Des mots.", summary="", base_revision=1)
            keep_draft(
                session, bob, f"topics:{space_id}:{number}", title="", body="?", summary="", base_revision=0
            )
            keep_draft(session, bob, "page:987654", title="Nulle part", body="?", summary="", base_revision=1)
        visitors.bob.client.delete_cookie(COOKIE)
        with counted(cast.site.database) as sent:
            home = visitors.bob.client.get("/").text
        costs.append(len(sent))
    assert costs[1] == costs[-1]
    assert "Nulle part" not in home
    unfinished = part(visitors.bob, "Left unfinished") or {}
    assert {"Page 4", "Reply in “Sujet 4”", "Message of “Sujet 4”"} <= unfinished.keys()
    assert any(title.startswith("New page in") for title in unfinished)
    assert any(title.startswith("New topic in") for title in unfinished)


def headings_over(visitor: Visitor, title: str) -> list[str]:
    """Under which headings of home, ways back aside, this title stands."""
    page = visitor.get("/").text
    sections = re.findall(r'<section (?![^>]*"(?:seen|favourites)-title").*?</section>', page, re.DOTALL)
    return [
        unescape(re.sub("<[^>]+>", "", re.search(r"<h2.*?</h2>", section, re.DOTALL)[0]))  # type: ignore[index]
        for section in sections
        if title in re.sub("<(?!h3|/h3|a |/a)[^>]+>", "", unescape(section))
    ]


def test_each_item_stands_once_where_it_matters_most(visitors: Visitors, cast: Cast, talk: Talk) -> None:
    """What was begun, else one's own question, else what is to be read, else what is new."""
    topic = talk.topic("Où ranger les scellés?")
    assert headings_over(visitors.alice, "Où ranger les scellés?") == ["For you to read"]
    assert headings_over(visitors.bob, "Où ranger les scellés?") == ["Your questions"]
    visitors.bob.get(topic.url)
    talk.reply(topic, by="dana")
    assert headings_over(visitors.bob, "Où ranger les scellés?") == ["Your questions"]
    with cast.acting("bob") as (session, bob):
        keep_draft(session, bob, f"topic:{topic.id}", title="", body="Je", summary="", base_revision=0)
    assert headings_over(visitors.bob, "Où ranger les scellés?") == ["Left unfinished"]
    assert "New replies" in visitors.bob.get("/").text
    visitors.alice.get(topic.url)
    assert headings_over(visitors.alice, "Où ranger les scellés?") == ["What is new"]
    assert headings_over(visitors.charlie, "Où ranger les scellés?") == []


def test_a_page_of_ones_own_is_not_told_again_as_news(visitors: Visitors, cast: Cast) -> None:
    cast.page("Abattoirs")
    assert headings_over(visitors.bob, "Abattoirs") == ["Your pages"]
    assert headings_over(visitors.alice, "Abattoirs") == ["What is new"]


def ways_to_ask(visitor: Visitor) -> list[str]:
    """Where home leads whoever has a question."""
    return re.findall(r'href="(/[^"]+/-/topics/new)"', visitor.get("/").text)


def test_a_question_is_asked_from_home_where_one_may(visitors: Visitors, cast: Cast) -> None:
    assert ways_to_ask(visitors.bob) == [f"/{cast.space}/-/topics/new"]
    assert ways_to_ask(visitors.alice) == [], "she reads only"
    with cast.site.database.writing() as session:
        other = open_space(session, operator(), "Vivre ici", address="vivre-ici")
        for name in ("bob", "charlie"):
            set_role(session, operator(), other, account_word(cast.ids[name]), "functional")
        session.commit()
    assert set(ways_to_ask(visitors.bob)) == {f"/{cast.space}/-/topics/new", "/vivre-ici/-/topics/new"}
    assert "In which space?" in visitors.bob.get("/").text
    assert ways_to_ask(visitors.charlie) == ["/vivre-ici/-/topics/new"]
    for path in ways_to_ask(visitors.bob):
        assert visitors.bob.get(path).status_code == 200


def test_the_first_words_go_when_they_are_sent_away(visitors: Visitors, cast: Cast) -> None:
    """Without scripts; for whoever sent them away alone; and by themselves."""
    welcome = "Your first days here"
    assert welcome in visitors.alice.get("/").text
    assert 'href="/-/help/start"' in visitors.alice.get("/").text
    answer = visitors.alice.post("/-/welcome", form="/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert welcome not in visitors.alice.get("/").text
    visitors.alice.post("/-/sign-out", form="/")
    visitors.alice.sign_in("bob")
    assert welcome in visitors.alice.get("/").text, "another person at this browser"
    visitors.alice.post("/-/sign-out", form="/")
    visitors.alice.sign_in("alice")
    assert welcome not in visitors.alice.get("/").text


def test_whoever_has_looked_around_is_no_newcomer(visitors: Visitors, cast: Cast) -> None:
    for number in range(10):
        visitors.dana.get(address_of(cast, cast.page(f"Page {number}")))
    visitors.dana.post("/-/sign-out", form="/")
    visitors.dana.sign_in("dana")
    assert "Your first days here" not in visitors.dana.get("/").text


def test_the_help_is_in_the_menu_of_the_account(visitors: Visitors) -> None:
    menu = visitors.alice.get("/").text.partition('id="account-menu"')[2].partition("</details>")[0]
    assert 'href="/-/help"' in menu
