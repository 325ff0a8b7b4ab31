"""What a question matches in a title and in a text."""

from __future__ import annotations

import pytest

from search.language import parse
from search.snippets import Highlighter, one_line


def marked(typed: str, text: str) -> list[str]:
    return [piece for piece, is_match in Highlighter(parse(typed)).pieces(text) if is_match]


@pytest.mark.parametrize(
    ("typed", "text", "matches"),
    [
        ("reglement", "Le RÈGLEMENT, des règlements; réglementaire", ["RÈGLEMENT", "règlements"]),
        ("coeur", "Au cœur des cours", ["cœur"]),
        ("été", "L’été (ete) à l'étable", ["été", "ete"]),
        ("page", "homepage page", ["page"]),
        ("proc*", "Procès et procédures", ["Procès", "procédures"]),
        ('"loi sur les eaux"', "La loi sur les eaux", ["loi", "sur", "eaux"]),
        ("C-11", "la loi C-11 et C‑12, puis C‑11", ["C-11", "C‑11"]),
        ("aujourd'hui", "Aujourd’hui et aujourd'hui", ["Aujourd", "hui", "aujourd", "hui"]),
        ("aujourd’hui", "Aujourd’hui", ["Aujourd", "hui"]),
        ("l'été", "L’été", ["été"]),
        ("a OR permis -chasse", "permis de chasse", ["permis"]),
        ("İzmir", "İİİ izmir", ["izmir"]),
    ],
)
def test_matches_are_marked_whatever_their_accents(typed: str, text: str, matches: list[str]) -> None:
    assert marked(typed, text) == matches


def test_the_pieces_together_are_the_text() -> None:
    text = "<i>Permis</i> & permission « été » \u202e İ"
    for typed in ("permis", "été", "i", "zzz", "permis*"):
        assert "".join(piece for piece, _ in Highlighter(parse(typed)).pieces(text)) == text


def test_a_text_is_kept_as_its_author_wrote_it() -> None:
    """Typographic apostrophes and the spaces that French wants stay; line ends, soft hyphens and torn accents go."""
    assert one_line("\nL’« été »\u00a0:\n\n  aujour\u00add’hui\u202f;\tDe\u0301but ") == (
        "L’« été »\u00a0: aujourd’hui\u202f; Début"
    )


def test_the_snippet_is_where_most_words_stand_together() -> None:
    text = "permis " + "rien " * 200 + "un permis de chasse au cerf " + "rien " * 200 + "chasse"
    pieces = Highlighter(parse("permis chasse cerf")).snippet(text, 120)
    assert [piece for piece, is_match in pieces if is_match] == ["permis", "chasse", "cerf"]
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)


def test_without_a_match_the_text_begins() -> None:
    assert Highlighter(parse("zzz")).snippet("Un début.") == (("Un début.", False),)
    assert Highlighter(parse("type:page")).snippet("") == ()


def test_a_text_without_spaces_is_cut_too() -> None:
    pieces = Highlighter(parse("zzz")).snippet("x" * 5_000, 100)
    assert sum(len(piece) for piece, _ in pieces) < 120
