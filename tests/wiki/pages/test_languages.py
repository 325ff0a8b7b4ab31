"""A title in another language than the screen's says so wherever it stands (A-8)."""

from __future__ import annotations

import re

import pytest

from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.pages.writing import address_of, edit, opened, sent

FRENCH, ENGLISH = "Chaîne de possession", "Chain of custody"


@pytest.fixture
def guide(visitors: Visitors, cast: Cast) -> str:
    """On a site that speaks English: a page in French, the space's language, and one in English beside and below it.
    The address of the French one."""
    french = cast.page(FRENCH, f"## Étape\n\n[[{ENGLISH}]]\n")
    beside = cast.page(ENGLISH, f"## Step\n\n[[{FRENCH}]]\n")
    below = cast.page("Seals", parent_id=french.id)
    cast.page("Scellés", parent_id=french.id)
    for page in (beside, below):
        assert edit(visitors.bob, address_of(cast, page), language="en-CA").status_code == 303
    cast.index()
    return address_of(cast, french)


def languages(html: str, title: str) -> set[str | None]:
    """The languages in which the elements that begin with this title say that they are."""
    opening = rf"<(?:a|span|h1|h2|td)\b([^>]*)>(?:<mark>)?{re.escape(title.split()[0])}"
    named = [re.search(r'lang="([^"]*)"', found) for found in re.findall(opening, html)]
    return {language[1] if language else None for language in named}


@pytest.mark.parametrize(
    "path",
    [
        "{page}/-/backlinks",
        "{page}/-/edit",
        "{page}/-/move",
        "{page}/-/delete",
        "{page}/-/source",
        "{page}/-/revisions/1",
        "{page}/-/compare",
        "/{space}",
        "/{space}/-/tree",
        "/-/recent",
        "/-/search?q=possession",
        "/",
    ],
)
def test_a_title_says_that_it_is_in_the_other_language(
    visitors: Visitors, cast: Cast, guide: str, path: str
) -> None:
    html = visitors.bob.get(path.format(page=guide, space=cast.space)).text
    assert languages(html, FRENCH) == {"fr-CA"}


@pytest.mark.parametrize("path", ["{page}/-/backlinks", "/{space}", "/{space}/-/tree", "/-/recent", "/"])
def test_a_title_in_the_language_of_the_screen_says_nothing(
    visitors: Visitors, cast: Cast, guide: str, path: str
) -> None:
    html = visitors.bob.get(path.format(page=guide, space=cast.space)).text
    assert languages(html, ENGLISH) == {None}


def test_the_tree_beside_a_page_speaks_the_language_of_whoever_reads_it(
    visitors: Visitors, cast: Cast, guide: str
) -> None:
    """What is kept of a level for one reader is not shown to one of the other language."""
    for wanted, french, english in (("en", "fr-CA", None), ("fr", None, "en-CA"), ("en", "fr-CA", None)):
        html = visitors.bob.get(guide, headers={"Accept-Language": wanted}).text
        assert languages(html, "Scellés") == {french}, wanted
        assert languages(html, "Seals") == {english}, wanted


def test_a_page_that_changes_its_language_changes_it_in_the_tree(
    visitors: Visitors, cast: Cast, guide: str
) -> None:
    assert languages(visitors.bob.get(guide).text, "Scellés") == {"fr-CA"}
    assert edit(visitors.bob, f"/{cast.space}/scelles", language="en-CA").status_code == 303
    assert languages(visitors.bob.get(guide).text, "Scellés") == {None}


def test_the_bin_says_the_language_of_what_lies_in_it(visitors: Visitors, cast: Cast, guide: str) -> None:
    form = opened(visitors.bob, f"{guide}/-/delete", holding="reason")
    assert sent(visitors.bob, f"{guide}/-/delete", form, reason="Périmée").status_code == 303
    assert languages(visitors.bob.get(f"/{cast.space}/-/bin").text, FRENCH) == {"fr-CA"}


def test_what_is_told_after_an_act_says_the_language_of_the_title(
    visitors: Visitors, cast: Cast, guide: str
) -> None:
    """The notice that is shown once; a title that looks like markup stays a title."""
    form = opened(visitors.bob, f"{guide}/-/delete", holding="reason")
    space = sent(visitors.bob, f"{guide}/-/delete", form, reason="Périmée").headers["Location"]
    assert f'“<span lang="fr-CA">{FRENCH}</span>” is in the bin' in visitors.bob.get(space).text
    page = address_of(cast, cast.page("<b>Gras</b>"))
    form = opened(visitors.bob, f"{page}/-/delete", holding="reason")
    space = sent(visitors.bob, f"{page}/-/delete", form, reason="Périmée").headers["Location"]
    assert "&lt;b&gt;Gras&lt;/b&gt;</span>” is in the bin" in visitors.bob.get(space).text


def test_the_summary_of_a_change_says_the_language_of_its_page(
    visitors: Visitors, cast: Cast, guide: str
) -> None:
    """Where the screen speaks the other one, and not where it speaks the same."""
    assert edit(visitors.bob, guide, body="## Suite\n", summary="Précisions").status_code == 303
    for path in ("/", "/-/recent", f"{guide}/-/history", f"{guide}/-/compare", f"{guide}/-/revisions/2"):
        assert 'lang="fr-CA">Précisions<' in visitors.alice.get(path).text, path
        in_french = visitors.alice.get(path, headers={"Accept-Language": "fr"}).text
        assert "Précisions<" in in_french
        assert 'lang="fr-CA">Précisions' not in in_french


def test_suggestions_say_their_language(visitors: Visitors, cast: Cast, guide: str) -> None:
    """The refusal beside it: who may not read the space is offered nothing."""
    offered = visitors.bob.client.get("/-/quick?q=chai").json["suggestions"]
    assert {each["title"]: each["language"] for each in offered} == {FRENCH: "fr-CA", ENGLISH: "en-CA"}
    assert visitors.charlie.client.get("/-/quick?q=chai").json["suggestions"] == []


def test_what_is_written_is_checked_in_its_own_language(visitors: Visitors, cast: Cast, guide: str) -> None:
    html = visitors.bob.get(f"{guide}/-/edit").text
    for name in ("title", "body"):
        field = re.search(rf'<(?:input|textarea)[^>]* name="{name}"[^>]*>', html)
        assert field is not None
        assert 'lang="fr-CA"' in field[0]


def test_places_to_choose_and_spaces_to_narrow_by_say_their_language(
    visitors: Visitors, cast: Cast, guide: str
) -> None:
    options = visitors.bob.get(f"/{cast.space}/-/new").text
    assert re.search(rf'<option lang="fr-CA" value="\d+">\u2003{FRENCH}</option>', options)
    assert re.search(rf'<option value="\d+">\u2003{ENGLISH}</option>', options)
    cast.page("Possession", space=cast.opened("Paie", bob="functional"))
    cast.index()
    facets = visitors.bob.get("/-/search?q=possession").text
    assert '<span lang="fr-CA">Paie</span>' in facets
    assert "Paie</span>" in visitors.alice.get("/-/search?q=possession").text
    assert "Inspection des aliments</span>" not in visitors.charlie.get("/-/search?q=possession").text
