"""Topics beside pages (F-7), in the search, among recent changes; a space that goes takes them along."""

from __future__ import annotations

from sqlalchemy import func, select

from search.language import parse
from tests.factories import Cast
from tests.statements import counted
from tests.visitor import Visitors
from tests.wiki.forum.talking import Said, Talk, press, says, titles
from tests.wiki.pages.writing import address_of, opened
from wiki.access.roles import FUNCTIONAL, STEWARD
from wiki.demo.topics import remove_topics
from wiki.kinds.forum.documents import FIRST_POSTS, LAST_POSTS, MOST_WORDS, documents, load
from wiki.kinds.forum.models import Post, Topic
from wiki.kinds.pages.models import Page
from wiki.parts.links.models import Link
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.models import SECRET, Space
from wiki.parts.tags.models import Tag


def about(cast: Cast, page: Page) -> Page:
    with cast.site.database.reading() as session:
        found = session.get_one(Page, page.id)
        session.expunge(found)
        return found


def test_a_page_shows_what_was_asked_about_it_unanswered_first(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    """F-7."""
    page = cast.page("Procédure")
    address = address_of(cast, page)
    assert "Ask about this page" in says(visitors.bob.get(address).text)
    assert "Ask about this page" not in says(visitors.alice.get(address).text)
    new = f"/{cast.space}/-/topics/new?about=page:{page.id}"
    assert f'href="{new}"' in visitors.bob.get(address).text
    form = opened(visitors.bob, new)
    topic = visitors.bob.post(new, {**form, "title": "Et les fêtes?", "body": "Rien n’en est dit."}).headers[
        "Location"
    ]
    assert f'<a href="{address}" lang="fr-CA">Procédure</a>' in visitors.alice.get(topic).text

    answered = talk.topic("Et le lundi?", about=about(cast, page))
    talk.reply(answered)
    talk.reply(answered)
    shown = says(visitors.alice.get(address).text)
    assert "2 topics, one waits for an answer" in shown
    assert "Bob Gagnon, 2 replies" in shown
    assert shown.index("Et les fêtes?") < shown.index("Et le lundi?")
    talk.does("dana", "delete_topic", answered, "Doublon")
    shown = says(visitors.alice.get(address).text)
    assert "Et le lundi?" not in shown
    assert "One question without an answer" in shown
    assert titles(visitors.alice.get(f"/{cast.space}/-/topics?about=page:{page.id}").text) == [
        "Et les fêtes?"
    ]


def test_both_sides_are_shown_to_those_who_may_read_them(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    """F-7, L-12: a topic that was moved where others read, a page of a space that is closed."""
    page = cast.page("Procédure")
    topic = talk.topic("Et les fêtes?", about=about(cast, page))
    hidden = cast.opened("Paie", SECRET, dana=STEWARD, charlie=FUNCTIONAL)
    form = opened(visitors.dana, f"{topic.path}/move", "space")
    there = visitors.dana.post(f"{topic.path}/move", form).headers["Location"]
    assert there.startswith(f"/{hidden}/")
    assert "Et les fêtes?" in visitors.dana.get(address_of(cast, page)).text
    assert "Et les fêtes?" not in visitors.alice.get(address_of(cast, page)).text
    assert "Procédure" in visitors.dana.get(there).text
    assert "Procédure" not in visitors.charlie.get(there).text

    secret = cast.page("Salaires", by="dana", space=hidden)
    new = f"/{cast.space}/-/topics/new?about=page:{secret.id}"
    for visitor in (visitors.bob, visitors.dana):  # one may not read it; for the other it is of another space
        assert "Salaires" not in visitor.get(new).text
        form = opened(visitor, new)
        made = visitor.post(new, {**form, "title": "Combien?", "body": "Dites."}).headers["Location"]
        assert "Salaires" not in visitor.get(made).text
    assert "Salaires" not in visitors.bob.get(f"/{cast.space}/-/topics?about=page:{secret.id}").text


def test_a_page_without_topics_asks_nothing_and_one_with_them_once(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    neighbour, bare, asked = cast.page("Voisine"), cast.page("Sans"), cast.page("Avec")
    talk.topic(about=about(cast, asked))
    costs = {}
    for page in (bare, asked):
        visitors.alice.get(address_of(cast, neighbour))
        for time in ("first", "again"):
            with counted(cast.site.database) as sent:
                visitors.alice.client.get(address_of(cast, page))
            costs[page.title, time] = len(sent)
    assert costs["Avec", "first"] == costs["Sans", "first"] + 1
    assert costs["Avec", "again"] == costs["Sans", "again"]


# ── Found ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_topic_is_found_with_its_state_and_its_answer(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    topic = talk.topic("Où ranger les scellés?", "Je cherche.", tags=("Froid",))
    said = talk.reply(topic, "Dans la chambre forte.")
    talk.does("bob", "accept_answer", said)
    cast.index()
    for question in (
        "chambre forte",
        "kind:topic scellés",
        "state:solved scellés",
        "tag:froid",
        "scellés author:dana",
    ):
        page = visitors.alice.get("/-/search", query_string={"q": question}).text
        assert f'href="{topic.url}"' in page, question
        assert "Question" in says(page)
        assert "Solved" in says(page)
        assert "Accepted answer: Dans la chambre forte." in says(page)
        assert topic.url not in visitors.charlie.get("/-/search", query_string={"q": question}).text
    assert topic.url not in visitors.alice.get("/-/search?q=state:open+scellés").text


def test_the_words_of_the_accepted_answer_weigh_more(talk: Talk, cast: Cast) -> None:
    for number in range(3):
        other = talk.topic(f"Autre {number}", "Un mot sur la chambre forte, en passant.")
        talk.reply(other)
    topic = talk.topic("Les scellés", "Je cherche.")
    talk.does("bob", "accept_answer", talk.reply(topic, "Dans la chambre forte."))
    cast.index()
    assert cast.site.engine.search(parse("chambre forte", "fr"), None).hits[0].id == topic.id


def test_the_document_of_a_huge_topic_is_bounded(talk: Talk, cast: Cast) -> None:
    """It is made again at each reply."""
    topic = talk.topic("Le long sujet", "Commencement.")
    long_words = " ".join(f"mot{number}" for number in range(1500))
    accepted = talk.reply(topic, "La réponse retenue.")
    for number in range(FIRST_POSTS + LAST_POSTS + 5):
        talk.reply(topic, f"numéro{number} {long_words if number % 10 == 0 else ''}")
    talk.does("bob", "accept_answer", accepted)
    with cast.site.database.reading() as session:
        [document] = documents(session, load(session, [topic.id]))
    assert len(document.body) <= MOST_WORDS + 1000
    assert document.headings == ("La réponse retenue.",)
    assert "Commencement." in document.body
    said = document.body.split()
    assert f"numéro{FIRST_POSTS + LAST_POSTS + 4}" in said
    assert f"numéro{FIRST_POSTS}" not in said


# ── Told ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_said_is_told_to_those_who_may_read_it(visitors: Visitors, talk: Talk) -> None:
    topic = talk.topic()
    talk.reply(topic)
    for path in ("/-/recent", "/"):
        assert "Où ranger les scellés?" in visitors.alice.get(path).text
        assert "Où ranger" not in visitors.charlie.get(path).text
    assert "New reply" in says(visitors.alice.get("/-/recent").text)


def test_a_space_that_goes_takes_its_forum_along(talk: Talk, cast: Cast) -> None:
    other = cast.opened("Provisoire", bob=FUNCTIONAL, dana=STEWARD)
    kept, gone = (
        talk.topic("Reste", "[[Lien]]", tags=("a",)),
        talk.topic("Part", "[[Lien]]", tags=("a",), space=other),
    )
    talk.reply(gone)
    with cast.site.database.writing() as session:
        space = session.scalars(select(Space).where(Space.slug == other)).one()
        remove_topics(session, space.id, besides=())
        session.commit()
    with cast.site.database.reading() as session:
        assert list(session.scalars(select(Topic.id))) == [kept.id]
        for table in (Post, Tag, Link):
            assert session.scalar(select(func.count()).select_from(table)) == 1
        assert session.scalar(select(func.count()).where(Revision.item_kind == "post")) == 1
    cast.index()


def test_tags_and_tabs_lead_to_the_discussions(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    topic = talk.topic(tags=("Chaîne du froid", "50 %"))
    forum = f"/{cast.space}/-/topics"
    assert f'href="{forum}"' in visitors.alice.get(f"/{cast.space}").text
    assert f'href="/{cast.space}"' in visitors.alice.get(forum).text
    for tag in ("Chaîne du froid", "chaine du froid", "50 %"):
        assert titles(visitors.alice.get(forum, query_string={"tag": tag}).text) == ["Où ranger les scellés?"]
    assert titles(visitors.alice.get(forum, query_string={"tag": "chaud"}).text) == []
    assert isinstance(topic, Said)
    press(visitors.alice, f"{forum}/read", form=forum)
