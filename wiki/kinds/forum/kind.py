"""Topics, as the registry knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from wiki.access.decision import may
from wiki.access.viewer import Viewer
from wiki.kinds.forum import community, events, home, queries
from wiki.kinds.forum.addresses import forum_path, new_topic_path
from wiki.kinds.forum.beside import invite, part
from wiki.kinds.forum.documents import cards, documents, load, readable_topics
from wiki.kinds.forum.models import LIVING, Post, Topic
from wiki.kinds.forum.moderated import MODERATED
from wiki.kinds.forum.recent import recent_changes
from wiki.kinds.forum.rules import RULES_OF_TOPICS
from wiki.kinds.forum.views import blueprint
from wiki.kinds.forum.views.specimens import specimens
from wiki.parts.drafts.models import numbered
from wiki.parts.revisions.queries import broken_chains
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import spaces_by_id
from wiki.registry import Hanging, Kind, Opening, Starter, Tab


def furnish(session: Session, actor: Viewer, space: Space, texts: Sequence[Starter]) -> None:
    """A new space has nothing to say yet."""


def writing_at(session: Session, viewer: Viewer, places: Sequence[str]) -> Mapping[str, tuple[str, str, str]]:
    """Title, address and language of the replies, messages and topics that are being written."""
    topic_ids, post_ids, space_ids = (numbered(places, name) for name in ("topic", "post", "topics"))
    found: dict[str, tuple[str, str, str]] = {}
    for topic in queries.topics_by_id(session, viewer, list(topic_ids.values())) if topic_ids else ():
        if may(viewer, "topic.reply", topic):
            title = gettext("Reply in “%(title)s”", title=topic.title)
            found[f"topic:{topic.id}"] = title, f"{topic.path}/reply", ""
    for one in queries.posts_by_id(session, viewer, list(post_ids.values())) if post_ids else ():
        if may(viewer, "topic.edit", one):
            title = gettext("Message of “%(title)s”", title=one.topic.title)
            found[f"post:{one.post.id}"] = title, f"{one.path}/edit", ""
    spaces = spaces_by_id(session, viewer, set(space_ids.values()))
    for place, space_id in space_ids.items():
        if space := spaces.get(space_id):
            title = gettext("New topic in “%(space)s”", space=space.title)
            found[place] = title, new_topic_path(space.slug), ""
    return found


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
        .where(LIVING)
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
    begins=(events.TopicOpened,),
    goes_on=(events.PostWritten,),
    writing_at=writing_at,
    at=queries.find_topic_id,
    tab=Tab(_("Forum"), "discussion", forum_path),
    hanging=Hanging(invite=invite, part=part),
    readable=readable_topics,
    home=home.PARTS,
    community=community.PARTS,
    opening=Opening(
        _("Ask a question"), "question", "topic.create", lambda space_slug: f"{forum_path(space_slug)}/new"
    ),
    specimens=specimens,
    moderated=MODERATED,
)
