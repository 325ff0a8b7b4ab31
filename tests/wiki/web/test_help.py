"""Help and terms of use: in the person's language, with the way to the other one, in the organisation's own words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from wiki.app import assemble, create_app
from wiki.config import Settings
from wiki.web.content import ContentUnreadable, NoContentFolder

FRENCH = {"Accept-Language": "fr"}
ENGLISH = {"Accept-Language": "en"}

Own = Callable[[str, str], Flask]


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Own:
    """The site of an organisation whose folder of content holds this file."""

    def make(name: str, words: str) -> Flask:
        file = tmp_path / "ours" / name
        file.parent.mkdir(parents=True)
        file.write_text(words, encoding="utf-8")
        return create_app(assemble(settings.model_copy(update={"content": tmp_path / "ours"})))

    return make


def test_help_is_read_in_ones_language_and_leads_to_the_other(visitors: Visitors) -> None:
    french = visitors.alice.get("/-/help", headers=FRENCH).text
    assert "<h1>Bien commencer</h1>" in french
    assert 'href="/-/help/writing"' in french
    english = visitors.alice.get("/-/help", headers=ENGLISH).text
    assert "<h1>Getting started</h1>" in english
    address = re.search(r'href="([^"]+)" lang="en" hreflang="en"', french)
    assert address
    other = visitors.alice.get(address[1], headers=FRENCH).text
    assert '<h1 lang="en">Getting started</h1>' in other
    assert 'href="/-/help/writing?language=en" lang="en"' in other
    assert '<html lang="fr-CA"' in other


def test_a_page_of_help_is_listed_where_one_is_and_others_do_not_exist(visitors: Visitors) -> None:
    page = visitors.alice.get("/-/help/formatting", headers=FRENCH).text
    assert 'href="/-/help/formatting" aria-current="page"' in page
    assert '<div class="admonition warning" role="note">' in page
    for absent in ("nothing", "../rules/terms", "terms", "formatting.md"):
        assert visitors.alice.get(f"/-/help/{absent}").status_code == 404
    assert visitors.alice.get("/-/help?language=de", headers=FRENCH).status_code == 200


def test_who_is_not_signed_in_reads_how_to_sign_in_and_the_terms_alone(stranger: Visitor) -> None:
    shown = stranger.get("/-/sign-in", headers=FRENCH).text
    assert 'href="/-/help/signing-in"' in shown
    assert 'href="/-/terms"' in shown
    help_ = stranger.get("/-/help/signing-in", headers=FRENCH)
    assert "Si la session ne s’ouvre pas" in help_.text
    assert 'href="/-/help/writing"' not in help_.text
    assert "<h1>Conditions d’utilisation</h1>" in stranger.get("/-/terms", headers=FRENCH).text
    assert "<h1>Terms of use</h1>" in stranger.get("/-/terms", headers=ENGLISH).text
    for closed in ("/-/help", "/-/help/writing"):
        assert stranger.get(closed).status_code == 303


def test_everybody_finds_help_and_terms_at_the_foot(visitors: Visitors) -> None:
    for visitor in (visitors.dana, visitors.gaelle):
        foot = visitor.get("/-/search").text.partition("<footer")[2]
        assert 'href="/-/help"' in foot
        assert 'href="/-/terms"' in foot


def test_an_organisation_has_its_own_terms(own: Own) -> None:
    app = own("rules/fr/terms.md", "---\ntitle: Règles de la maison\n---\n\nOn frappe avant d’entrer.\n")
    stranger = Visitor(app)
    french = stranger.get("/-/terms", headers=FRENCH).text
    assert "<h1>Règles de la maison</h1>" in french
    assert "On frappe avant d’entrer." in french
    assert "<h1>Terms of use</h1>" in stranger.get("/-/terms", headers=ENGLISH).text, (
        "ours, where it has none"
    )


@pytest.mark.parametrize(("kind", "status"), [("page", 200), ("unicorn", 404)])
def test_what_is_said_of_a_kind_is_there_where_the_kind_is(
    own: Own, cast: Cast, kind: str, status: int
) -> None:
    app = own("help/fr/badges.md", f"---\ntitle: Cartes d’accès\nkind: {kind}\n---\n\nAu comptoir.\n")
    assert Visitor(app, "alice").get("/-/help/badges").status_code == status
    assert ("Cartes d’accès" in Visitor(app, "alice").get("/-/help").text) == (status == 200)
    assert cast.ids


def test_a_page_of_help_of_ones_own_is_read_in_the_language_that_there_is(own: Own, cast: Cast) -> None:
    app = own("help/fr/badges.md", "---\ntitle: Cartes d’accès\norder: 500\n---\n\nAu **comptoir**.\n")
    shown = Visitor(app, "alice").get("/-/help/badges", headers=ENGLISH).text
    assert '<h1 lang="fr">Cartes d’accès</h1>' in shown
    assert "<strong>comptoir</strong>" in shown
    assert "hreflang" not in shown
    assert cast.ids


@pytest.mark.parametrize("words", ["Sans titre.", "---\ntitle: [\n---\n", "---\n- une liste\n---\n"])
def test_a_file_that_cannot_be_used_is_named_at_the_start(own: Own, words: str) -> None:
    with pytest.raises(ContentUnreadable, match=r"terms\.md"):
        own("rules/fr/terms.md", words)


def test_a_folder_that_is_not_there_is_named_at_the_start(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NoContentFolder, match="nowhere"):
        create_app(assemble(settings.model_copy(update={"content": tmp_path / "nowhere"})))
