"""What a new page can begin with: a choice of links, in the language of the space (part 3)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import fields_of
from wiki.parts.spaces.commands import change_space
from wiki.parts.spaces.models import Space

NEW = "/{}/-/new"


@pytest.fixture
def new(cast: Cast) -> str:
    return NEW.format(cast.space)


def choice(page: str) -> list[tuple[str, str]]:
    """(address, label) of each thing that is offered."""
    offered = page.partition('<nav class="starters"')[2].partition("</nav>")[0]
    links = re.findall(r'<a class="button[^"]*" href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?([^<]+)</a>', offered)
    return [(unescape(address), unescape(label)) for address, label in links]


def test_an_empty_page_comes_first_then_the_starters(visitors: Visitors, new: str) -> None:
    page = visitors.bob.get(new).text
    offered = choice(page)
    assert offered[0] == (new, "Empty page")
    assert [label for _, label in offered[1:]] == [
        "Procédure",
        "Compte rendu",
        "Foire aux questions",
        "Fiche de relève",
        "Récit de pratique",
        "Décision",
    ]
    assert fields_of(page)["body"].strip() == ""


def test_a_starter_fills_the_text_and_the_tags(visitors: Visitors, new: str) -> None:
    page = visitors.bob.get(f"{new}?starter=procedure&title=Étalonner").text
    form = fields_of(page)
    assert form["body"].lstrip().startswith("*[En une ou deux phrases")
    assert (form["tags"], form["title"]) == ("procédure", "Étalonner")
    assert "Comment faire quelque chose, étape par étape." in page
    assert page.count('aria-current="true"') == 1
    sent = visitors.bob.post(new, form, form=new)
    assert sent.status_code == 303
    assert "<h2" in visitors.bob.get(sent.location).text


def test_what_was_known_of_the_page_stays_with_the_choice(visitors: Visitors, new: str) -> None:
    """A link to an absent page says its title."""
    page = visitors.bob.get(f"{new}?title=Grille&parent=7").text
    assert all("title=Grille" in address and "parent=7" in address for address, _ in choice(page))


def test_a_starter_that_does_not_exist_is_an_empty_page(visitors: Visitors, new: str) -> None:
    for name in ("recette", "", "../../help/fr/start", "procedure.md"):
        page = visitors.bob.get(new, query_string={"starter": name})
        assert page.status_code == 200
        assert fields_of(page.text)["body"].strip() == ""


def test_who_may_not_write_is_offered_nothing(visitors: Visitors, stranger: Visitor, new: str) -> None:
    assert visitors.alice.get(f"{new}?starter=procedure").status_code == 403
    assert visitors.charlie.get(f"{new}?starter=procedure").status_code == 404
    assert stranger.get(f"{new}?starter=procedure").status_code == 303


def test_the_language_of_the_space_decides(cast: Cast, visitors: Visitors, new: str) -> None:
    """Not that of the screen: the page is written for the readers of the space."""
    for accepted in ("fr", "en"):
        page = visitors.bob.get(new, headers={"Accept-Language": accepted}).text
        assert "Fiche de relève" in page
    with cast.acting("dana") as (session, dana):
        space = session.scalars(select(Space).where(Space.slug == cast.space)).one()
        change_space(
            session,
            dana,
            space,
            title=space.title,
            description="",
            visibility=space.visibility,
            language="en-CA",
        )
    page = visitors.bob.get(f"{new}?starter=minutes", headers={"Accept-Language": "fr"}).text
    assert "Page vide" in page
    assert "Hand-over sheet" in page
    assert "Fiche de relève" not in page
    assert "Date and time" in fields_of(page)["body"]
    assert 'lang="en"' in page


def test_words_that_come_back_with_a_refusal_are_not_replaced(visitors: Visitors, new: str) -> None:
    address = f"{new}?starter=procedure"
    refused = visitors.bob.post(address, {"title": "", "body": "Mes mots.", "language": "fr-CA"}, form=new)
    assert refused.status_code == 422
    assert fields_of(refused.text)["body"].strip() == "Mes mots."
    assert choice(refused.text) == []
