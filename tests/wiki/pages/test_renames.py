"""A page gets another title: its old address leads to it, and the texts that name it follow (W-5)."""

from __future__ import annotations

import re

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import address_of, create, edit, history, opened, sent, source, words
from wiki.parts.spaces.models import SECRET


def rename(visitor: Visitor, address: str, title: str) -> str:
    """The address under the new title."""
    form = opened(visitor, f"{address}/-/move", holding="title")
    answer = sent(visitor, f"{address}/-/move", form, title=title)
    assert answer.status_code == 303, answer.text[:500]
    return answer.headers["Location"]


def test_the_old_address_leads_to_the_new_one(visitors: Visitors, cast: Cast) -> None:
    old = address_of(cast, cast.page("Réception"))
    new = rename(visitors.bob, old, "Réception des lots")
    led = visitors.alice.get(old)
    assert (led.status_code, led.headers["Location"]) == (301, new)
    for view in ("history", "source", "edit", "backlinks", "compare?from=1&to=2"):
        led = visitors.bob.get(f"{old}/-/{view}")
        assert led.status_code == 301
        assert led.headers["Location"] == f"{new}/-/{view}"
    assert visitors.charlie.get(old).status_code == 404
    assert visitors.charlie.get(f"{old}/-/history").status_code == 404


def test_what_is_sent_to_the_old_address_is_taken(visitors: Visitors, cast: Cast) -> None:
    """Bob was writing when Dana renamed the page."""
    old = address_of(cast, cast.page("Réception", "Un.\n"))
    form = opened(visitors.bob, f"{old}/-/edit")
    new = rename(visitors.dana, old, "Réception des lots")
    assert edit(visitors.bob, old, form, body="Deux.\n").headers["Location"] == new
    assert source(visitors.alice, new) == "Deux.\n"
    assert visitors.alice.post(f"{old}/-/edit", {"title": "x", "body": "x"}).status_code == 403
    assert visitors.charlie.post(f"{old}/-/edit", {"title": "x", "body": "x"}).status_code == 404


def test_the_worker_rewrites_the_links_and_says_so(visitors: Visitors, cast: Cast) -> None:
    elsewhere = cast.opened("Paie", bob="functional", dana="steward", alice="consultation")
    page = cast.page("Réception")
    text = f"[[réception]] [[Réception#Un|là]] [[{cast.space}:Réception]] `[[Réception]]` [[Autre]]\n"
    near = address_of(cast, cast.page("Guide", text))
    cast.page("Réception", space=elsewhere)
    far = address_of(
        cast, cast.page("Loin", f"[[Réception]] [[{cast.space}:Réception]]\n", space=elsewhere), elsewhere
    )
    rename(visitors.dana, address_of(cast, page), "Arrivée")
    assert "Réception" in words(visitors.alice, near)
    cast.index()
    rewritten = f"[[Arrivée]] [[Arrivée#Un|là]] [[{cast.space}:Arrivée]] `[[Réception]]` [[Autre]]\n"
    assert source(visitors.alice, near) == rewritten
    assert history(visitors.alice, near) == [2, 1]
    shown = visitors.alice.get(f"{near}/-/history").text
    assert "Réception → Arrivée" in shown
    assert "Dana Tremblay" in shown
    assert "minor" in shown
    # Who reads there may not all read here: the new title stays here, and the link leads on.
    assert source(visitors.alice, far) == f"[[Réception]] [[{cast.space}:Réception]]\n"
    assert f"/{cast.space}/arrivee" in words(visitors.alice, far)
    edit(visitors.bob, far, body=source(visitors.bob, far) + "\nEncore, et [[Rien]].\n")
    assert f"/{cast.space}/arrivee" in words(visitors.alice, far)


def test_the_title_of_a_secret_page_is_not_written_where_others_read(visitors: Visitors, cast: Cast) -> None:
    """L-12: titles are secrets too."""
    hidden = cast.opened("Enquête", SECRET, dana="steward")
    page = cast.page("Plan", by="dana", space=hidden)
    here = address_of(cast, cast.page("Guide", f"[[{hidden}:Plan|x]]\n", by="dana"))
    rename(visitors.dana, address_of(cast, page, hidden), "Perquisition du 4 mai")
    cast.index()
    assert source(visitors.alice, here) == f"[[{hidden}:Plan|x]]\n"
    assert "Perquisition" not in visitors.alice.get(f"{here}/-/history").text
    assert "perquisition-du-4-mai" in words(visitors.dana, here)


