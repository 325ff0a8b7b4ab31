"""Two people write the same page: nobody's words are lost (W-3)."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.factories import Cast
from tests.visitor import Visitor, Visitors

TEXT = "Premier paragraphe.\n\nDeuxième paragraphe.\n\nTroisième paragraphe.\n"


def edit(visitor: Visitor, address: str, body: str, *, base: int = 1, **fields: object) -> TestResponse:
    """Send the edit form as it was opened on revision `base`."""
    form = {"title": "Réception", "body": body, "base_revision": str(base), "language": "fr-CA", **fields}
    return visitor.post(f"{address}/-/edit", form)


def source(visitor: Visitor, address: str) -> str:
    return visitor.get(f"{address}/-/source").text


def test_distant_edits_are_merged_and_the_second_writer_is_told(visitors: Visitors, cast: Cast) -> None:
    """W-3: both are in the page."""
    address = f"/{cast.space}/{cast.page('Réception', TEXT).slug}"
    assert edit(visitors.dana, address, TEXT.replace("Premier", "Tout premier")).status_code == 303
    answer = edit(visitors.bob, address, TEXT.replace("Troisième", "Dernier"))
    assert answer.status_code == 303
    assert "Dana Tremblay" in visitors.bob.get(address).text
    now = source(visitors.bob, address)
    assert "Tout premier paragraphe." in now
    assert "Dernier paragraphe." in now


def test_overlapping_edits_are_shown_side_by_side_and_finished_by_hand(
    visitors: Visitors, cast: Cast
) -> None:
    """W-3: the words of both are on the screen, and the choice becomes the next revision."""
    address = f"/{cast.space}/{cast.page('Réception', TEXT).slug}"
    edit(visitors.dana, address, TEXT.replace("Deuxième", "Second"))
    mine = TEXT.replace("Deuxième", "Autre")
    refused = edit(visitors.bob, address, mine)
    assert refused.status_code == 409
    assert "Second paragraphe." in refused.text
    assert "Autre paragraphe." in refused.text
    assert "<<<<" not in source(visitors.bob, address)
    finished = edit(visitors.bob, address, mine, theirs_revision="2", **{"choice-1": "both"})
    assert finished.status_code == 303
    now = source(visitors.bob, address)
    assert "Autre paragraphe." in now
    assert "Second paragraphe." in now


def test_the_same_form_sent_twice_makes_one_revision(visitors: Visitors, cast: Cast) -> None:
    address = f"/{cast.space}/{cast.page('Réception', TEXT).slug}"
    for _ in range(2):
        assert edit(visitors.bob, address, TEXT + "Encore.\n").status_code == 303
    history = visitors.bob.get(f"{address}/-/history").text
    assert "/-/revisions/2" in history
    assert "/-/revisions/3" not in history


def test_a_reader_cannot_write_and_a_stranger_finds_nothing(visitors: Visitors, cast: Cast) -> None:
    address = f"/{cast.space}/{cast.page('Réception', TEXT).slug}"
    assert edit(visitors.alice, address, "Volé.").status_code == 403
    assert edit(visitors.charlie, address, "Volé.").status_code == 404
    assert "Volé" not in source(visitors.bob, address)


def test_a_text_too_heavy_is_refused_in_a_sentence_and_kept(visitors: Visitors, cast: Cast) -> None:
    address = f"/{cast.space}/{cast.page('Réception', TEXT).slug}"
    answer = edit(visitors.bob, address, "mot " * 150_000)
    assert answer.status_code in (413, 422)
    assert answer.text.count("mot mot mot") > 0
