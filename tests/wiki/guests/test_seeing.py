"""A guest sees the community into which they were invited and nothing else, and is seen to be a guest (U-8, S-11)."""

from __future__ import annotations

import pytest

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.communities.founding import founded
from tests.wiki.guests.hosting import Hosting
from wiki.kinds.forum import commands as forum
from wiki.kinds.pages.commands import save_page
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF

BADGE = '<span class="badge badge--neutral">Personne invitée</span>'
NAME = "Zoé Tremblay (Ville de Longueuil)"

# Where something of other spaces could show.
SCREENS = (
    "/",
    "/-/spaces",
    "/-/communities",
    "/-/recent",
    "/-/search?q=carrefour",
    "/-/search?q=page",
    "/-/quick?q=pag",
    "/-/quick?q=Andrée",
    "/-/search?q=Andrée",
    "/-/tags",
    "/-/notices",
    "/-/favourites",
)


@pytest.fixture
def elsewhere(cast: Cast) -> list[str]:
    """Other spaces of each sort, with the same word in a page of each: their addresses."""
    slugs = []
    for visibility in (STAFF, MEMBERS_ONLY, SECRET):
        slug = cast.opened(f"Ailleurs {visibility}", visibility, charlie="steward")
        cast.page(f"Ailleurs page {visibility}", "carrefour", by="charlie", space=slug)
        slugs.append(slug)
    slugs.append(founded(cast, "Ailleurs communauté").slug)
    return slugs


@pytest.fixture
def zoe(place: Hosting, cast: Cast, elsewhere: list[str]) -> Visitor:
    cast.page("Prélever un échantillon", "carrefour", space=place.slug)
    return place.comes(role="functional")


def test_only_the_own_community_is_anywhere(place: Hosting, zoe: Visitor, elsewhere: list[str]) -> None:
    place.cast.index()
    for screen in SCREENS:
        answer = zoe.get(screen)
        assert answer.status_code in (200, 404), screen
        assert "Ailleurs" not in answer.text, screen
        assert "Administratrice" not in answer.text, screen
    assert "Prélever un échantillon" in zoe.get("/-/search?q=carrefour").text
    for slug in elsewhere:
        assert zoe.get(f"/{slug}").status_code == 404
        assert zoe.get(f"/{slug}/-/people").status_code == 404
    assert zoe.get("/-/guests").status_code == 404
    assert zoe.get(place.path).status_code == 403


def test_staff_find_her_and_see_what_she_is(place: Hosting, zoe: Visitor, visitors: Visitors) -> None:
    page = visitors.bob.get(f"/-/people/{place.account().id}").text
    assert BADGE in page
    assert "Bob Gagnon" in page, "who answers for her"
    assert "jusqu’au" in page


def test_she_is_marked_among_the_members(place: Hosting, zoe: Visitor, visitors: Visitors) -> None:
    for reader, screen in ((visitors.dana, "members"), (visitors.alice, "people"), (zoe, "people")):
        shown = reader.get(f"/{place.slug}/-/{screen}").text
        assert NAME in shown
        assert shown.count(BADGE) == 1, screen


def test_she_is_marked_wherever_she_is_named(place: Hosting, zoe: Visitor, visitors: Visitors) -> None:
    """In a page, its history and a comparison, in topics and recent changes; for staff and for guests."""
    guest = place.account()
    place.cast.ids["zoe"] = guest.id
    with place.cast.acting("zoe") as (session, actor):
        space = place.community.space(session)
        topic = forum.open_topic(session, actor, space, title="Une question", body="Laquelle?", tags=())
        session.flush()
        forum_path = f"/{place.slug}/-/topics/{topic.id}"
    page = place.cast.page("Deux mains", space=place.slug)
    with place.cast.acting("zoe") as (session, actor):
        save_page(session, actor, page.id, base=1, body="Le texte de Zoé.")
    path = f"/{place.slug}/{page.slug}"
    screens = (
        path,
        f"{path}/-/history",
        f"{path}/-/revisions/2",
        f"{path}/-/compare?from=1&to=2",
        "/-/recent",
    )
    for reader in (visitors.alice, zoe):
        for screen in screens:
            shown = reader.get(screen).text
            assert NAME in shown, screen
            assert BADGE in shown, screen
        topic_page = reader.get(forum_path, follow_redirects=True).text
        assert NAME in topic_page
        assert BADGE in topic_page
    assert BADGE not in visitors.alice.get(f"{path}/-/revisions/1").text, "Bob works here"


def test_she_reads_who_answers_for_her_and_until_when(
    place: Hosting, zoe: Visitor, visitors: Visitors
) -> None:
    assert "Bob Gagnon répond de vous jusqu’au" in zoe.get(f"/{place.slug}/-/membership").text
    assert "répond de vous" not in visitors.alice.get(f"/{place.slug}/-/membership").text


def test_gone_she_is_still_seen_to_have_been_a_guest(
    place: Hosting, zoe: Visitor, visitors: Visitors
) -> None:
    place.cast.ids["zoe"] = place.account().id
    page = place.cast.page("Une main", by="zoe", space=place.slug)
    place.does("bob", "end_stay", place.account().id)
    shown = visitors.alice.get(f"/{place.slug}/{page.slug}").text
    assert BADGE in shown
    assert f"/-/people/{place.account().id}" not in shown


def test_her_own_guests_list_is_for_those_who_answer(
    place: Hosting, zoe: Visitor, visitors: Visitors
) -> None:
    assert NAME in visitors.bob.get("/-/guests").text
    assert NAME not in visitors.alice.get("/-/guests").text
    assert "Vous ne répondez de personne" in visitors.alice.get("/-/guests").text
    assert NAME in visitors.alice.get(place.path).text
