"""What is being written is previewed as its writer will read it once it is saved (W-6, L-15)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import address_of, create, edit, words
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET

LINKS = """\
[[Rappel]], [[rappel des LOTS|là]], [[Rappel#Première étape|ici]], [[Rien]], [[paie:Primes]], [[paie:Rien]],
[[enquete-interne:Plan]], [[enquete-interne:Plan#Un|secret]], [[note : à lire]], [[#Une partie]]

## Une partie
"""


def previewed(visitor: Visitor, path: str, body: str, **sent: Any) -> str:
    """The HTML that the editor at this address shows beside the text."""
    headers = {"X-CSRFToken": visitor.token(f"{path}/-/edit" if path.count("/") > 1 else f"{path}/-/new")}
    answer = visitor.client.post(f"{path}/-/preview", json={"body": body, **sent}, headers=headers)
    assert answer.status_code == 200, answer.status
    html: str = answer.json["html"]
    return html.strip()


@pytest.fixture
def surroundings(cast: Cast) -> None:
    """Pages to link to: here, in a space open to staff, and in one that Dana alone knows of."""
    cast.page("Rappel", "## Première étape\n")
    cast.page("Rappel des lots")
    cast.page("Primes", space=cast.opened("Paie", bob="functional"))
    cast.page("Plan", by="dana", space=cast.opened("Enquête interne", SECRET, dana="steward"))


@pytest.mark.usefixtures("surroundings")
@pytest.mark.parametrize("writer", ["bob", "dana"])
def test_the_preview_shows_links_as_the_saved_page_does(visitors: Visitors, cast: Cast, writer: str) -> None:
    visitor: Visitor = getattr(visitors, writer)
    before = previewed(visitor, f"/{cast.space}", LINKS)
    assert create(visitor, cast, "Guide", LINKS).status_code == 303
    address = f"/{cast.space}/guide"
    assert before == words(visitor, address)
    assert f'<a href="/{cast.space}/rappel">Rappel</a>' in before
    longer = LINKS + "\nVoir aussi [[Guide]].\n"
    before = previewed(visitor, address, longer)
    assert edit(visitor, address, body=longer).status_code == 303
    assert before == words(visitor, address)


@pytest.mark.parametrize("visibility", [SECRET, MEMBERS_ONLY])
def test_a_hidden_page_is_previewed_exactly_as_an_absent_one(
    visitors: Visitors, cast: Cast, visibility: str
) -> None:
    """L-15: byte for byte; whoever may read it sees it."""
    hidden = cast.opened("Enquête interne", visibility, dana="steward")
    cast.page("Plan", by="dana", space=hidden)
    page = address_of(cast, cast.page("Guide"))
    text = "Voir [[{0}:Plan]], [[{0}: Plan|là]], [[{0}:Plan#Un|ici]], [[{0}:Rien]].\n"
    for path in (f"/{cast.space}", page):
        real = previewed(visitors.bob, path, text.format("enquete-interne"))
        nothing = previewed(visitors.bob, path, text.format("enquete-externe"))
        assert real.replace("enquete-interne", "enquete-externe") == nothing
        assert f'href="/{hidden}/plan"' in previewed(visitors.dana, path, text.format("enquete-interne"))


def test_a_page_in_the_bin_is_previewed_as_absent(visitors: Visitors, cast: Cast) -> None:
    cast.page("Rappel")
    assert 'class="absent"' not in previewed(visitors.bob, f"/{cast.space}", "[[Rappel]]\n")
    visitors.bob.post(f"/{cast.space}/rappel/-/delete", {"reason": "Périmée"})
    assert 'class="absent"' in previewed(visitors.bob, f"/{cast.space}", "[[Rappel]]\n")


def test_where_two_pages_bear_a_title_the_preview_means_the_one_that_the_page_will(
    visitors: Visitors, cast: Cast
) -> None:
    parent = cast.page("Abattoirs", "[[Généralités|ici]]\n")
    far = cast.page("Généralités")
    near = cast.page("Généralités", parent_id=parent.id)
    body = "[[Généralités|ici]]\n"
    new = f"/{cast.space}"
    assert f'"{address_of(cast, far)}"' in previewed(visitors.bob, new, body)
    assert f'"{address_of(cast, near)}"' in previewed(visitors.bob, new, body, parent=str(parent.id))


def test_the_preview_speaks_the_language_that_the_page_will_have(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Guide"))
    for path in (f"/{cast.space}", page):
        assert "Conseil" in previewed(visitors.bob, path, "> [!TIP]\n> Oui\n")
        assert "Tip" in previewed(visitors.bob, path, "> [!TIP]\n> Oui\n", language="en-CA")
        assert "Conseil" in previewed(visitors.bob, path, "> [!TIP]\n> Oui\n", language="<b>")


def test_who_may_not_write_gets_no_preview(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Guide"))
    refusals = {"alice": 403, "charlie": 404, "gaelle": 404}
    for name, status in refusals.items():
        visitor: Visitor = getattr(visitors, name)
        headers = {"X-CSRFToken": visitor.token("/-/search")}
        for path in (f"/{cast.space}", page):
            sent = visitor.client.post(f"{path}/-/preview", json={"body": "[[Guide]]"}, headers=headers)
            assert sent.status_code == status, (name, path)
