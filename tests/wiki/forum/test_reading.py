"""How far one has read, without a script (F-21); lists and topics that cost the same however long they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from tests.factories import Cast
from tests.statements import counted, explained
from tests.visitor import Visitors
from tests.wiki.forum.conftest import Clock
from tests.wiki.forum.talking import Said, Talk, posts, press, says, titles
from wiki import clock
from wiki.kinds.forum.addresses import ON_A_PAGE
from wiki.kinds.forum.listing import VIEWS
from wiki.kinds.forum.models import Post, Topic
from wiki.parts.reading.models import AllRead, Reading
from wiki.parts.revisions.models import Rendering, Revision
from wiki.parts.spaces.models import Space
from wiki.parts.tags.models import Tag


def test_what_is_new_is_said_and_led_to(visitors: Visitors, talk: Talk, cast: Cast) -> None:
    """F-21."""
    topic = talk.topic()
    forum = f"/{cast.space}/-/topics"
    assert "New Waits" in says(visitors.alice.get(forum).text)
    assert titles(visitors.alice.get(f"{forum}?show=unread").text) == ["Où ranger les scellés?"]
    visitors.alice.get(topic.url)
    assert titles(visitors.alice.get(f"{forum}?show=unread").text) == []
    assert titles(visitors.dana.get(f"{forum}?show=unread").text) == ["Où ranger les scellés?"]

    first = talk.reply(topic, "Une.")
    talk.reply(topic, "Deux.")
    page = visitors.alice.get(forum).text
    assert "New replies" in says(page)
    assert f'href="{topic.path}/unread"' in page
    assert visitors.alice.get(f"{topic.path}/unread").headers["Location"] == first.url
    page = visitors.alice.get(topic.url).text
    assert page.index('id="unread"') < page.index(f'id="post-{first.id}"')
    assert 'id="unread"' not in visitors.alice.get(topic.url).text
    assert "New replies" not in says(visitors.alice.get(forum).text)


def test_nobody_is_led_to_their_own_words(visitors: Visitors, talk: Talk) -> None:
    """What one has just sent is on the screen; what others said meanwhile is worth a way to it."""
    topic = talk.topic()
    visitors.alice.get(topic.url)
    visitors.bob.get(topic.url)
    talk.reply(topic, "Moi.", by="bob")
    assert f"{topic.path}/unread" in visitors.alice.get(topic.url).text
    assert f"{topic.path}/unread" not in visitors.bob.get(topic.url).text


def test_a_long_topic_is_read_page_by_page(visitors: Visitors, talk: Talk) -> None:
    topic = talk.topic(body="Message 1.")
    said = [talk.reply(topic, f"Message {number}.") for number in range(2, 2 * ON_A_PAGE + 3)]
    page = visitors.alice.get(topic.url).text
    assert posts(page) == [f"Message {number}." for number in range(1, ON_A_PAGE + 1)]
    assert 'rel="next"' in page
    assert f'id="post-{said[ON_A_PAGE - 1].id}"' not in page
    unread = visitors.alice.get(f"{topic.path}/unread").headers["Location"]
    assert unread == f"{topic.url}?page=2#post-{said[ON_A_PAGE - 1].id}"
    assert posts(visitors.alice.get(f"{topic.url}?page=3").text) == ["Message 41.", "Message 42."]
    permalink = visitors.alice.get(said[-1].path).headers["Location"]
    assert permalink == f"{topic.url}?page=3#post-{said[-1].id}"
    # Whoever jumped to the end has read it; going back makes nothing unread again.
    visitors.alice.get(topic.url)
    assert visitors.alice.get(f"{topic.path}/unread").headers["Location"].endswith(f"#post-{said[-1].id}")


def test_all_is_marked_as_read_but_what_came_after_the_list_was_drawn(
    visitors: Visitors, talk: Talk, cast: Cast, hour: Clock
) -> None:
    forum = f"/{cast.space}/-/topics"
    talk.topic("Avant")
    drawn = visitors.alice.get(forum).text
    until = drawn.split('name="until" value="')[1].split('"')[0]
    hour.later(minutes=1)
    talk.topic("Après")
    press(visitors.alice, f"{forum}/read", form=forum, until=until)
    assert titles(visitors.alice.get(f"{forum}?show=unread").text) == ["Après"]
    assert len(titles(visitors.bob.get(f"{forum}?show=unread").text)) == 2
    for wrong in ("", "demain", "2999-01-01T00:00:00+00:00", "2026-01-01"):
        press(visitors.alice, f"{forum}/read", form=forum, until=wrong)
    assert "You have read everything" in says(visitors.alice.get(f"{forum}?show=unread").text)
    hour.later(minutes=1)
    talk.topic("Plus tard")
    assert titles(visitors.alice.get(f"{forum}?show=unread").text) == ["Plus tard"]
    with cast.site.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AllRead)) == 1


def test_what_is_old_is_news_to_nobody(visitors: Visitors, talk: Talk, cast: Cast, hour: Clock) -> None:
    talk.topic("Ancien")
    hour.later(days=61)
    talk.topic("Récent")
    assert titles(visitors.alice.get(f"/{cast.space}/-/topics?show=unread").text) == ["Récent"]


def test_reading_writes_one_row_a_topic_and_only_when_there_is_more(
    visitors: Visitors, talk: Talk, cast: Cast
) -> None:
    topic = talk.topic()
    for number in range(45):
        talk.reply(topic, f"Message {number}.")
    for page in (1, 2, 3, 2, 1):
        visitors.alice.get(f"{topic.url}?page={page}")
    with cast.site.database.reading() as session:
        found = session.scalars(select(Reading)).all()
        assert [(row.item_id, row.number) for row in found] == [(topic.id, 46)]
    with counted(cast.site.database) as sent:
        visitors.alice.client.get(topic.url)
    assert not [statement for statement in sent if statement.startswith(("INSERT", "UPDATE"))]


# ── However long ───────────────────────────────────────────────────────────────────────────────────

TOPICS, POSTS = 3000, 1500


@pytest.fixture
def crowd(talk: Talk, cast: Cast) -> Said:
    """A topic of many posts in a space of many topics."""
    topic = talk.topic("Le long sujet", "Message 1.")
    with cast.site.database.writing() as session:
        _many_posts(session, topic.id)
        _many_topics(session, topic.id)
        session.execute(text("ANALYZE"))
        session.commit()
    return topic


def _many_posts(session: Session, topic_id: int) -> None:
    start = session.scalar(select(func.max(Revision.id))) or 0
    ids = range(start + 1, start + POSTS)
    now = clock.now()
    revision = {
        "item_kind": "post",
        "number": 1,
        "what": "replied",
        "title": "x",
        "body": "x",
        "size": 1,
        "growth": 0,
        "author_name": "Bob",
        "created_at": now,
        "previous_hash": "",
        "hash": "",
    }
    rendering = {"html": "<p>x</p>", "text": "x", "contents": "[]", "headings": "[]", "words": 1, "links": 0}
    post = {"topic_id": topic_id, "author_name": "Bob", "created_at": now, "revision_number": 1}
    session.execute(insert(Revision), [{**revision, "id": n, "item_id": n} for n in ids])
    session.execute(insert(Rendering), [{**rendering, "revision_id": n} for n in ids])
    session.execute(
        insert(Post), [{**post, "id": n, "revision_id": n, "number": place} for place, n in enumerate(ids, 2)]
    )
    session.execute(
        update(Topic)
        .where(Topic.id == topic_id)
        .values(numbered=POSTS, last_number=POSTS, replies=POSTS - 1, answered_at=now)
    )
    _numbers_go_on(session, Revision, Post)


def _many_topics(session: Session, topic_id: int) -> None:
    model = session.get_one(Topic, topic_id)
    common = {
        "space_id": model.space_id,
        "access_class_id": model.access_class_id,
        "language": "fr-CA",
        "author_id": model.author_id,
        "author_name": "Bob",
        "created_at": clock.now(),
        "numbered": 1,
        "replies": 0,
        "last_number": 1,
        "last_post_by": "Bob",
    }
    rows = [
        {
            **common,
            "id": topic_id + number,
            "purpose": "discussion" if number % 5 else "question",
            "title": f"Sujet {number}",
            "slug": f"sujet-{number}",
            "last_post_at": clock.now() - timedelta(minutes=number // 3),
            "solved_at": clock.now() if number % 7 == 0 else None,
        }
        for number in range(1, TOPICS)
    ]
    session.execute(insert(Topic), rows)
    tags = [{"item_kind": "topic", "item_id": row["id"], "key": "froid", "label": "Froid"} for row in rows]
    session.execute(insert(Tag), tags)
    _numbers_go_on(session, Topic)


def _numbers_go_on(session: Session, *tables: Any) -> None:
    """PostgreSQL counts its ids apart from those that were given."""
    if session.get_bind().dialect.name == "postgresql":
        for table in tables:
            name = table.__tablename__
            session.execute(text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"))


SCREENS = {
    "first page": ("{topic}", 5),
    "in the middle": ("{topic}?page=30", 5),
    "last page": ("{topic}?page=75", 5),
    "first unread": ("{path}/unread", 4),
    "list": ("{forum}", 5),
    "further": ("{forum}?before={later}", 4),
    **{f"list {view}": (f"{{forum}}?show={view}", 4) for view in VIEWS if view},
    "questions": ("{forum}?kind=question", 4),
    "open questions": ("{forum}?kind=question&show=open", 4),
    "tag": ("{forum}?tag=froid", 5),
    "rare tag": ("{forum}?tag=rien", 5),
}


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_costs_few_statements_each_of_which_enters_an_index(
    visitors: Visitors, cast: Cast, crowd: Said, name: str
) -> None:
    path, most = SCREENS[name]
    later = f"{int((clock.now() - timedelta(minutes=400)).timestamp() * 1e6)}-5"
    where = path.format(topic=crowd.url, path=crowd.path, forum=f"/{cast.space}/-/topics", later=later)
    engine = cast.site.database.engine
    visitors.alice.get(where)
    with counted(cast.site.database) as sent:
        assert visitors.alice.client.get(where).status_code in (200, 303)
    reads = [statement for statement in sent if statement.lstrip().startswith("SELECT")]
    assert len(reads) <= most, "\n".join(sent)
    if engine.dialect.name != "sqlite":
        return
    with explained(cast.site.database.reader, "topic", "post") as plans:
        visitors.alice.client.get(where)
    assert plans
    # The spaces, of which there are two here, are not worth an index.
    scans = [plan for plan in plans if plan.startswith("SCAN") and plan != "SCAN space"]
    assert not [plan for plan in scans if "subquery" not in plan and "CONSTANT" not in plan], plans
    sorts = [plan for plan in plans if "TEMP B-TREE FOR ORDER BY" in plan]
    assert not sorts or "tag" in name, plans


def test_the_pages_of_a_long_list_hold_each_topic_once(visitors: Visitors, cast: Cast, crowd: Said) -> None:
    """By keyset: three topics share each instant, so that the ids have to tell them apart."""
    path: str | None = f"/{cast.space}/-/topics?kind=question"
    seen: list[str] = []
    while path:
        page = visitors.alice.client.get(path).text
        seen += titles(page)
        older = page.split('rel="next" href="')
        path = older[1].split('"')[0].replace("&amp;", "&") if len(older) > 1 else None
    assert len(seen) == len(set(seen)) == len(range(5, TOPICS, 5)) + 1


def test_the_costs_of_a_reply_do_not_grow(visitors: Visitors, cast: Cast, talk: Talk, crowd: Said) -> None:
    costs = []
    for topic in (talk.topic("Court"), crowd):
        visitors.bob.get(topic.url)
        token = visitors.bob.token(topic.url)
        with counted(cast.site.database) as sent:
            fields = {"csrf_token": token, "body": "Une réponse.", "sending": f"abc{topic.id}"}
            assert visitors.bob.client.post(f"{topic.path}/reply", data=fields).status_code == 303
        costs.append(len(sent))
    assert costs[0] == costs[1]
    assert costs[0] <= 12


def test_a_space_of_another_is_not_walked(visitors: Visitors, cast: Cast, crowd: Said) -> None:
    other = cast.opened("Petit", alice="consultation")
    with cast.site.database.reading() as session:
        assert session.scalar(select(Space.id).where(Space.slug == other))
    assert "Nobody has said anything yet" in says(visitors.alice.get(f"/{other}/-/topics").text)
