"""Many write in one topic at the same instant, on a real server: no error, nothing lost, numbers that are unique."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from tests.factories import Cast
from tests.server import Answer, Server, serving
from wiki.kinds.forum import commands
from wiki.kinds.forum.kind import check
from wiki.kinds.forum.models import Post, Topic
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.models import Space

WRITERS = 12


def asked(cast: Cast, replies: int = 0) -> tuple[Topic, list[int]]:
    """A question with so many replies, and their ids."""
    with cast.acting("bob") as (session, bob):
        space = session.scalars(select(Space).where(Space.slug == cast.space)).one()
        topic = commands.open_topic(session, bob, space, title="Où?", body="Je cherche.")
        session.flush()
        posts = [
            commands.reply(session, bob, topic.id, body=f"Réponse {number}.") for number in range(replies)
        ]
        ids = [post.id for post in posts]
        session.flush()
        session.expunge(topic)
        return topic, ids


def at_once(works: list[Callable[[], Answer]]) -> list[Answer]:
    start = Barrier(len(works))

    def run(work: Callable[[], Answer]) -> Answer:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as threads:
        return list(threads.map(run, works))


def post(server: Server, person: str, path: str, form: str, **fields: str) -> Callable[[], Answer]:
    """What this person will send, from a form that is open."""
    visitor = server.visitor(person)
    visitor.get(form)
    return lambda: visitor.post(path, fields)


def now(cast: Cast, topic: Topic) -> tuple[Topic, list[Post]]:
    """The topic and its posts, which say the same."""
    with cast.site.database.reading() as session:
        assert list(check(session)) == []
        found = session.get_one(Topic, topic.id)
        posts = list(session.scalars(select(Post).where(Post.topic_id == topic.id).order_by(Post.number)))
        session.expunge_all()
        return found, posts


def test_replies_accepts_edits_and_deletions_at_the_same_instant(cast: Cast) -> None:
    talked, _ = asked(cast)
    solved, answers = asked(cast, replies=2)
    torn, [said] = asked(cast, replies=1)
    with serving(cast.site.settings, run_worker=False) as server:
        base = f"/{cast.space}/-"
        forms = {topic.id: f"{base}/topics/{topic.id}-ou" for topic in (talked, solved, torn)}
        replies = at_once(
            [
                post(
                    server,
                    ("bob", "dana")[number % 2],
                    f"{base}/topics/{talked.id}/reply",
                    forms[talked.id],
                    body=f"Mot {number}",
                    sending=f"{number // 2:x}",
                )
                for number in range(WRITERS)
            ]
        )
        twice = at_once(
            [
                post(
                    server,
                    "bob",
                    f"{base}/topics/{talked.id}/reply",
                    forms[talked.id],
                    body="Le même",
                    sending="abcdef",
                )
                for _ in range(6)
            ]
        )
        accepts = at_once(
            [
                post(server, person, f"{base}/posts/{answer}/accept", forms[solved.id])
                for person in ("bob", "dana")
                for answer in answers
            ]
        )
        edit = post(
            server, "bob", f"{base}/posts/{said}/edit", forms[torn.id], body="Corrigé.", base_revision="1"
        )
        deletion = post(server, "dana", f"{base}/posts/{said}/delete", forms[torn.id], reason="Trop tard")
        reply = post(server, "bob", f"{base}/topics/{torn.id}/reply", forms[torn.id], body="Encore.")
        mixed = at_once([edit, deletion, reply])

    assert [answer.status for answer in replies] == [303] * WRITERS
    assert len({answer.location for answer in twice}) == 1
    row, posts = now(cast, talked)
    assert [post.number for post in posts] == list(range(1, WRITERS + 3))
    assert (row.replies, row.numbered, row.last_number) == (WRITERS + 1, WRITERS + 2, WRITERS + 2)

    assert [answer.status for answer in accepts] == [303] * 4
    row, posts = now(cast, solved)
    assert row.solved_at == min(post.accepted_at for post in posts if post.accepted_at)

    # The edit came before the deletion, or after it and was told so, its words kept.
    assert [mixed[1].status, mixed[2].status] == [303, 303]
    assert mixed[0].status in (303, 404, 409)
    assert mixed[0].status == 303 or "Corrigé." in mixed[0].text
    row, posts = now(cast, torn)
    assert posts[1].deleted_at is not None
    assert (row.replies, row.last_number) == (1, 3)
    with cast.site.database.reading() as session:
        bodies = session.scalars(
            select(Revision.body).where(Revision.item_kind == "post", Revision.item_id == said)
        )
        assert ("Corrigé." in {body.strip() for body in bodies}) == (mixed[0].status == 303)
