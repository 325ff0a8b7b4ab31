"""Every save is a revision, sealed, that can be read, compared and brought back (W-2)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.pages.writing import address_of, create, edit, history, source
from wiki.kinds.pages.kind import check

OLD = "Première ligne.\n\nDeuxième ligne.\n"
NEW = "Première ligne.\n\nSeconde ligne, récrite.\n"


def problems(cast: Cast) -> list[str]:
    with cast.site.database.reading() as session:
        return list(check(session))


@pytest.fixture
def page(visitors: Visitors, cast: Cast) -> str:
    """The address of a page with two revisions, by Bob and by Dana."""
    address = address_of(cast, cast.page("Réception", OLD))
    edit(visitors.dana, address, body=NEW, summary="Plus clair", minor="y")
    return address


def test_the_history_says_who_when_what_and_whether_it_is_minor(visitors: Visitors, page: str) -> None:
    shown = visitors.alice.get(f"{page}/-/history").text
    for said in ("Plus clair", "Dana Tremblay", "Bob Gagnon", "minor", "<time datetime="):
        assert said in shown
    assert history(visitors.alice, page) == [2, 1]
    assert visitors.charlie.get(f"{page}/-/history").status_code == 404


def test_any_two_revisions_are_compared_three_ways(visitors: Visitors, page: str) -> None:
    words = visitors.alice.get(f"{page}/-/compare?from=1&to=2").text
    assert "<del>" in words
    assert "<ins>" in words
    backwards = visitors.alice.get(f"{page}/-/compare?from=2&to=1").text
    assert backwards.index("/revisions/1") < backwards.index("/revisions/2")
    assert "récrite" in visitors.alice.get(f"{page}/-/compare?from=1&to=2&view=side").text
    assert "+Seconde ligne, récrite." in visitors.alice.get(f"{page}/-/compare?from=1&to=2&view=source").text
    assert visitors.alice.get(f"{page}/-/compare?from=1&to=9").status_code == 404
    assert visitors.charlie.get(f"{page}/-/compare?from=1&to=2").status_code == 404


def test_an_old_revision_is_read_and_brought_back(visitors: Visitors, page: str) -> None:
    """W-2: what stood between stays in the history."""
    assert "Deuxième ligne." in visitors.alice.get(f"{page}/-/revisions/1").text
    assert visitors.alice.post(f"{page}/-/revisions/1/revert", form=page).status_code == 403
    assert source(visitors.alice, page) == NEW
    assert visitors.bob.post(f"{page}/-/revisions/1/revert", form=page).status_code == 303
    assert source(visitors.alice, page) == OLD
    assert history(visitors.alice, page) == [3, 2, 1]
    assert visitors.bob.post(f"{page}/-/revisions/3/revert", form=page).status_code == 303
    assert history(visitors.alice, page) == [3, 2, 1]
    assert visitors.bob.post(f"{page}/-/revisions/99/revert", form=page).status_code == 404


def test_a_long_history_is_leafed_through(visitors: Visitors, cast: Cast) -> None:
    address = address_of(cast, cast.page("Registre", "0\n"))
    form = {"title": "Registre", "language": "fr-CA"}
    for number in range(1, 55):
        visitors.bob.post(f"{address}/-/edit", {**form, "body": f"{number}\n", "base_revision": str(number)})
    newest = visitors.alice.get(f"{address}/-/history").text
    assert history(visitors.alice, address) == list(range(55, 5, -1))
    assert "before=6" in newest
    older = visitors.alice.get(f"{address}/-/history?before=6").text
    assert "/-/revisions/5" in older
    assert "/-/revisions/6" not in older


@pytest.mark.parametrize(
    "altered",
    [
        "body = replace(body, 'ligne', 'l1gne')",
        "author_name = 'Charlie'",
        "summary = 'Moins clair'",
        "title = 'Autre'",
        "minor = NOT minor",
    ],
)
def test_one_altered_byte_breaks_the_chain(visitors: Visitors, cast: Cast, page: str, altered: str) -> None:
    """W-2: the check names the page and the revision."""
    assert problems(cast) == []
    with cast.site.database.writing() as session:
        session.execute(text(f"UPDATE revision SET {altered} WHERE title = 'Réception' AND number = 2"))
        session.commit()
    [problem] = problems(cast)
    assert "2" in problem


def test_a_revision_that_is_taken_out_is_missed(visitors: Visitors, cast: Cast, page: str) -> None:
    edit(visitors.bob, page, body="Troisième.\n")
    with cast.site.database.writing() as session:
        gone = "SELECT id FROM revision WHERE title = 'Réception' AND number = 2"
        session.execute(text(f"DELETE FROM rendering WHERE revision_id IN ({gone})"))
        session.execute(text("DELETE FROM revision WHERE title = 'Réception' AND number = 2"))
        session.commit()
    assert len(problems(cast)) == 1


def test_what_is_saved_unchanged_is_no_revision(visitors: Visitors, page: str) -> None:
    assert edit(visitors.bob, page).status_code == 303
    assert history(visitors.alice, page) == [2, 1]
    assert edit(visitors.bob, page, tags="viande").status_code == 303
    assert "viande" in visitors.alice.get(page).text
    assert history(visitors.alice, page) == [2, 1]
    assert edit(visitors.bob, page, language="en-CA").status_code == 303
    assert history(visitors.alice, page) == [3, 2, 1]


def test_a_page_of_512_kilobytes_is_accepted_and_a_heavier_one_kept_in_the_form(
    visitors: Visitors, cast: Cast
) -> None:
    line = "Un mot de plus dans ce très long règlement, dont voici encore un alinéa.\n\n"
    most = line * (512 * 1024 // len(line.encode()))
    answer = create(visitors.bob, cast, "Règlement", most)
    assert answer.status_code == 303
    address = f"/{cast.space}/reglement"
    assert source(visitors.bob, address) == most
    refused = edit(visitors.bob, address, body=most + line * 2)
    assert refused.status_code in (413, 422)
    assert "512" in refused.text
    assert refused.text.count("dont voici encore un alinéa") > len(most) // len(line)
    assert history(visitors.bob, address) == [1]


def test_line_ends_and_letters_are_kept_in_one_way(visitors: Visitors, cast: Cast, page: str) -> None:
    body = "Une\r\nligne\rde\x00 plus\x07, e\u0301crite\n\n    du code  \n"
    assert edit(visitors.bob, page, body=body).status_code == 303
    assert source(visitors.bob, page) == "Une\nligne\nde plus, écrite\n\n    du code  \n"


def test_what_a_script_previews_may_be_anything(visitors: Visitors, cast: Cast) -> None:
    headers: dict[str, Any] = {"X-CSRFToken": visitors.bob.token(f"/{cast.space}/-/new")}
    path = f"/{cast.space}/-/preview"
    for sent in ({"body": "**gras**"}, {"body": "\ud800\x00 **gras**"}):
        answer = visitors.bob.client.post(path, json=sent, headers=headers)
        assert answer.status_code == 200
        assert "<strong>gras</strong>" in answer.json["html"]
    for nonsense in ([1], "x", None, 3, {"body": {"a": 1}}):
        assert visitors.bob.client.post(path, json=nonsense, headers=headers).status_code == 200
    assert visitors.bob.client.post(path, json={"body": "x" * 600_000}, headers=headers).status_code == 413
