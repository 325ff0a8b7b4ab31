"""What a page may be called, and that two at one place are never called alike (W-1)."""

from __future__ import annotations

import pytest

from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.pages.writing import address_of, create, edit, opened, sent
from wiki.kinds.pages.errors import ReservedTitle, TitleMissing, TitleTooLong
from wiki.kinds.pages.naming import clean_title


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("L’évaluation des œufs", "l-evaluation-des-oeufs"),
        ("Ἡ πολιτεία", "η-πολιτεια"),
        ("食品検査の手順", "食品検査の手順"),
        ("ᐃᓄᒃᑎᑐᑦ", "ᐃᓄᒃᑎᑐᑦ"),
        ("C-11, art. 3 (2022)", "c-11-art-3-2022"),
        ("edit", "edit"),
        ("static", "static"),
        ("🦀 Crabes", "crabes"),
    ],
)
def test_titles_of_every_script_have_an_address(
    visitors: Visitors, cast: Cast, title: str, slug: str
) -> None:
    answer = create(visitors.bob, cast, title)
    assert answer.status_code == 303
    page = visitors.alice.get(f"/{cast.space}/{slug}")
    assert page.status_code == 200
    assert title in page.text


@pytest.mark.parametrize("title", ["-", "..", ".", "…", "///", "?!", "🦀"])
def test_titles_without_a_letter_are_refused_in_a_sentence(
    visitors: Visitors, cast: Cast, title: str
) -> None:
    answer = create(visitors.bob, cast, title, "Mes mots à garder.")
    assert answer.status_code == 422
    assert "Mes mots à garder." in answer.text
    with pytest.raises(ReservedTitle):
        clean_title(title)


def test_two_hundred_characters_are_a_title_and_one_more_is_not(visitors: Visitors, cast: Cast) -> None:
    assert create(visitors.bob, cast, "é" * 200).status_code == 303
    refused = create(visitors.bob, cast, "à" * 201, "Mes mots à garder.")
    assert refused.status_code == 422
    assert "This title has 201 characters; the longest allowed has 200." in refused.text
    assert f'value="{"à" * 201}"' in refused.text
    assert "Mes mots à garder." in refused.text


@pytest.mark.parametrize("way", ["edit", "move"])
def test_a_page_is_not_given_a_title_that_is_too_long_either(
    visitors: Visitors, cast: Cast, way: str
) -> None:
    """Said at the field, whatever the screen; nothing is cut, nothing is changed."""
    path = address_of(cast, cast.page("Courte"))
    form = opened(visitors.dana, f"{path}/-/{way}", holding="title")
    refused = sent(visitors.dana, f"{path}/-/{way}", form, title="à" * 250)
    assert refused.status_code == 422
    assert "This title has 250 characters; the longest allowed has 200." in refused.text
    assert 'id="title-error"' in refused.text
    assert f'value="{"à" * 250}"' in refused.text
    assert "maxlength" not in refused.text.partition('id="title"')[2].partition(">")[0]
    assert visitors.alice.get(path).status_code == 200


def test_a_page_does_not_come_back_from_the_bin_under_a_title_that_is_too_long(
    visitors: Visitors, cast: Cast
) -> None:
    page = cast.page("Courte")
    path, way = address_of(cast, page), f"/{cast.space}/-/bin/{page.id}"
    sent(
        visitors.dana,
        f"{path}/-/delete",
        opened(visitors.dana, f"{path}/-/delete", holding="reason"),
        reason="Non",
    )
    refused = sent(visitors.dana, way, opened(visitors.dana, way, holding="title"), title="à" * 201)
    assert refused.status_code == 422
    assert "This title has 201 characters" in refused.text
    assert (
        sent(visitors.dana, way, opened(visitors.dana, way, holding="title"), title="à" * 200).status_code
        == 303
    )


def test_letters_that_fold_into_many_are_a_title_too(visitors: Visitors, cast: Cast) -> None:
    """One letter may be eighteen when it is folded: what is compared is bounded."""
    assert create(visitors.bob, cast, "\ufdfa" * 200, "[[" + "œ" * 200 + "]]").status_code == 303
    assert create(visitors.bob, cast, "œ" * 200, tags="œ" * 60).status_code == 303


@pytest.mark.parametrize(
    "alike",
    ["INSPECTION DE L’ŒUF", "inspection de l'oeuf", "  Inspection\tde  l’œuf ", "Inspection de l’œu\u200bf"],
)
def test_case_accents_and_spaces_make_no_other_title(visitors: Visitors, cast: Cast, alike: str) -> None:
    cast.page("Inspection de l’œuf", "Le premier.")
    answer = create(visitors.bob, cast, alike, "Le second.")
    assert answer.status_code == 409
    assert "Le second." in answer.text


def test_one_title_is_free_at_another_place(visitors: Visitors, cast: Cast) -> None:
    parent = cast.page("Abattoirs")
    cast.page("Généralités")
    answer = create(visitors.bob, cast, "Généralités", parent=str(parent.id))
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/generalites-2")


def test_a_page_may_change_the_case_of_its_own_title(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("inspection")
    assert edit(visitors.bob, address_of(cast, page), title="Inspection").status_code == 303
    assert "<h1" in visitors.alice.get(address_of(cast, page)).text
    cast.page("Retrait")
    assert edit(visitors.bob, address_of(cast, page), title="RETRAIT").status_code == 409


def test_titles_have_a_history(visitors: Visitors, cast: Cast) -> None:
    """W-1: each revision keeps the title of its day."""
    page = cast.page("Viandes")
    form = opened(visitors.bob, f"{address_of(cast, page)}/-/move", holding="title")
    sent(visitors.bob, f"{address_of(cast, page)}/-/move", form, title="Viandes et volailles")
    history = visitors.alice.get(f"/{cast.space}/viandes-et-volailles/-/history").text
    assert "Viandes → Viandes et volailles" in history
    compared = visitors.alice.get(f"/{cast.space}/viandes-et-volailles/-/compare?from=1&to=2")
    assert compared.status_code == 200


def test_what_cannot_be_seen_or_would_break_a_link_is_not_kept() -> None:
    assert clean_title("Un\x00 ti\u202etre\x1f [2]|#\\") == "Un titre (2)–№/"
    assert clean_title("e\u0301te\u0301") == "été"
    for empty in ("", "   ", "\x00\x07", "\u200b\u200e"):
        with pytest.raises(TitleMissing):
            clean_title(empty)
    with pytest.raises(TitleTooLong):
        clean_title("a" * 201)
