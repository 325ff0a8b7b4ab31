"""Several people write the same page: nobody's words are lost (W-3)."""

from __future__ import annotations

import pytest

from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.pages.writing import (
    address_of,
    create,
    edit,
    fields_of,
    history,
    opened,
    sent,
    source,
)

TEXT = "Premier paragraphe.\n\nDeuxième paragraphe.\n\nTroisième paragraphe.\n"
MINE = TEXT.replace("Deuxième", "Autre")
THEIRS = TEXT.replace("Deuxième", "Second")
MARKERS = ("<<<<", ">>>>", "====")


@pytest.fixture
def page(cast: Cast) -> str:
    return address_of(cast, cast.page("Réception", TEXT))


def conflict(visitors: Visitors, page: str) -> dict[str, str]:
    """The screen that Bob gets when Dana changed the same words, as a form."""
    form = opened(visitors.bob, f"{page}/-/edit")
    assert edit(visitors.dana, page, body=THEIRS).status_code == 303
    refused = edit(visitors.bob, page, form, body=MINE, summary="Mon résumé")
    assert refused.status_code == 409
    for words in ("Second paragraphe.", "Autre paragraphe.", "Dana Tremblay", "Mon résumé"):
        assert words in refused.text
    assert source(visitors.alice, page) == THEIRS
    return fields_of(refused.text)


def test_distant_edits_are_merged_and_the_second_writer_is_told(visitors: Visitors, page: str) -> None:
    form = opened(visitors.bob, f"{page}/-/edit")
    edit(visitors.dana, page, body=TEXT.replace("Premier", "Tout premier"))
    assert edit(visitors.bob, page, form, body=TEXT.replace("Troisième", "Dernier")).status_code == 303
    told = visitors.bob.get(page).text
    assert "Dana Tremblay had changed other passages" in told
    assert source(visitors.alice, page) == TEXT.replace("Premier", "Tout premier").replace(
        "Troisième", "Dernier"
    )
    assert history(visitors.alice, page) == [3, 2, 1]


def test_one_who_writes_alone_is_told_of_nobody(visitors: Visitors, page: str) -> None:
    form = opened(visitors.bob, f"{page}/-/edit")
    move = opened(visitors.dana, f"{page}/-/move", holding="title")
    sent(visitors.dana, f"{page}/-/move", move, title="Réception des lots")
    assert edit(visitors.bob, page, form, body=MINE).status_code == 303
    assert "other passages" not in visitors.bob.get(page).text


@pytest.mark.parametrize(
    ("choices", "kept"),
    [
        ({"choice-1": "mine"}, MINE),
        ({"choice-1": "theirs"}, THEIRS),
        ({"choice-1": "both"}, TEXT.replace("Deuxième paragraphe.", "Autre paragraphe.\nSecond paragraphe.")),
        (
            {"choice-1": "hand", "words-1": "Un tout autre.\r\n"},
            TEXT.replace("Deuxième paragraphe.", "Un tout autre."),
        ),
    ],
)
def test_overlapping_edits_are_finished_by_hand(
    visitors: Visitors, page: str, choices: dict[str, str], kept: str
) -> None:
    form = conflict(visitors, page)
    assert sent(visitors.bob, f"{page}/-/edit", form, **choices).status_code == 303
    assert source(visitors.alice, page) == kept
    assert history(visitors.alice, page) == ([2, 1] if kept == THEIRS else [3, 2, 1])
    assert ("Mon résumé" in visitors.alice.get(f"{page}/-/history").text) == (kept != THEIRS)


def test_a_third_person_who_saves_elsewhere_meanwhile_is_merged(visitors: Visitors, page: str) -> None:
    form = conflict(visitors, page)
    edit(visitors.dana, page, body=THEIRS.replace("Troisième", "Dernier"))
    assert sent(visitors.bob, f"{page}/-/edit", form, **{"choice-1": "mine"}).status_code == 303
    assert source(visitors.alice, page) == MINE.replace("Troisième", "Dernier")


def test_a_third_person_who_saves_the_same_words_meanwhile_is_shown_too(
    visitors: Visitors, page: str
) -> None:
    """The second choice is between what was put together and what came since, and means what the screen says."""
    form = conflict(visitors, page)
    edit(visitors.dana, page, body=THEIRS.replace("Second", "Tiers"))
    again = sent(visitors.bob, f"{page}/-/edit", form, **{"choice-1": "both"})
    assert again.status_code == 409
    for words in ("Autre paragraphe.", "Second paragraphe.", "Tiers paragraphe."):
        assert words in again.text
    finished = sent(visitors.bob, f"{page}/-/edit", fields_of(again.text), **{"choice-1": "both"})
    assert finished.status_code == 303
    now = source(visitors.alice, page)
    assert "Autre paragraphe.\nSecond paragraphe.\nTiers paragraphe.\n" in now
    assert not any(marker in now for marker in MARKERS)


