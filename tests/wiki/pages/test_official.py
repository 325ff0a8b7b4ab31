"""An official page is told from what people say: who approved which text, and when (M-3)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.communities.founding import founded
from tests.wiki.pages.writing import address_of, edit, opened
from wiki.access.decision import may
from wiki.access.roles import EXPERT
from wiki.kinds.pages.commands import (
    approve_page,
    delete_page,
    move_page,
    rename_page,
    restore_page,
    withdraw_approval,
)
from wiki.kinds.pages.errors import ChangedSinceRead, HeldBack, NotApproved
from wiki.kinds.pages.models import Page
from wiki.parts.moderation.commands import decide


def approve(visitor: Visitor, address: str, **typed: Any) -> Any:
    path = f"{address}/-/approval"
    return visitor.post(path, {"number": opened(visitor, path, "number")["number"], **typed})


def band(visitor: Visitor, address: str) -> str:
    """What stands under the title of how official the page is, without markup."""
    found = re.search(r'<div class="official.*?</div>', visitor.get(address).text, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[0]) if found else ""


def official(cast: Cast, page: Page) -> bool:
    with cast.site.database.reading() as session:
        found = session.get_one(Page, page.id)
        return found.approved_number == found.revision_number


def listed_as_official(visitor: Visitor, path: str) -> bool:
    html = visitor.get(path).text
    assert "Congés" in html
    return re.search(r'<span class="badge[^>]*>(<svg.*?</svg>)?Official', html) is not None


def test_a_page_is_official_once_somebody_answered_for_it(visitors: Visitors, cast: Cast) -> None:
    address = address_of(cast, cast.page("Congés"))
    assert band(visitors.alice, address) == ""
    answer = approve(visitors.dana, address)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    said = band(visitors.alice, address)
    assert "Official page" in said
    assert "Approved by Dana Tremblay on" in said
    assert "revision 1" in said


def test_results_and_lists_mark_it_and_no_draft(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Congés", "Le mot zibeline.", by="dana")
    address, other = address_of(cast, page), address_of(cast, cast.page("Autre", "[[Congés]] [[Autre]]"))
    edit(visitors.dana, address, tags="vacances", body="Le mot zibeline, [[Autre]].\n")
    visitors.dana.post("/-/favourites", {"kind": "page", "item_id": str(page.id), "keep": "1"})
    cast.index()
    lists = ["/-/search?q=zibeline", "/-/tag?name=vacances", f"{other}/-/backlinks", "/"]
    assert [listed_as_official(visitors.dana, path) for path in lists] == [False] * len(lists)
    approve(visitors.dana, address)
    cast.index()
    assert [listed_as_official(visitors.dana, path) for path in lists] == [True] * len(lists)


def test_other_words_are_not_official_until_they_are_approved_too(visitors: Visitors, cast: Cast) -> None:
    address = address_of(cast, cast.page("Congés"))
    approve(visitors.dana, address)
    edit(visitors.bob, address, body="Autre chose.\n", minor="y")
    said = band(visitors.alice, address)
    assert "Changed since it was approved" in said
    assert "Official page" not in said
    html = visitors.alice.get(address).text
    assert f'href="{address}/-/revisions/1"' in html
    assert visitors.alice.get(f"{address}/-/compare?from=1&to=2").status_code == 200
    approve(visitors.dana, address)
    assert "revision 2" in band(visitors.alice, address)


def test_who_may_not_answer_for_it_does_not(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Congés")
    address = address_of(cast, page)
    for visitor, status in ((visitors.bob, 403), (visitors.alice, 403), (visitors.charlie, 404)):
        assert visitor.get(f"{address}/-/approval").status_code == status
        assert visitor.post(f"{address}/-/approval", {"number": "1"}).status_code == status
        assert visitor.post(f"{address}/-/approval/withdraw").status_code == status
    assert f"{address}/-/approval" not in visitors.bob.get(address).text
    assert not official(cast, page)


def test_experts_answer_for_pages(cast: Cast) -> None:
    page = cast.page("Congés")
    space = cast.opened("Paie", bob=EXPERT, alice="functional")
    elsewhere = cast.page("Barème", space=space)
    with cast.site.database.reading() as session:
        found, other = session.get_one(Page, elsewhere.id), session.get_one(Page, page.id)
        bob, alice = cast.viewer(session, "bob"), cast.viewer(session, "alice")
        assert may(bob, "page.approve", found)
        assert not may(alice, "page.approve", found)
        assert not may(bob, "page.approve", other)


def test_what_was_not_read_is_not_approved(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Congés")
    address = address_of(cast, page)
    read = opened(visitors.dana, f"{address}/-/approval", "number")["number"]
    edit(visitors.bob, address, body="Autre chose.\n")
    answer = visitors.dana.post(f"{address}/-/approval", {"number": read})
    assert answer.status_code == 409
    assert "Read what it says now" in answer.text
    assert not official(cast, page)
    for typed in ("", "0", "-1", "x", "9" * 40):
        assert visitors.dana.post(f"{address}/-/approval", {"number": typed}).status_code == 409
    with cast.acting("dana") as (session, dana), pytest.raises(ChangedSinceRead):
        approve_page(session, dana, page.id, 1)


def test_the_approval_is_withdrawn(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Congés")
    address = address_of(cast, page)
    assert visitors.dana.post(f"{address}/-/approval/withdraw").status_code == 409
    approve(visitors.dana, address)
    assert visitors.dana.post(f"{address}/-/approval/withdraw").status_code == 303
    assert band(visitors.alice, address) == ""
    with cast.acting("dana") as (session, dana), pytest.raises(NotApproved):
        withdraw_approval(session, dana, page.id)


def test_what_is_held_back_is_not_official(visitors: Visitors, cast: Cast) -> None:
    page, other = cast.page("Congés"), cast.page("Autre")
    approve(visitors.dana, address_of(cast, page))
    with cast.acting("dana") as (session, dana):
        decide(session, dana, "page", page.id, "hide", reason="charter")
        decide(session, dana, "page", other.id, "hide", reason="charter")
    assert band(visitors.dana, address_of(cast, page)) == ""
    with cast.acting("dana") as (session, dana), pytest.raises(HeldBack):
        approve_page(session, dana, other.id, 1)


def test_another_place_leaves_it_official_another_title_does_not(visitors: Visitors, cast: Cast) -> None:
    page, above = cast.page("Congés"), cast.page("Personnel")
    approve(visitors.dana, address_of(cast, page))
    with cast.acting("dana") as (session, dana):
        move_page(session, dana, page.id, above.id)
    assert official(cast, page)
    with cast.acting("dana") as (session, dana):
        delete_page(session, dana, page.id, "Par erreur")
    with cast.acting("dana") as (session, dana):
        restore_page(session, dana, page.id)
    assert official(cast, page)
    with cast.acting("dana") as (session, dana):
        rename_page(session, dana, page.id, "Vacances")
    assert not official(cast, page)


def test_links_that_follow_a_renamed_page_leave_it_official(visitors: Visitors, cast: Cast) -> None:
    target, page = cast.page("Barème"), cast.page("Congés", "Voir [[Barème]].")
    approve(visitors.dana, address_of(cast, page))
    with cast.acting("dana") as (session, dana):
        rename_page(session, dana, target.id, "Échelle")
    cast.index()
    assert "[[Échelle]]" in visitors.alice.get(f"{address_of(cast, page)}/-/source").text
    assert official(cast, page)


def test_the_home_of_a_community_says_that_its_words_are_official(visitors: Visitors, cast: Cast) -> None:
    place = founded(cast)
    assert band(visitors.alice, f"/{place.slug}") == ""
    approve(visitors.dana, f"/{place.slug}/accueil")
    assert "Approved by Dana Tremblay" in band(visitors.alice, f"/{place.slug}")
