"""Recent changes: what happened last, to those who may read it; minor ones when asked for (F-26)."""

from __future__ import annotations

import re

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import address_of, edit
from wiki.parts.spaces.models import SECRET


def titles(visitor: Visitor, path: str = "/-/recent") -> list[str]:
    return re.findall(r'<h3 class="list__title"><a [^>]+>([^<]+)</a>', visitor.get(path).text)


def test_the_last_change_comes_first(visitors: Visitors, cast: Cast) -> None:
    first = cast.page("Abattoirs")
    cast.page("Volailles")
    edit(visitors.bob, address_of(cast, first), body="Mieux.\n", summary="Plus clair")
    assert titles(visitors.alice)[:3] == ["Abattoirs", "Volailles", "Abattoirs"]
    assert "Plus clair" in visitors.alice.get("/-/recent").text
    assert "Plus clair" in visitors.alice.get("/").text


def test_a_minor_change_is_shown_when_it_is_asked_for(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Abattoirs")
    edit(visitors.bob, address_of(cast, page), body="Une virgule, ici.\n", minor="y", summary="Virgule")
    assert "Virgule" not in visitors.alice.get("/-/recent").text
    assert "Virgule" not in visitors.alice.get("/").text
    assert "Virgule" in visitors.alice.get("/-/recent?minor=1").text


def test_changes_of_one_space(visitors: Visitors, cast: Cast) -> None:
    elsewhere = cast.opened("Paie", bob="functional")
    cast.page("Abattoirs")
    cast.page("Barème", space=elsewhere)
    assert "Barème" not in titles(visitors.bob, f"/-/recent?space={cast.space}")
    assert "Abattoirs" not in titles(visitors.bob, f"/-/recent?space={elsewhere}")


def test_nothing_is_told_of_what_may_not_be_read(visitors: Visitors, cast: Cast) -> None:
    """L-12."""
    hidden = cast.opened("Enquête", SECRET, dana="steward")
    cast.page("Plan", by="dana", space=hidden)
    cast.page("Abattoirs")
    for visitor in (visitors.charlie, visitors.gaelle):
        shown = visitor.get("/-/recent").text
        for secret in ("Plan", "Enquête", "Abattoirs"):
            assert secret not in shown
    assert visitors.bob.get(f"/-/recent?space={hidden}").status_code == 404
    assert "Plan" in titles(visitors.dana)


def test_changes_are_leafed_through(visitors: Visitors, cast: Cast) -> None:
    for number in range(55):
        cast.page(f"Page {number}")
    first = visitors.alice.get("/-/recent?minor=1").text
    older = re.search(r'href="(/-/recent\?[^"]*before=[^"]+)"', first)
    assert older is not None
    assert "minor=1" in older[1]
    rest = titles(visitors.alice, older[1].replace("&amp;", "&"))
    assert "Page 0" in rest
    assert "Page 54" not in rest
    assert visitors.alice.get("/-/recent?before=hier").status_code == 200
