"""Which language an answer is in: the person's choice, then the browser's, then the site's (Q-1)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from auth.models import Account
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from wiki.app import Site, create_app


def language_of(visitor: Visitor, accepted: str, path: str = "/-/sign-in") -> str:
    page = visitor.get(path, headers={"Accept-Language": accepted}).text
    return page.partition('<html lang="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "fr-CA"),
        ("*", "fr-CA"),
        ("de", "fr-CA"),
        ("zz-ZZ;q=nonsense", "fr-CA"),
        ("fr", "fr-CA"),
        ("fr-FR,en;q=0.9", "fr-CA"),
        ("en", "en-CA"),
        ("EN-us", "en-CA"),
        ("en-US,en;q=0.9,fr;q=0.8", "en-CA"),
        ("de,en;q=0.5", "en-CA"),
        ("en;q=0, fr;q=0.1", "fr-CA"),
    ],
)
def test_a_browser_is_answered_in_the_first_of_its_languages_that_we_speak(
    stranger: Visitor, accepted: str, language: str
) -> None:
    assert language_of(stranger, accepted) == language
    assert language_of(stranger, accepted, "/rien/du/tout") == language


def test_a_person_s_choice_comes_before_the_browser_s(site: Site, visitors: Visitors, cast: Cast) -> None:
    with site.database.writing() as session:
        session.execute(update(Account).where(Account.id == cast.ids["alice"]).values(language="en-CA"))
        session.commit()
    assert language_of(visitors.alice, "fr", "/") == "en-CA"
    assert language_of(visitors.bob, "fr", "/") == "fr-CA"


def test_an_english_site_answers_in_english_whom_it_does_not_understand(site: Site) -> None:
    english = Site(
        site.settings.model_copy(update={"language": "en-CA"}), site.database, site.engine, site.passwords
    )
    app: Flask = create_app(english)
    app.testing = True
    assert language_of(Visitor(app), "de") == "en-CA"
    assert language_of(Visitor(app), "fr") == "fr-CA"
