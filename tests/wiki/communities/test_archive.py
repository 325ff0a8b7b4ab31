"""An archived community over every route that writes: nobody changes what it holds (K-8, S-2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import Cast
from tests.house.routes import application, routes
from tests.visitor import Visitors
from tests.wiki.communities.founding import Founded, founded
from wiki.kinds.forum.commands import open_topic, reply
from wiki.parts.communities import stages
from wiki.parts.revisions.models import Revision

# What is not writing in the space: rights, settings, the journal and the life of the community stay with those who keep
# it, and what somebody keeps for themselves (what they read, favourites, what they wish to hear) is theirs.
KEEPING = {
    "guests.invite",
    "rules.accept_charter",
    "rules.export_of_charter",
    "moderation.export_log_of",
    "moderation.export_incidents_of",
    "audit.export_of_space",
    "moderation.change",
    "rights.look_as",
    "spaces.change",
    "spaces.set_member",
    "spaces.set_roles",
    "pages.restrict",
    "pages.lift",
    "communities.move",
    "communities.choose",
    "communities.describe",
    "communities.leave",
    "communities.hear",
    "communities.withdraw",
    "communities.join_or_ask",
    "communities.ask",
    "forum.read_all",
}


@pytest.fixture
def place(cast: Cast) -> Founded:
    return founded(cast)


def address(rule: Any, values: dict[str, object]) -> str | None:
    """The address of this route in the archived space; None for what is of no space."""
    if "space" not in rule.arguments or not rule.arguments <= values.keys():
        return None
    with application().test_request_context():
        built = rule.build({name: values[name] for name in rule.arguments})
    return str(built[1]) if built else None


# What is sent there: most routes refuse before they look at it.
WORDS = {"title": "Autre", "body": "Autre", "reason": "Non.", "base_revision": "1"}
FIELDS = {"moderation.send_flag": {"reason": "off-topic"}}


def test_every_route_that_writes_is_refused(visitors: Visitors, cast: Cast, place: Founded) -> None:
    page = cast.page("Grille", space=place.slug)
    with cast.acting("bob") as (session, bob):
        topic = open_topic(session, bob, place.space(session), title="Sceller?", body="x")
        session.flush()
        post = reply(session, bob, topic.id, body="Oui.")
        session.flush()
        values: dict[str, object] = {
            "space": place.slug,
            "slug": page.slug,
            "page_id": page.id,
            "number": 1,
            "topic_id": topic.id,
            "deleted_topic_id": topic.id,
            "post_id": post.id,
            "deleted_post_id": post.id,
            "words": topic.slug,
            "kind": "page",
            "item_id": page.id,
            "request_id": 1,
            "invitation_id": 1,
        }
    place.comes_to(stages.CLOSING, stages.ARCHIVED)
    before = _revisions(cast)
    asked = 0
    for route in routes("POST"):
        where = address(route.rule, values)
        if where is None or route.endpoint in KEEPING:
            continue
        for person in ("dana", "bob", "charlie"):
            fields = FIELDS.get(route.endpoint, WORDS)
            answer = getattr(visitors, person).post(where, fields, form="/-/search")
            assert answer.status_code in (403, 404, 409), f"{person} POST {where}: {answer.status}"
            asked += 1
    assert asked > 60
    assert _revisions(cast) == before
    assert visitors.admin.get(f"/{place.slug}/{page.slug}").status_code == 200
    place.comes_to(stages.CLOSING)
    assert visitors.bob.get(f"/{place.slug}/{page.slug}/-/edit").status_code == 200


def test_an_archived_community_says_so_and_keeps_what_it_is(
    visitors: Visitors, cast: Cast, place: Founded
) -> None:
    page = cast.page("Grille", space=place.slug)
    place.comes_to(stages.CLOSING, stages.ARCHIVED)
    for where in (f"/{place.slug}", f"/{place.slug}/{page.slug}", f"/{place.slug}/-/topics"):
        assert "ne se modifie plus" in visitors.charlie.get(where).text
    for path, fields in (
        ("join", {"level": "normal", "role": "functional", "reason": "Oui."}),
        ("community", {"purpose": "Autre", "joining": "open", "joins_as": "functional"}),
        ("membership/ask", {"role": "expert", "reason": "Oui."}),
    ):
        person = visitors.admin if path == "join" else visitors.dana
        answer = person.post(f"/{place.slug}/-/{path}", fields, form="/-/search")
        assert answer.status_code in (403, 409), path


def _revisions(cast: Cast) -> int:
    with cast.site.database.reading() as session:
        return session.query(Revision).count()