def test_what_a_colleague_saves_before_the_worker_comes_is_kept(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Réception")
    guide = address_of(cast, cast.page("Guide", "Voir [[Réception]].\n\nUn.\n"))
    rename(visitors.dana, address_of(cast, page), "Arrivée")
    edit(visitors.bob, guide, body="Voir [[Réception]].\n\nDeux.\n")
    cast.index()
    cast.index()
    assert source(visitors.alice, guide) == "Voir [[Arrivée]].\n\nDeux.\n"


def test_renamed_there_and_back(visitors: Visitors, cast: Cast) -> None:
    first = address_of(cast, cast.page("Réception"))
    guide = address_of(cast, cast.page("Guide", "[[Réception]]\n"))
    second = rename(visitors.bob, first, "Arrivée")
    assert rename(visitors.bob, second, "Réception") == first
    cast.index()
    assert visitors.alice.get(first).status_code == 200
    assert visitors.alice.get(second).headers["Location"] == first
    assert source(visitors.alice, guide) == "[[Réception]]\n"
    assert first in words(visitors.alice, guide)


def test_a_title_that_another_page_once_had_is_free(visitors: Visitors, cast: Cast) -> None:
    """The address then is the new bearer's; it falls to the older one again when that leaves."""
    old = address_of(cast, cast.page("Réception", "La première.\n"))
    first = rename(visitors.bob, old, "Arrivée")
    other = address_of(cast, cast.page("Retour", "La seconde.\n"))
    assert rename(visitors.bob, other, "Réception") == old
    assert "La seconde." in words(visitors.alice, old)
    assert "La première." in words(visitors.alice, first)
    moved = rename(visitors.bob, old, "Renvoi")
    assert visitors.alice.get(old).headers["Location"] == moved


def test_the_old_title_is_still_found(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Quarantaine", "Du texte.\n"))
    new = rename(visitors.bob, page, "Isolement")
    cast.index()
    assert new in visitors.alice.get("/-/search?q=quarantaine").text
    assert new not in visitors.charlie.get("/-/search?q=quarantaine").text


def test_a_new_title_with_the_name_of_a_space_is_linked_with_its_own(visitors: Visitors, cast: Cast) -> None:
    cast.opened("Paie", bob="functional")
    page = cast.page("Barème")
    guide = address_of(cast, cast.page("Guide", "[[Barème]]\n"))
    new = rename(visitors.bob, address_of(cast, page), "paie: 2027")
    cast.index()
    assert source(visitors.alice, guide) == f"[[{cast.space}:paie: 2027]]\n"
    assert new in words(visitors.alice, guide)


def test_links_stay_with_the_page_where_its_new_title_is_borne_by_two(visitors: Visitors, cast: Cast) -> None:
    parent = cast.page("Abattoirs")
    cast.page("Arrivée", "L’ancienne.\n")
    page = cast.page("Réception", "La nouvelle.\n", parent_id=parent.id)
    guide = address_of(cast, cast.page("Guide", "[[Réception|ici]]\n"))
    rename(visitors.bob, address_of(cast, page), "Arrivée")
    cast.index()
    led = re.search(r'href="([^"]+)">ici', words(visitors.alice, guide))
    assert led is not None
    assert "La nouvelle." in words(visitors.alice, led[1])


def test_a_slug_is_never_given_twice(visitors: Visitors, cast: Cast) -> None:
    parent = cast.page("Abattoirs")
    assert create(visitors.bob, cast, "Fiche").headers["Location"].endswith("/fiche")
    assert create(visitors.bob, cast, "Fiche", parent=str(parent.id)).headers["Location"].endswith("/fiche-2")
    assert create(visitors.bob, cast, "Fiche 2").headers["Location"].endswith("/fiche-2-2")
