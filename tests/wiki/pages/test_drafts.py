"""Words being written are kept on the server, for their author alone; others are told who writes (W-3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import address_of, create, edit, opened, sent


@pytest.fixture
def page(cast: Cast) -> str:
    return address_of(cast, cast.page("Réception", "Le texte publié.\n"))


def autosave(visitor: Visitor, path: str, **typed: Any) -> int:
    """What the editor's script does every few seconds."""
    headers = {"X-CSRFToken": visitor.token("/-/search")}
    return visitor.client.post(path, json=typed, headers=headers).status_code


def test_a_draft_survives_the_browser_and_is_dropped_by_the_save(visitors: Visitors, page: str) -> None:
    saved = autosave(
        visitors.bob,
        f"{page}/-/draft",
        title="Réception",
        body="Ébauche.",
        summary="Essai",
        base_revision="1",
    )
    assert saved == 200
    assert "Left unfinished" in visitors.bob.get("/").text
    assert "You have a draft" in visitors.bob.get(f"{page}/-/edit").text
    form = opened(visitors.bob, f"{page}/-/edit?draft=restore")
    assert (form["body"].strip(), form["summary"], form["base_revision"]) == ("Ébauche.", "Essai", "1")
    assert edit(visitors.bob, page, form).status_code == 303
    assert "Left unfinished" not in visitors.bob.get("/").text
    assert "You have a draft" not in visitors.bob.get(f"{page}/-/edit").text


def test_nobody_else_ever_sees_a_draft(visitors: Visitors, page: str) -> None:
    autosave(visitors.bob, f"{page}/-/draft", title="Réception", body="Secret de Bob.", base_revision="1")
    for visitor in (visitors.dana, visitors.admin):
        for path in (f"{page}/-/edit", f"{page}/-/edit?draft=restore", "/"):
            assert "Secret de Bob" not in visitor.get(path).text
    assert autosave(visitors.alice, f"{page}/-/draft", body="Non") == 403
    assert autosave(visitors.charlie, f"{page}/-/draft", body="Non") == 404


def test_an_old_draft_is_merged_with_what_was_saved_since(visitors: Visitors, page: str) -> None:
    """A draft keeps the revision it began from."""
    autosave(visitors.bob, f"{page}/-/draft", title="Réception", body="Mon texte.", base_revision="1")
    edit(visitors.dana, page, body="Le texte de Dana.\n")
    form = opened(visitors.bob, f"{page}/-/edit?draft=restore")
    assert form["base_revision"] == "1"
    assert edit(visitors.bob, page, form).status_code == 409


def test_a_draft_of_nothing_is_none(visitors: Visitors, page: str) -> None:
    """One that comes after the save, or of an editor that was only opened."""
    autosave(visitors.bob, f"{page}/-/draft", title="Réception", body="Le texte publié.", base_revision="1")
    assert "Left unfinished" not in visitors.bob.get("/").text


def test_a_draft_is_thrown_away(visitors: Visitors, page: str) -> None:
    autosave(visitors.bob, f"{page}/-/draft", title="Réception", body="Ébauche.", base_revision="1")
    answer = visitors.bob.post(f"{page}/-/draft", {"discard": "1"}, form=f"{page}/-/edit")
    assert answer.status_code == 303
    assert "You have a draft" not in visitors.bob.get(f"{page}/-/edit").text


def test_two_new_pages_written_at_once_have_two_drafts(visitors: Visitors, cast: Cast) -> None:
    """Publishing one does not throw the words of the other away."""
    new = f"/{cast.space}/-/new"
    first, second = opened(visitors.bob, new), opened(visitors.bob, new)
    assert first["draft"] != second["draft"]
    for form, title in ((first, "Rappel"), (second, "Retrait")):
        autosave(
            visitors.bob, f"/{cast.space}/-/draft?key={form['draft']}", title=title, body=f"Texte : {title}."
        )
    home = visitors.bob.get("/").text
    assert "Rappel" in home
    assert "Retrait" in home
    assert sent(visitors.bob, new, second, title="Retrait", body="Texte : Retrait.").status_code == 303
    assert "Texte : Rappel." in visitors.bob.get(new).text
    restored = opened(visitors.bob, f"{new}?draft={first['draft']}")
    assert (restored["title"], restored["draft"]) == ("Rappel", first["draft"])
    assert sent(visitors.bob, new, restored).status_code == 303
    assert "Left unfinished" not in visitors.bob.get("/").text


def test_the_draft_of_a_renamed_page_goes_on(visitors: Visitors, cast: Cast, page: str) -> None:
    edit(visitors.dana, page, title="Réception des lots")
    assert autosave(visitors.bob, f"{page}/-/draft", title="R", body="Ébauche.", base_revision="1") == 200
    assert "You have a draft" in visitors.bob.get(f"/{cast.space}/reception-des-lots/-/edit").text


def test_drafts_of_a_space_that_was_lost_are_not_shown(visitors: Visitors, cast: Cast, page: str) -> None:
    autosave(visitors.bob, f"{page}/-/draft", title="Réception", body="Ébauche.", base_revision="1")
    visitors.dana.post(
        f"/{cast.space}/-/members",
        {"word": f"account:{cast.ids['bob']}", "action": "remove", "role": "functional"},
    )
    assert "Réception" not in visitors.bob.get("/").text


def test_what_a_script_keeps_may_be_anything(visitors: Visitors, cast: Cast, page: str) -> None:
    path = f"{page}/-/draft"
    assert (
        autosave(
            visitors.bob,
            path,
            title="x" * 5000,
            body="\ud800\x00Mots",
            summary="\x00",
            base_revision="9" * 40,
        )
        == 200
    )
    assert autosave(visitors.bob, path, body="x" * 600_000) == 413
    assert autosave(visitors.bob, f"/{cast.space}/-/draft?key=../../%00", body="Mots") == 200
    assert visitors.bob.get(f"{page}/-/edit?draft=restore").status_code == 200


def test_who_else_is_writing_is_said_to_the_others(visitors: Visitors, page: str) -> None:
    """A notice, never a lock."""
    visitors.bob.get(f"{page}/-/edit")
    assert "Bob Gagnon is editing this page too" in visitors.dana.get(f"{page}/-/edit").text
    assert "Dana Tremblay is editing" in visitors.bob.get(f"{page}/-/edit").text
    assert "are editing this page" in visitors.alice.get(page).text
    headers = {"X-CSRFToken": visitors.dana.token("/-/search")}
    told = visitors.dana.client.post(f"{page}/-/presence", json={}, headers=headers).json
    assert told == {"people": ["Bob Gagnon"]}
    edit(visitors.bob, page, opened(visitors.bob, f"{page}/-/edit"), body="Fini.\n")
    told = visitors.dana.client.post(f"{page}/-/presence", json={}, headers=headers).json
    assert told == {"people": []}


def test_one_is_not_told_of_oneself(visitors: Visitors, page: str) -> None:
    visitors.bob.get(f"{page}/-/edit")
    assert "Bob Gagnon is editing" not in visitors.bob.get(page).text
    assert "Bob Gagnon is editing" not in visitors.bob.get(f"{page}/-/edit").text


def test_the_words_of_a_new_page_are_dropped_when_it_is_published(visitors: Visitors, cast: Cast) -> None:
    form = opened(visitors.bob, f"/{cast.space}/-/new")
    autosave(visitors.bob, f"/{cast.space}/-/draft?key={form['draft']}", title="Rappel", body="Des mots.")
    assert create(visitors.bob, cast, "Rappel", "Des mots.", draft=form["draft"]).status_code == 303
    assert "Left unfinished" not in visitors.bob.get("/").text
