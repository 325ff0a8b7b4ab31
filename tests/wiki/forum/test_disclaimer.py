"""What the forum says of its messages: they bind nobody but their author (M-3). The organisation writes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.forum.talking import Talk
from tests.wiki.pages.writing import address_of
from wiki.app import create_app

NOTICE = '<aside class="disclaimer'


@pytest.fixture
def forum(talk: Talk) -> list[str]:
    """The addresses of the forum and of a topic in it."""
    topic = talk.topic("Où sont les scellés?")
    return [f"/{talk.cast.space}/-/topics", topic.url]


def test_the_forum_says_whom_a_message_binds(visitors: Visitors, cast: Cast, forum: list[str]) -> None:
    for address in forum:
        html = visitors.alice.get(address).text
        assert NOTICE in html
        assert "binds nobody but the person who wrote it" in html
    page = cast.page("Congés")
    assert NOTICE not in visitors.alice.get(address_of(cast, page)).text


@pytest.mark.parametrize("said", ["Nos messages sont à nous.", ""])
def test_the_organisation_says_it_in_its_words_or_not_at_all(
    cast: Cast, forum: list[str], tmp_path: Path, said: str
) -> None:
    ours = tmp_path / "ours"
    for language in ("fr", "en"):
        (ours / "rules" / language).mkdir(parents=True)
        (ours / "rules" / language / "disclaimer.md").write_text(f"---\ntitle: Avis\n---\n\n{said}\n")
    settings = cast.site.settings.model_copy(update={"content": ours})
    alice = Visitor(create_app(replace(cast.site, settings=settings)), "alice")
    for address in forum:
        html = alice.get(address).text
        assert (NOTICE in html, "Nos messages sont à nous." in html) == (bool(said), bool(said))
        assert "binds nobody" not in html
