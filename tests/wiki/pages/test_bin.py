"""The bin: a page leaves with a reason and comes back whole (W-15)."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import address_of, create, history, opened, sent, source
from wiki.kinds.pages.models import Page


def delete(visitor: Visitor, address: str, reason: str = "Remplacée par le guide de 2026") -> TestResponse:
    form = opened(visitor, f"{address}/-/delete", holding="reason")
    return sent(visitor, f"{address}/-/delete", form, reason=reason)


def restore(visitor: Visitor, cast: Cast, page: Page, **typed: str) -> TestResponse:
    path = f"/{cast.space}/-/bin/{page.id}"
    return sent(visitor, path, opened(visitor, path, holding="title"), **typed)


def test_a_page_goes_with_a_reason_that_its_history_keeps(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Réception", "Du texte précieux.\n")
    address = address_of(cast, page)
    assert delete(visitors.bob, address, "   ").status_code == 422
    assert delete(visitors.bob, address, "x" * 401).status_code == 422
    assert delete(visitors.bob, address).status_code == 303
    assert visitors.alice.get(address).status_code == 404
    shown = visitors.bob.get(f"/{cast.space}/-/bin").text
    for said in ("Réception", "Remplacée par le guide de 2026", "Bob Gagnon"):
        assert said in shown
    assert restore(visitors.dana, cast, page).headers["Location"] == address
    assert source(visitors.alice, address) == "Du texte précieux.\n"
    assert history(visitors.alice, address) == [3, 2, 1]
    assert "Remplacée par le guide de 2026" in visitors.alice.get(f"{address}/-/history").text
    assert "Réception" not in visitors.bob.get(f"/{cast.space}/-/bin").text


def test_a_page_in_the_bin_is_nowhere(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Quarantaine", "Mot rarissime.\n")
    address = address_of(cast, page)
    cast.index()
    assert address in visitors.alice.get("/-/search?q=rarissime").text
    delete(visitors.bob, address)
    for path in ("/-/search?q=rarissime", "/-/recent", f"/{cast.space}/-/tree", "/"):
        assert address not in visitors.alice.get(path).text
    cast.index()
    assert address not in visitors.alice.get("/-/search?q=rarissime").text
    for view in ("history", "source", "revisions/1", "edit", "delete"):
        assert visitors.bob.get(f"{address}/-/{view}").status_code == 404
    restore(visitors.bob, cast, page)
    cast.index()
    assert address in visitors.alice.get("/-/search?q=rarissime").text


def test_the_subtree_goes_and_comes_back_with_it(visitors: Visitors, cast: Cast) -> None:
    top = cast.page("Abattoirs")
    middle = cast.page("Volailles", parent_id=top.id)
    leaf = cast.page("Fiche", parent_id=middle.id)
    earlier = cast.page("Périmée", parent_id=middle.id)
    delete(visitors.bob, address_of(cast, earlier), "Périmée depuis longtemps")
    delete(visitors.bob, address_of(cast, top))
    assert visitors.alice.get(address_of(cast, leaf)).status_code == 404
    shown = visitors.bob.get(f"/{cast.space}/-/bin").text
    assert "Abattoirs" in shown
    assert "Périmée" in shown
    assert ">Fiche<" not in shown
    restore(visitors.bob, cast, top)
    assert "Volailles" in visitors.alice.get(address_of(cast, leaf)).text
    assert visitors.alice.get(address_of(cast, earlier)).status_code == 404


def test_a_page_whose_parent_is_gone_stands_under_the_first_page(visitors: Visitors, cast: Cast) -> None:
    parent = cast.page("Abattoirs")
    page = cast.page("Fiche", parent_id=parent.id)
    delete(visitors.bob, address_of(cast, page))
    delete(visitors.bob, address_of(cast, parent))
    assert restore(visitors.bob, cast, page).status_code == 303
    with cast.site.database.reading() as session:
        found = session.get_one(Page, page.id)
        assert session.get_one(Page, found.parent_id).parent_id is None


def test_a_page_whose_title_was_taken_asks_for_another(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Fiche", "L’ancienne.\n")
    delete(visitors.bob, address_of(cast, page))
    create(visitors.bob, cast, "FICHE", "La nouvelle.")
    refused = restore(visitors.bob, cast, page)
    assert refused.status_code == 409
    assert visitors.bob.get(f"/{cast.space}/-/bin/{page.id}").status_code == 200
    back = restore(visitors.bob, cast, page, title="Fiche d’avant")
    assert back.headers["Location"].endswith("/fiche-d-avant")
    assert source(visitors.alice, f"/{cast.space}/fiche-d-avant") == "L’ancienne.\n"
    assert source(visitors.alice, f"/{cast.space}/fiche") == "La nouvelle.\n"
    assert "Fiche → Fiche d’avant" in visitors.alice.get(f"/{cast.space}/fiche-d-avant/-/history").text


def test_the_bin_is_for_those_who_write(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Fiche")
    address = address_of(cast, page)
    assert visitors.alice.post(f"{address}/-/delete", {"reason": "Non"}).status_code == 403
    assert visitors.charlie.post(f"{address}/-/delete", {"reason": "Non"}).status_code == 404
    delete(visitors.bob, address)
    for path in (f"/{cast.space}/-/bin", f"/{cast.space}/-/bin/{page.id}"):
        assert visitors.alice.get(path).status_code in (403, 404)
        assert visitors.charlie.get(path).status_code == 404
    assert visitors.alice.post(f"/{cast.space}/-/bin/{page.id}", {"title": "Fiche"}).status_code in (403, 404)


def test_a_page_is_taken_out_of_its_own_bin_only(visitors: Visitors, cast: Cast) -> None:
    elsewhere = cast.opened("Paie", bob="functional")
    foreign = cast.page("Barème", space=elsewhere)
    delete(visitors.bob, f"/{elsewhere}/{foreign.slug}")
    living = cast.page("Fiche")
    for page_id in (foreign.id, living.id, 999_999, 10**30):
        assert visitors.bob.get(f"/{cast.space}/-/bin/{page_id}").status_code == 404


def test_the_first_page_and_a_page_sent_twice(visitors: Visitors, cast: Cast) -> None:
    assert delete(visitors.dana, f"/{cast.space}/accueil").status_code == 409
    page = cast.page("Fiche")
    delete(visitors.bob, address_of(cast, page))
    fields = {"reason": "Encore"}
    assert visitors.bob.post(f"{address_of(cast, page)}/-/delete", fields).status_code == 404
    path = f"/{cast.space}/-/bin/{page.id}"
    form = opened(visitors.bob, path, holding="title")
    assert sent(visitors.bob, path, form).status_code == 303
    assert sent(visitors.bob, path, form).status_code == 404


def test_what_stands_beside_is_known_to_the_search_again(visitors: Visitors, cast: Cast) -> None:
    """The words by which a page was linked go with the page that held them."""
    target = address_of(cast, cast.page("Retrait", "Rien ici.\n"))
    guide = cast.page("Guide", "Voir [[Retrait|désencombrement]].\n")
    cast.index()
    assert target in visitors.alice.get("/-/search?q=desencombrement").text
    delete(visitors.bob, address_of(cast, guide))
    cast.index()
    assert target not in visitors.alice.get("/-/search?q=desencombrement").text
