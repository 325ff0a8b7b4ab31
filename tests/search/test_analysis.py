"""French and English words become terms. Row Q-3."""

from __future__ import annotations

import pytest

from search.analysis import asked_stems, folded, normalized, stems, words


def surfaces(text: str) -> list[str]:
    return [folded(part) for word in words(normalized(text)) for part in word.parts]


def wholes(text: str) -> list[str]:
    return [folded(word.whole) for word in words(normalized(text)) if word.whole]


def test_elided_articles_fall_off_with_either_apostrophe() -> None:
    assert surfaces("l’été d'une année qu’il s'agit jusqu'à Lorsqu’on") == [
        "ete", "une", "annee", "il", "agit", "a", "on",
    ]  # fmt: skip


def test_a_word_with_an_apostrophe_of_its_own_stays_one() -> None:
    assert wholes("aujourd’hui") == ["aujourdhui"]


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("C-11", "c-11"),
        ("A2-015", "a2-015"),
        ("c. A-2.1", "a-2.1"),
        ("3.14", "3.14"),
        ("3,14", "3.14"),
        ("porte‑document", "porte-document"),
        ("rendez-vous", "rendez-vous"),
        ("CreateUnoService", "createunoservice"),
        ("nom_de_fichier", "nom_de_fichier"),
        ("TCP/IP", "tcp-ip"),
    ],
)
def test_identifiers_and_compounds_are_kept_whole(typed: str, whole: str) -> None:
    assert wholes(typed) == [whole]


def test_compounds_also_give_their_parts() -> None:
    assert surfaces("CreateUnoService getHTTPResponse porte-document") == [
        "create", "uno", "service", "get", "http", "response", "porte", "document",
    ]  # fmt: skip


def test_ligatures_and_accents_fold() -> None:
    assert folded("Cœur ÆGIS ÉTÉ ﬁn") == "coeur aegis ete fin"
    assert folded("e\u0301te\u0301") == "ete"


@pytest.mark.parametrize(
    "word", ["données", "après", "déjà", "première", "employée", "cœur", "règlements", "où", "naïve"]
)
def test_a_document_is_found_with_and_without_accents(word: str) -> None:
    """Folding after stemming alone loses a quarter of the words typed without accents."""
    held = set(stems(word, "fr")) | {folded(word)}
    assert {*asked_stems(word), folded(word)} & held
    assert {*asked_stems(folded(word)), folded(word)} & held


def test_the_forms_of_a_participle_meet() -> None:
    forms = [set(stems(word, "fr")) for word in ("employé", "employée", "employés", "employées")]
    assert set.intersection(*forms)


def test_languages_stem_apart_and_a_question_asks_both() -> None:
    (french,), (english,) = stems("nations", "fr"), stems("nations", "en")
    assert french != english
    assert set(asked_stems("nation")) == {french, english}


def test_stop_words_are_few_and_name_nothing() -> None:
    assert stems("les", "fr") == ()
    assert stems("the", "en") == ()
    assert all(stems(word, "fr") for word in ("été", "est", "son", "sur", "as", "ton", "pas"))


def test_absurd_words_are_cut() -> None:
    assert surfaces("x" * 100_000) == ["x" * 64]
