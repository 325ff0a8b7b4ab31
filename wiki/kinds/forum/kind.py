"""Topics, as the registry knows them."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.errors import NotFound
from wiki.kinds.forum import events, home, queries
from wiki.kinds.forum.addresses import forum_path, new_topic_path
from wiki.kinds.forum.beside import invite, part
from wiki.kinds.forum.documents import cards, documents, load, readable_topics
from wiki.kinds.forum.models import Post, Topic
from wiki.kinds.forum.recent import recent_changes
from wiki.kinds.forum.rules import RULES_OF_TOPICS
from wiki.kinds.forum.views import blueprint
from wiki.kinds.forum.views.specimens import specimens
from wiki.parts.revisions.queries import broken_chains
from wiki.parts.spaces.models import Space
from wiki.registry import Hanging, Kind, Tab


def furnish(session: Session, actor: Viewer, space: Space) -> None:
    """A new space has nothing to say yet."""


def writing_at(session: Session, viewer: Viewer, place: str) -> tuple[str, str, str] | None:
    """Title, address and language of what a draft of the forum is of; None when the place is none of its, or not
    open."""
    kind, number, *_key = place.split(":")
    try:
        if kind == "topic":
            topic = queries.topic(session, viewer, int(number), "topic.reply")
            return gettext("Reply in “%(title)s”", title=topic.title), f"{topic.path}/reply", ""
        if kind == "post":
            one = queries.post(session, viewer, int(number), "topic.edit")
            return gettext("Message of “%(title)s”", title=one.topic.title), f"{one.path}/edit", ""
    except NotFound:
        return None
    space = session.get(Space, int(number)) if kind == "topics" else None
    if space is None or not viewer.opens(space.access_class_id):
        return None
    return gettext("New topic in “%(space)s”", space=space.title), new_topic_path(space.slug), ""


def check(session: Session) -> Iterator[str]:
    """Sentences about posts whose history is broken, and about topics that do not say what their posts do."""
    for post_id, number in broken_chains(session, "post"):
        yield gettext(
            "message %(post)s: revision %(number)s does not follow from the one before it",
            post=post_id,
            number=number,
        )
    living = (
        select(
            Post.topic_id,
            func.max(Post.number).label("last"),
            func.count().label("posts"),
            func.count(Post.accepted_at).label("accepted"),
        )
        .where(Post.deleted_at.is_(None))
        .group_by(Post.topic_id)
        .subquery()
    )
    wrong = (
        select(Topic.id)
        .outerjoin(living, living.c.topic_id == Topic.id)
        .where(
            or_(
                living.c.topic_id.is_(None),
                Topic.replies != living.c.posts - 1,
                Topic.last_number != living.c.last,
                Topic.solved_at.is_(None) != (living.c.accepted == 0),
                Topic.answered_at.is_(None) != (living.c.posts == 1),
            )
        )
    )
    for topic_id in session.scalars(wrong):
        yield gettext("topic %(topic)s: its counts are not those of its messages", topic=topic_id)


KIND = Kind(
    name="topic",
    labels=(_("Topic"), _("Topics")),
    icon="discussion",
    blueprint=blueprint,
    rules=RULES_OF_TOPICS,
    load=load,
    documents=documents,
    cards=cards,
    every_id=queries.every_topic_id,
    recent=recent_changes,
    furnish=furnish,
    check=check,
    events=events.ALL,
    writing_at=writing_at,
    tab=Tab(_("Discussions"), "discussion", forum_path),
    hanging=Hanging(invite=invite, part=part),
    readable=readable_topics,
    home=home.PARTS,
    specimens=specimens,
)
