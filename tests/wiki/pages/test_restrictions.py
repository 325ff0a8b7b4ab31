"""A page, with what stands under it, is read by fewer people than its space; it is nowhere to the others (L-12)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import address_of
from wiki import clock
from wiki.access.keyring import held_class, place_class
from wiki.access.roles import MODERATE, right_word
from wiki.kinds.pages.commands import (
    create_page,
    delete_page,
    lift_restriction,
    move_page,
    restore_page,
    restrict_page,
)
from wiki.kinds.pages.errors import MoveOutOfRestriction, NoSuchParent, NotRestricted, TitleTaken
from wiki.kinds.pages.models import Page
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import Space

CANARY = "zibeline"


def restricted(cast: Cast, page: Page, *names: str, rights: tuple[str, ...] = ()) -> Page:
    """The page as it is after Dana had only these people read it."""
    with cast.acting("dana") as (session, actor):
        words = {account_word(cast.ids[name]) for name in names}
        words |= {right_word(right, page.space_id) for right in rights}
        restrict_page(session, actor, page.id, words, reason="Enquête en cours")
    return now(cast, page)


def now(cast: Cast, page: Page) -> Page:
    with cast.site.database.reading() as session:
        found = session.get_one(Page, page.id)
        session.expunge(found)
        return found


def can_read(cast: Cast, page: Page) -> set[str]:
    with cast.site.database.reading() as session:
        found = session.get_one(Page, page.id)
        return {name for name in cast.ids if cast.viewer(session, name).opens(found.access_class_id)}


def send(visitor: Visitor, address: str, **fields: Any) -> TestResponse:
    return visitor.post(f"{address}/-/readers", fields)


def test_who_keeps_the_space_has_fewer_people_read_a_page(visitors: Visitors, cast: Cast) -> None:
    """The others meet neither the page nor what stands under it: in no list, search, feed, completion or link."""
    page = cast.page(f"Plainte {CANARY}", f"Le dossier {CANARY}.\n")
    below = cast.page(f"Annexe {CANARY}", "Suite.\n", parent_id=page.id)
    cast.page("Sommaire", f"Voir [[Plainte {CANARY}]].\n")
    old = address_of(cast, page)
    answer = send(visitors.dana, old, who="Alice Côté", reason="Enquête en cours", review="")
    assert answer.status_code == 303
    cast.index()
    new = answer.headers["Location"]
    assert visitors.alice.get(new).status_code == visitors.dana.get(new).status_code == 200
    assert visitors.alice.get(old).headers["Location"] == new
    assert visitors.alice.get(address_of(cast, now(cast, below))).status_code == 200
    assert "Restricted reading" in visitors.alice.get(new).text
    for address in (old, new, address_of(cast, now(cast, below)), f"{new}/-/history", f"{new}/-/source"):
        assert visitors.bob.get(address).status_code == 404
    for path in (
        "/",
        f"/{cast.space}",
        f"/{cast.space}/-/tree",
        "/-/recent",
        "/-/search?q=dossier",
        "/-/quick?q=plainte",
        f"/{cast.space}/-/orphans",
        f"/{cast.space}/-/bin",
        f"/-/people/{cast.ids['bob']}",
    ):
        assert CANARY not in visitors.bob.get(path).text.lower(), path
    found = visitors.alice.get("/-/search?q=dossier").text
    assert new in found


def test_a_title_is_not_found_out_by_trying(visitors: Visitors, cast: Cast) -> None:
    """Whoever makes a page of the same title at the same place gets the plain address, and links lead to it."""
    page = restricted(cast, cast.page("Budget secret"), "alice")
    twin = cast.page("Budget secret", "À moi.\n")
    assert twin.slug == "budget-secret"
    assert page.slug.startswith("budget-secret-")
    naming = cast.page("Renvoi", "Voir [[Budget secret]].\n")
    shown = visitors.bob.get(address_of(cast, naming)).text
    assert f'href="{address_of(cast, twin)}"' in shown
    assert page.slug not in shown
    with pytest.raises(TitleTaken), cast.acting("dana") as (session, actor):
        lift_restriction(session, actor, page.id)
    answer = visitors.dana.post(
        f"{address_of(cast, page)}/-/readers/lift", form=f"{address_of(cast, page)}/-/readers"
    )
    assert answer.status_code == 409
    assert "already titled" in answer.text


def test_a_restriction_within_another_is_narrower(cast: Cast) -> None:
    top = cast.page("Enquêtes")
    middle = cast.page("Dossier", parent_id=top.id)
    restricted(cast, middle, "bob", "charlie")
    leaf = cast.page("Pièce", parent_id=middle.id)
    assert can_read(cast, middle) == can_read(cast, leaf) == {"dana", "bob"}
    restricted(cast, top, "alice")
    assert can_read(cast, middle) == can_read(cast, leaf) == {"dana"}
    restricted(cast, top, "alice", "bob")
    assert can_read(cast, middle) == {"dana", "bob"}
    with cast.acting("dana") as (session, actor):
        set_role(session, actor, session.get_one(Space, top.space_id), account_word(cast.ids["bob"]), None)
    assert can_read(cast, middle) == {"dana"}
    with cast.acting("dana") as (session, actor):
        lift_restriction(session, actor, top.id)
    assert can_read(cast, top) == {"dana", "alice"}
    assert can_read(cast, middle) == {"dana"}


def test_those_of_a_role_are_named_together(cast: Cast) -> None:
    page = restricted(cast, cast.page("Signalements"), rights=(MODERATE,))
    assert can_read(cast, page) == {"dana"}
    with cast.acting("dana") as (session, actor):
        space = session.get_one(Space, page.space_id)
        set_role(session, actor, space, account_word(cast.ids["alice"]), "animator")
    assert can_read(cast, page) == {"dana", "alice"}


def test_a_page_moves_into_a_restriction_and_not_out_of_it(cast: Cast) -> None:
    closed = restricted(cast, cast.page("Fermé"), "bob")
    open_ = cast.page("Ouvert")
    page, below = cast.page("Fiche"), None
    below = cast.page("Détail", parent_id=page.id)
    with cast.acting("bob") as (session, actor):
        move_page(session, actor, page.id, closed.id)
    assert can_read(cast, page) == can_read(cast, below) == {"dana", "bob"}
    with pytest.raises(MoveOutOfRestriction), cast.acting("bob") as (session, actor):
        move_page(session, actor, page.id, open_.id)
    assert can_read(cast, page) == {"dana", "bob"}


def test_nothing_is_put_under_a_page_that_one_cannot_read(visitors: Visitors, cast: Cast) -> None:
    """The same refusal as for a page that does not exist, which tells nothing."""
    closed = restricted(cast, cast.page("Fermé"), "alice")
    with cast.acting("bob") as (session, actor):
        space = session.get_one(Space, closed.space_id)
        with pytest.raises(NoSuchParent):
            create_page(session, actor, space, title="Dessous", body="x", parent_id=closed.id)
    told = []
    for parent_id in (closed.id, 999_999):
        fields = {"title": "Dessous", "body": "Mes mots.", "language": "fr-CA", "parent": parent_id}
        answer = visitors.bob.post(f"/{cast.space}/-/new", fields)
        assert answer.status_code in (409, 422)
        assert "Mes mots." in answer.text
        told.append(answer.status_code)
    assert told[0] == told[1]
    move = visitors.bob.get(f"{address_of(cast, cast.page('Autre'))}/-/move").text
    assert "Fermé" not in move


def test_what_stands_in_the_bin_follows(visitors: Visitors, cast: Cast) -> None:
    top = cast.page("Dossier")
    gone = cast.page("Brouillard", parent_id=top.id)
    with cast.acting("bob") as (session, actor):
        delete_page(session, actor, gone.id, "Erreur")
    restricted(cast, top, "alice")
    assert "Brouillard" not in visitors.bob.get(f"/{cast.space}/-/bin").text
    with cast.acting("dana") as (session, actor):
        restore_page(session, actor, gone.id)
    assert can_read(cast, gone) == {"dana", "alice"}
    with cast.acting("dana") as (session, actor):
        delete_page(session, actor, top.id, "Clos")
    assert "Dossier" not in visitors.bob.get(f"/{cast.space}/-/bin").text


def test_what_waits_for_a_decision_stays_so_where_it_stands(cast: Cast) -> None:
    """A page that is held keeps its few readers, within those of the new place."""
    top = cast.page("Dossier")
    page = cast.page("Proposition", parent_id=top.id)
    words = {right_word(MODERATE, page.space_id), account_word(cast.ids["bob"])}
    with cast.acting("dana") as (session, _):
        held = held_class(session, page.access_class_id, words)
        assert held_class(session, page.access_class_id, words) == held
        session.get_one(Page, page.id).access_class_id = held
    below = cast.page("Suite", parent_id=page.id)
    assert can_read(cast, page) == {"dana", "bob"}
    assert can_read(cast, below) == {"dana", "bob", "alice"}
    restricted(cast, top, "alice")
    assert can_read(cast, page) == {"dana"}
    assert can_read(cast, below) == {"dana", "alice"}
    with cast.site.database.reading() as session:
        around = place_class(session, session.get_one(Page, page.id).access_class_id)
        assert around == session.get_one(Page, top.id).access_class_id


def test_only_who_keeps_the_space_restricts(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Réception")
    address = address_of(cast, page)
    assert send(visitors.bob, address, reason="x").status_code == 403
    assert send(visitors.charlie, address, reason="x").status_code == 404
    assert visitors.bob.get(f"{address}/-/readers").status_code == 403
    assert "/-/readers" not in visitors.bob.get(address).text
    with pytest.raises(NotRestricted), cast.acting("dana") as (session, actor):
        lift_restriction(session, actor, page.id)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"who": "Alice Côté", "reason": "  "}, "Say why"),
        ({"who": "Personne du Tout", "reason": "Enquête"}, "Personne du Tout"),
        ({"who": "Alice Côté", "reason": "Enquête", "review": "1999-01-01"}, "a day to come"),
        ({"who": "Alice Côté", "reason": "x" * 401}, "at most"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    visitors: Visitors, cast: Cast, fields: dict[str, str], told: str
) -> None:
    page = cast.page("Réception")
    answer = send(visitors.dana, address_of(cast, page), **fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert fields["who"] in answer.text
    assert can_read(cast, page) == {"dana", "bob", "alice"}


def test_the_first_page_and_an_open_one_are_refused(visitors: Visitors, cast: Cast) -> None:
    first = f"/{cast.space}/accueil"
    answer = send(visitors.dana, first, who="Alice Côté", reason="Enquête")
    assert answer.status_code == 409
    assert "Alice Côté" in answer.text


def test_a_restriction_is_changed_and_lifted(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Réception")
    day = (clock.now() + timedelta(days=40)).date()
    send(visitors.dana, address_of(cast, page), who="Alice Côté", reason="Enquête", review=day.isoformat())
    address = address_of(cast, now(cast, page))
    form = visitors.dana.get(f"{address}/-/readers").text
    assert "Alice Côté (alice)" in form
    assert f'value="{day.isoformat()}"' in form
    send(visitors.dana, address, who="Bob Gagnon (bob)", roles=["moderate"], reason="Enquête", review="")
    assert can_read(cast, page) == {"dana", "bob"}
    assert address_of(cast, now(cast, page)) == address
    visitors.dana.post(f"{address}/-/readers/lift", form=f"{address}/-/readers")
    assert can_read(cast, page) == {"dana", "bob", "alice"}