def test_conflict_markers_are_published_only_by_who_types_them(visitors: Visitors, page: str) -> None:
    conflict(visitors, page)
    assert not any(marker in source(visitors.alice, page) for marker in MARKERS)


def test_the_same_form_sent_twice_makes_one_revision(visitors: Visitors, page: str) -> None:
    form = opened(visitors.bob, f"{page}/-/edit")
    for _ in range(2):
        assert edit(visitors.bob, page, form, body=TEXT + "Encore.\n", title="Titre").status_code == 303
    assert history(visitors.bob, page.replace("reception", "titre")) == [3, 2, 1]  # the text, and the title


def test_the_form_of_a_new_page_sent_twice_makes_one_page(visitors: Visitors, cast: Cast) -> None:
    form = opened(visitors.bob, f"/{cast.space}/-/new")
    for _ in range(2):
        answer = sent(visitors.bob, f"/{cast.space}/-/new", form, title="Rappel", body="Des mots.")
        assert answer.headers["Location"].endswith("/rappel")
    assert visitors.bob.get(f"/{cast.space}/rappel-2").status_code == 404
    assert create(visitors.dana, cast, "Rappel", "Des mots.").status_code == 409


def test_a_form_opened_before_a_rename_gives_neither_title_nor_place_back(
    visitors: Visitors, cast: Cast, page: str
) -> None:
    """What one did not change in the form is not what one wants, but what there was."""
    parent = cast.page("Abattoirs")
    form = opened(visitors.bob, f"{page}/-/edit")
    changes = {"title": "Réception des lots", "parent": str(parent.id), "tags": "lots"}
    assert edit(visitors.dana, page, **changes, language="en-CA").status_code == 303
    answer = edit(visitors.bob, page, form, body=MINE, tags="viande")
    assert answer.headers["Location"].endswith("/reception-des-lots")
    shown = opened(visitors.bob, f"/{cast.space}/reception-des-lots/-/edit")
    assert shown["title"] == "Réception des lots"
    assert shown["parent"] == str(parent.id)
    assert shown["tags"] == "lots, viande"
    assert shown["language"] == "en-CA"
    assert source(visitors.alice, f"/{cast.space}/reception-des-lots") == MINE


def test_a_page_deleted_meanwhile_keeps_the_words_on_the_screen(visitors: Visitors, page: str) -> None:
    form = opened(visitors.bob, f"{page}/-/edit")
    bin_form = opened(visitors.dana, f"{page}/-/delete", holding="reason")
    sent(visitors.dana, f"{page}/-/delete", bin_form, reason="Périmée")
    answer = edit(visitors.bob, page, form, body="Mes mots précieux.")
    assert answer.status_code in (404, 409)
    assert "Mes mots précieux." in answer.text


def test_a_title_taken_keeps_the_words_and_saves_nothing(visitors: Visitors, cast: Cast, page: str) -> None:
    cast.page("Retrait")
    answer = edit(visitors.bob, page, body=MINE, title="retrait")
    assert answer.status_code == 409
    assert "Autre paragraphe." in answer.text
    assert source(visitors.alice, page) == TEXT


@pytest.mark.parametrize("base", ["0", "7", "-1", "99999999999999999999", "abc", "", "1; DROP TABLE page"])
def test_a_forged_base_is_a_choice_and_never_a_loss(visitors: Visitors, page: str, base: str) -> None:
    answer = edit(visitors.bob, page, body="Tout autre chose.\n", base_revision=base)
    assert answer.status_code == 409
    assert source(visitors.alice, page) == TEXT
    form = fields_of(answer.text)
    assert sent(visitors.bob, f"{page}/-/edit", form, **{"choice-1": "both"}).status_code == 303
    assert "Tout autre chose." in source(visitors.alice, page)
    assert "Premier paragraphe." in source(visitors.alice, page)


def test_a_forged_revision_to_choose_against_saves_nothing(visitors: Visitors, page: str) -> None:
    answer = edit(visitors.bob, page, body=MINE, theirs_revision="77", **{"choice-1": "mine"})
    assert answer.status_code == 404
    assert "Autre paragraphe." in answer.text
    assert source(visitors.alice, page) == TEXT


def test_a_reader_cannot_write_and_a_stranger_finds_nothing(visitors: Visitors, page: str) -> None:
    fields = {"title": "Réception", "body": "Volé.", "base_revision": "1", "language": "fr-CA"}
    assert visitors.alice.post(f"{page}/-/edit", fields).status_code == 403
    assert visitors.charlie.post(f"{page}/-/edit", fields).status_code == 404
    assert visitors.gaelle.post(f"{page}/-/edit", fields).status_code == 404
    assert source(visitors.alice, page) == TEXT
