"""What a person types becomes a question, and the question can be typed again. Row F-35."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.documents import Phrase, Query, Term
from search.errors import (
    ExcludedFilter,
    MisplacedAsterisk,
    MissingFilterValue,
    QuerySyntaxError,
    UnreadableDate,
)
from search.language import MAX_CLAUSES, parse, text_of


def clauses(typed: str) -> list[tuple[str, ...]]:
    return [tuple(clause.text for clause in group) for group in parse(typed).clauses]


def test_words_lose_the_punctuation_around_them_and_keep_their_own() -> None:
    assert clauses("ACOS, fonction (C-11) c. A-2.1 C++ #NAME !") == [
        ("ACOS",), ("fonction",), ("C-11",), ("c",), ("A-2.1",), ("C++",), ("#NAME",),
    ]  # fmt: skip


def test_phrases_in_either_quotes_beginnings_exclusions_and_alternatives() -> None:
    query = parse('permis OU licence "loi sur" « santé publique » procéd* -chasse -"permis de pêche"')
    assert query.clauses == (
        (Term("permis"), Term("licence")),
        (Phrase("loi sur"),),
        (Phrase("santé publique"),),
        (Term("procéd", prefix=True),),
    )
    assert query.excluded == (Term("chasse"), Phrase("permis de pêche"))


def test_filters_in_english_and_in_french_with_or_without_accents() -> None:
    english = parse(
        'kind:page space:rh author:"Marie Roy" tag:congé state:solved after:2026-01-05 before:2026'
    )
    french = parse(
        'type:page espace:rh auteur:"Marie Roy" etiquette:congé état:solved après:2026-01-05 avant:2026'
    )
    assert english == french
    assert english.kinds == {"page"}
    assert english.authors == ("Marie Roy",)
    assert english.after == datetime(2026, 1, 5, tzinfo=UTC)
    assert english.before == datetime(2026, 1, 1, tzinfo=UTC)


def test_what_only_looks_like_syntax_is_words() -> None:
    assert clauses("OU trouver OU") == [("ou",), ("trouver",), ("ou",)]
    assert clauses('"sans fin') == [("sans fin",)]
    assert clauses("http://exemple.test/page 12:30") == [("http://exemple.test/page",), ("12:30",)]
    assert clauses("[a TO z] AND NOT (((") == [("a",), ("TO",), ("z",), ("AND",), ("NOT",)]
    assert clauses("— … ?! -") == []


@pytest.mark.parametrize(
    ("typed", "problem", "said"),
    [
        ("*", MisplacedAsterisk, "“*”"),
        ("a*", MisplacedAsterisk, "at least three letters"),
        ("*para*", MisplacedAsterisk, "may only end a word"),
        ("pa*is", MisplacedAsterisk, "“pa*is”"),
        ("étiquette:", MissingFilterValue, "étiquette:"),
        ("kind: page", MissingFilterValue, "kind:page"),
        ("avant:demain", UnreadableDate, "“demain”"),
        ("after:2026-02-30", UnreadableDate, "2026-09-24"),
        ("-tag:congé", ExcludedFilter, "“-tag:congé”"),
    ],
)
def test_what_cannot_mean_anything_is_told_in_a_sentence(
    typed: str, problem: type[QuerySyntaxError], said: str
) -> None:
    with pytest.raises(problem) as raised:
        parse(typed)
    assert raised.value.status == 422
    assert said in str(raised.value)


def test_a_question_is_typed_again_in_the_reader_s_language() -> None:
    query = parse('permis OR licence -chasse type:page étiquette:"santé publique" après:2026-01', "fr")
    again = 'permis OU licence -chasse type:page étiquette:"santé publique" après:2026-01-01'
    assert text_of(query) == again
    english = text_of(parse(again, "en"))
    assert english.startswith("permis OR licence")
    assert english.endswith('kind:page tag:"santé publique" after:2026-01-01')


@pytest.mark.parametrize(
    "typed",
    ["mot " * 5_000, "NOT " * 3_000, "(" * 10_000, '"' * 10_000, "-" * 10_000, "a OR " * 3_000, "tag:x " * 2_000,
     "x" * 10_000, "\x00\ud7ff\u202e" * 3_000],
)  # fmt: skip
def test_ten_thousand_characters_are_bounded_politely(typed: str) -> None:
    query = parse(typed)
    assert sum(map(len, query.clauses)) + len(query.excluded) <= MAX_CLAUSES


AWKWARD = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ['"', "«", "»", "“", "-", "*", ":", "OR", "OU", "tag:", "après:", "2026", "é", "l'", "C-11", "mot", " ",
             ",", "#", "+", "--", "http://", "type:page", "'", "_", "œ", "İ"]
        ),
        max_size=14,
    ).map("".join),
)  # fmt: skip


@settings(max_examples=400)
@given(AWKWARD, st.sampled_from(["fr", "en"]))
def test_nothing_crashes_and_every_question_can_be_typed_again(typed: str, language: str) -> None:
    try:
        query = parse(typed, language)
    except QuerySyntaxError:
        return
    assert isinstance(query, Query)
    assert parse(text_of(query), language) == query
