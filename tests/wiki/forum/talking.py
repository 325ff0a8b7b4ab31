"""What people do in the forum, through its commands and in their browsers, in a line each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.factories import Cast
from tests.visitor import Visitor
from wiki.kinds.forum import commands
from wiki.kinds.forum.addresses import post_path
from wiki.kinds.forum.kind import check
from wiki.kinds.forum.models import Post, Topic
from wiki.parts.spaces.models import Space


@dataclass(frozen=True)
class Said:
    """A topic or a post, by its id and where it is."""

    id: int
    url: str
    path: str  # under which what is done to it stands


class Talk:
    """Topics and posts made by the commands that the program itself uses."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def topic(
        self,
        title: str = "Où ranger les scellés?",
        body: str = "Je ne les trouve pas.",
        *,
        by: str = "bob",
        **asked: Any,
    ) -> Said:
        space_name = asked.pop("space", None) or self.cast.space
        with self.cast.acting(by) as (session, actor):
            space = session.scalars(select(Space).where(Space.slug == space_name)).one()
            made = commands.open_topic(session, actor, space, title=title, body=body, **asked)
            session.flush()
            path = f"/{space_name}/-/topics/{made.id}"
            return Said(made.id, f"{path}-{made.slug}", path)

    def reply(self, topic: Said, body: str = "Dans l’armoire B.", *, by: str = "dana", **asked: Any) -> Said:
        with self.cast.acting(by) as (session, actor):
            made = commands.reply(session, actor, topic.id, body=body, **asked)
            path = post_path(topic.url.split("/")[1], made.id)
            return Said(made.id, f"{topic.url}#post-{made.id}", path)

    def does(self, by: str, command: str, item: Said, *values: Any, **named: Any) -> None:
        """`talk.does("dana", "close_topic", topic, "C’est dit.")`"""
        with self.cast.acting(by) as (session, actor):
            getattr(commands, command)(session, actor, item.id, *values, **named)

    def row(self, topic: Said) -> Topic:
        """The topic's row as it is now; what its posts say must be what it says."""
        with self.cast.site.database.reading() as session:
            assert list(check(session)) == []
            found = session.get_one(Topic, topic.id)
            session.expunge(found)
            return found

    def numbers(self, topic: Said) -> list[int]:
        with self.cast.site.database.reading() as session:
            return list(
                session.scalars(select(Post.number).where(Post.topic_id == topic.id).order_by(Post.number))
            )


def posts(html: str) -> list[str]:
    """The words of the posts that a topic's page shows, in order."""
    found = re.findall(r'<article class="post[^"]*".*?<div class="markup"[^>]*>(.*?)</div>', html, re.DOTALL)
    return [" ".join(unescape(re.sub("<[^>]+>", " ", words)).split()) for words in found]


def titles(html: str) -> list[str]:
    """The titles of the topics that a list shows, in order."""
    found = re.findall(r'<li class="topics__line">.*?<h2[^>]*><a[^>]*>(.*?)</a>', html, re.DOTALL)
    return [unescape(title) for title in found]


def says(html: str) -> str:
    """The words of a page's content, without its markup."""
    main = html[html.index("<main") : html.index("</main>")]
    return " ".join(unescape(re.sub("<[^>]+>", " ", main)).split())


def press(visitor: Visitor, path: str, *, form: str, **data: Any) -> TestResponse:
    """Press a button of a page."""
    return visitor.post(path, data, form=form)
