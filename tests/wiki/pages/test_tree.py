"""Pages stand in a tree of any depth, in an order that people choose; their id stays (W-1)."""

from __future__ import annotations

import re

import pytest

from tests.factories import Cast
from tests.statements import explained
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import address_of, create, edit, history, opened, sent
from wiki.kinds.pages.commands import create_page, move_page
from wiki.kinds.pages.errors import FirstPageStays, MoveIntoItself, NoSuchParent
from wiki.kinds.pages.models import Page
from wiki.parts.spaces.models import Space


def level(visitor: Visitor, cast: Cast) -> list[str]:
    """The titles of the whole tree, in order."""
    html = visitor.get(f"/{cast.space}/-/tree").text
    tree = html[html.index("tree--whole") : html.index("</nav>", html.index("tree--whole"))]
    return re.findall(r'<a href="[^"]+"[^>]*>([^<]+)</a>', tree)


def move(visitor: Visitor, address: str, **typed: object) -> int:
    form = opened(visitor, f"{address}/-/move", holding="title")
    return sent(visitor, f"{address}/-/move", form, **typed).status_code


def test_three_hundred_levels_are_read_moved_and_put_in_the_bin(visitors: Visitors, cast: Cast) -> None:
    """W-1: no level is too deep."""
    with cast.acting("bob") as (session, bob):
        space = session.query(Space).filter_by(slug=cast.space).one()
        parent: int | None = None
        for depth in range(300):
            parent = create_page(session, bob, space, title=f"Niveau {depth}", body="…", parent_id=parent).id
    deepest = visitors.alice.get(f"/{cast.space}/niveau-299")
    assert deepest.status_code == 200
    assert "Niveau 298" in deepest.text
    assert len(level(visitors.alice, cast)) == 300
    assert visitors.bob.get(f"/{cast.space}/niveau-299/-/edit").status_code == 200
    top = f"/{cast.space}/niveau-0"
    form = opened(visitors.bob, f"{top}/-/delete", holding="reason")
    assert sent(visitors.bob, f"{top}/-/delete", form, reason="Trop profond").status_code == 303
    assert visitors.alice.get(f"/{cast.space}/niveau-299").status_code == 404


def test_a_level_is_alphabetical_until_somebody_orders_it(visitors: Visitors, cast: Cast) -> None:
    """W-1: reordered with a button; who comes later stands last."""
    pages = {title: cast.page(title) for title in ("Bois", "Acier", "Étain")}
    assert level(visitors.alice, cast) == ["Acier", "Bois", "Étain"]
    assert move(visitors.bob, address_of(cast, pages["Étain"]), after="0") == 303
    assert level(visitors.alice, cast) == ["Étain", "Acier", "Bois"]
    assert move(visitors.bob, address_of(cast, pages["Acier"]), after=str(pages["Bois"].id)) == 303
    cast.page("Argent")
    assert level(visitors.alice, cast) == ["Étain", "Bois", "Acier", "Argent"]


def test_numbers_stand_by_their_size_in_the_tree_beside_it_and_in_forms(
    visitors: Visitors, cast: Cast
) -> None:
    """Chapter 2 before chapter 10, however it was typed; a page that is renamed follows."""
    titles = ["Chapitre 10", "Chapitre 2", "Chapitre 1.12", "Chapitre 1.3", "Chapitre 02 bis", "Annexe"]
    pages = {title: cast.page(title) for title in titles}
    wanted = ["Annexe", "Chapitre 1.3", "Chapitre 1.12", "Chapitre 2", "Chapitre 02 bis", "Chapitre 10"]
    assert level(visitors.alice, cast) == wanted
    beside = visitors.alice.get(address_of(cast, pages["Annexe"])).text
    assert sorted(wanted, key=lambda title: beside.index(f">{title}</a>")) == wanted
    form = visitors.bob.get(f"{address_of(cast, pages['Annexe'])}/-/move").text
    assert form.rindex(">Chapitre 2</option>") < form.rindex(">Chapitre 10</option>")
    assert move(visitors.bob, address_of(cast, pages["Annexe"]), title="Chapitre 9") == 303
    assert level(visitors.alice, cast)[-2:] == ["Chapitre 9", "Chapitre 10"]


