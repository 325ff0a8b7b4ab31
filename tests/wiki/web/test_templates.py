"""Sentences folded into the templates say what gettext would have said, and let nothing pass that it would escape."""

from __future__ import annotations

import pytest
from flask import Flask
from markupsafe import Markup

TITLE = "Bâtir <b> & « citer »"


def drawn(app: Flask, language: str, source: str, **values: object) -> str:
    with app.test_request_context("/", headers={"Accept-Language": language}):
        environment = app.jinja_env.get_template("components/ui.html").environment
        return environment.from_string(source).render(**values)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Edit “Bâtir &lt;b&gt; &amp; « citer »”"),
        ("fr", "Modifier « Bâtir &lt;b&gt; &amp; « citer » »"),
    ],
)
def test_a_sentence_with_a_value_is_said_in_each_language_and_the_value_escaped(
    app: Flask, language: str, said: str
) -> None:
    source = '{{ _("Edit “%(title)s”", title=title) }}'
    assert drawn(app, language, source, title=TITLE).replace("\N{NO-BREAK SPACE}", " ") == said
    kept = '{% set heading = _("Edit “%(title)s”", title=title) %}<h1>{{ heading }}</h1>'
    assert drawn(app, language, kept, title=TITLE).replace("\N{NO-BREAK SPACE}", " ") == f"<h1>{said}</h1>"


def test_markup_stays_markup_in_a_sentence(app: Flask) -> None:
    """A date is an element; the name beside it is only text."""
    source = "{% trans when=when, who=who %}Changed {{ when }} by {{ who }}{% endtrans %}"
    when = Markup("<time>hier</time>")
    assert drawn(app, "en", source, when=when, who="<i>") == "Changed <time>hier</time> by &lt;i&gt;"


def test_a_count_is_still_counted(app: Flask) -> None:
    source = (
        "{% trans count=n %}Linked from one page{% pluralize %}Linked from {{ count }} pages{% endtrans %}"
    )
    assert drawn(app, "en", source, n=1) == "Linked from one page"
    assert drawn(app, "en", source, n=12) == "Linked from 12 pages"


def test_a_sentence_without_its_value_says_so(app: Flask) -> None:
    with pytest.raises(KeyError):
        drawn(app, "en", '{{ _("Edit “%(title)s”", name=title) }}', title=TITLE)