def test_a_renamed_page_does_not_put_its_level_in_an_order(visitors: Visitors, cast: Cast) -> None:
    cast.page("Acier")
    page = cast.page("Bois")
    assert move(visitors.bob, address_of(cast, page), title="Zinc") == 303
    cast.page("Étain")
    assert level(visitors.alice, cast) == ["Acier", "Étain", "Zinc"]


def test_a_page_moves_under_another_with_what_stands_under_it(visitors: Visitors, cast: Cast) -> None:
    """W-1: place is an attribute with a history; the id and the address stay."""
    parent, page = cast.page("Abattoirs"), cast.page("Contrôle")
    child = cast.page("Fiche", parent_id=page.id)
    address = address_of(cast, page)
    assert move(visitors.bob, address, parent=str(parent.id)) == 303
    assert level(visitors.alice, cast) == ["Abattoirs", "Contrôle", "Fiche"]
    assert "Abattoirs" in visitors.alice.get(address_of(cast, child)).text
    assert "Accueil → Abattoirs" in visitors.alice.get(f"{address}/-/history").text
    assert history(visitors.alice, address) == [2, 1]


def test_a_page_is_moved_by_the_form_that_edits_it(visitors: Visitors, cast: Cast) -> None:
    parent, page = cast.page("Abattoirs"), cast.page("Contrôle")
    assert edit(visitors.bob, address_of(cast, page), parent=str(parent.id)).status_code == 303
    assert level(visitors.alice, cast) == ["Abattoirs", "Contrôle"]
    assert edit(visitors.bob, address_of(cast, page), parent="999999").status_code == 422


def test_nobody_moves_a_page_into_itself_or_below(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Contrôle")
    child = cast.page("Fiche", parent_id=page.id)
    for under in (page.id, child.id):
        assert move(visitors.bob, address_of(cast, page), parent=str(under)) == 409
        with cast.acting("bob") as (session, bob), pytest.raises(MoveIntoItself):
            move_page(session, bob, page.id, under)
    assert level(visitors.alice, cast) == ["Contrôle", "Fiche"]


def test_the_first_page_stays_where_it_is(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Contrôle")
    with cast.acting("dana") as (session, dana):
        first = session.query(Page).filter_by(parent_id=None, slug="accueil").one()
        with pytest.raises(FirstPageStays):
            move_page(session, dana, first.id, page.id)
    home = f"/{cast.space}/accueil"
    assert move(visitors.dana, home, title="Bienvenue") == 303
    assert "Bienvenue" in visitors.alice.get(f"/{cast.space}").text


def test_a_page_stands_in_its_own_space_only(visitors: Visitors, cast: Cast) -> None:
    """A forged parent of another space, readable or not, is no parent."""
    elsewhere = cast.opened("Paie", bob="functional")
    foreign = cast.page("Barème", space=elsewhere)
    page = cast.page("Contrôle")
    assert create(visitors.bob, cast, "Nouvelle", parent=str(foreign.id)).status_code == 422
    assert move(visitors.bob, address_of(cast, page), parent=str(foreign.id)) == 422
    with cast.acting("bob") as (session, bob), pytest.raises(NoSuchParent):
        move_page(session, bob, page.id, foreign.id)


def test_readers_neither_move_nor_rename(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Contrôle")
    fields = {"title": "Pris", "parent": "1", "after": "0"}
    assert visitors.alice.post(f"{address_of(cast, page)}/-/move", fields).status_code == 403
    assert visitors.charlie.post(f"{address_of(cast, page)}/-/move", fields).status_code == 404
    assert level(visitors.alice, cast) == ["Contrôle"]


def test_the_tree_beside_a_page_is_found_by_its_index(visitors: Visitors, cast: Cast) -> None:
    """Whether a page has others under it is asked of its children, not of all that the reader may open."""
    above = cast.page("Chapitre")
    under = cast.page("Section", parent_id=above.id)
    if cast.site.database.engine.dialect.name != "sqlite":
        pytest.skip("how PostgreSQL goes about it depends on how many there are")
    with explained(cast.site.database.reader, "page") as plans:
        assert visitors.bob.get(f"/{cast.space}/{under.slug}").status_code == 200
    assert any("ix_page_tree" in plan for plan in plans)
    assert not [plan for plan in plans if "ix_page_access_class_id" in plan], plans
