"""The promises of the engine protocol, kept by every engine. Rows F-35, W-23."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from search.documents import Query
from search.engines.base import Engine
from search.postings import Fact
from tests.search.shelf import ask, found, page

assert get_args(Fact)


def test_an_empty_index_answers_nothing(engine: Engine) -> None:
    results = ask(engine, "permis")
    assert (results.hits, results.total, results.suggestion, results.partial) == ((), 0, None, False)
    assert engine.suggest("per", None) == ()
    assert engine.references() == frozenset()


def test_a_title_comes_before_a_heading_before_a_body(engine: Engine) -> None:
    filler = "Texte ordinaire qui parle d'autre chose. " * 3
    engine.update(
        [
            page(1, "Autre chose", filler + "Un permis."),
            page(2, "Autre titre", filler, headings=("Le permis",)),
            page(3, "Permis", filler),
        ]
    )
    assert found(engine, "permis") == [3, 2, 1]


def test_the_words_of_links_and_former_titles_find_the_page(engine: Engine) -> None:
    engine.update(
        [page(1, "Formulaire 12", anchors=("demande de congé",), aliases=("Ancien nom",)), page(2, "Autre")]
    )
    assert found(engine, "congé") == [1]
    assert found(engine, "ancien nom") == [1]
    assert [s.id for s in engine.suggest("ancien", None)] == [1]


def test_a_snippet_shows_the_text_as_it_was_written(engine: Engine) -> None:
    body = "L’inspecteur note aujourd’hui\nl’heure de l’arrivée\u00a0; voir C‑11."
    engine.update([page(1, "L’arrivée", body)])
    for typed, matches in (
        ("l'heure", ["heure"]),
        ("“aujourd'hui l'heure”", ["aujourd", "hui", "heure"]),
        ("C-11", ["C‑11"]),
    ):
        (hit,) = ask(engine, typed).hits
        assert "".join(piece for piece, _ in hit.snippet) == body.replace("\n", " ")
        assert [piece for piece, is_match in hit.snippet if is_match] == matches
    assert ask(engine, "minuit").hits == ()


def test_all_words_first(engine: Engine) -> None:
    engine.update([page(1, "Permis"), page(2, "Divers", "Un permis de chasse au cerf."), page(3, "Chasse")])
    results = ask(engine, "permis chasse")
    assert [hit.id for hit in results.hits] == [2]
    assert not results.partial


def test_then_most_of_them_so_that_no_good_answer_is_lost(engine: Engine) -> None:
    engine.update(
        [page(1, "Renouveler un permis de conduire"), page(2, "Congés", "Un permis."), page(3, "Autre")]
    )
    results = ask(engine, "comment renouveler permis conduire perdu")
    assert results.partial
    assert results.hits[0].id == 1
    assert results.total == len(results.hits) == sum(results.facets["kind"].values())


def test_a_better_page_without_one_of_many_words_is_shown_too(engine: Engine) -> None:
    aside = "Texte ordinaire. " * 60 + "Un mot sur le remboursement, les frais, un déplacement et le taxi."
    engine.update([page(1, "Remboursement des frais de déplacement"), page(2, "Divers", aside)])
    assert found(engine, "remboursement frais déplacement taxi")[0] == 1


def test_phrases_follow_each_other(engine: Engine) -> None:
    engine.update(
        [
            page(1, "Un", "Loi sur la santé et la sécurité du travail"),
            page(2, "Deux", "Le travail et la loi, la sécurité et la santé"),
        ]
    )
    assert found(engine, '"santé et la sécurité"') == [1]
    assert found(engine, "« SANTE ET LA SECURITE »") == [1]
    assert found(engine, '"sécurité et la santé"') == [2]
    assert found(engine, '"sécurité la loi"') == []
    assert set(found(engine, "santé sécurité")) == {1, 2}


def test_a_phrase_is_never_left_out(engine: Engine) -> None:
    engine.update(
        [page(1, "Permis de conduire perdu ou volé"), page(2, "Conduire un véhicule", "Le permis de chasse.")]
    )
    assert found(engine, "permis chasse volé perdu conduire") == [1, 2]
    assert found(engine, '"permis de chasse" volé perdu conduire') == [2]
    assert found(engine, '"permis de pêche" volé perdu conduire') == []


def test_no_phrase_runs_from_one_place_into_the_next(engine: Engine) -> None:
    engine.update([page(1, "Permis", "de conduire", headings=("spécial",))])
    assert found(engine, '"permis spécial"') == []


def test_beginnings_exclusions_and_alternatives(engine: Engine) -> None:
    engine.update(
        [page(1, "Procédure"), page(2, "Procédés chimiques"), page(3, "Procès"), page(4, "Licence")]
    )
    assert set(found(engine, "procéd*")) == {1, 2}
    assert set(found(engine, "PROCED*")) == {1, 2}
    assert found(engine, "procéd* -chimique") == [1]
    assert set(found(engine, "procès OU licence")) == {3, 4}
    assert set(found(engine, '-"procédés chimiques"')) == {1, 3, 4}


def test_a_word_of_three_letters_and_an_asterisk_does_not_depend_on_stems(engine: Engine) -> None:
    engine.update([page(1, "La nationalisation")])
    assert found(engine, "nationalis*") == [1]


def test_filters(engine: Engine) -> None:
    engine.update(
        [
            page(1, "Un permis", space="rh", tags=("Santé publique",), authors=("Marie-Ève Roy",), state="solved",
                 updated_at=datetime(2026, 3, 1, tzinfo=UTC)),
            page(2, "Un permis", space="ti", tags=("santé",), authors=("Jean Roy", "Ana Paz"), kind="topic",
                 created_at=datetime(2025, 3, 1, tzinfo=UTC)),
        ]
    )  # fmt: skip
    for typed, ids in {
        "permis espace:rh": [1],
        "permis espace:rh espace:ti": [1, 2],
        "permis type:topic": [2],
        "permis étiquette:sante": [2],
        'permis étiquette:"santé publique"': [1],
        "permis étiquette:santé étiquette:autre": [],
        "permis auteur:roy": [1, 2],
        "permis auteur:marie-eve": [1],
        'permis auteur:"paz ana"': [2],
        "permis état:solved": [1],
        "permis après:2026": [1],
        "permis avant:2026": [2],
        "permis après:2025-03-01 avant:2025-03-02": [2],
    }.items():
        assert sorted(found(engine, typed)) == ids, typed


def test_filters_alone_answer_the_newest_first(engine: Engine) -> None:
    engine.update([page(n, f"Page {n}", updated_at=datetime(2026, 1, n, tzinfo=UTC)) for n in (1, 3, 2)])
    assert found(engine, "type:page") == [3, 2, 1]
    assert found(engine, "") == [3, 2, 1]
    assert found(engine, "type:autre") == []


def test_facets_count_what_is_found(engine: Engine) -> None:
    engine.update(
        [
            page(n, "Permis", space="rh" if n < 4 else "ti", tags=("a", "b") if n == 1 else ("b",))
            for n in range(1, 6)
        ]
    )
    results = ask(engine, "permis", limit=2)
    assert results.total == 5
    assert results.facets == {"kind": {"page": 5}, "space": {"rh": 3, "ti": 2}, "tag": {"b": 5, "a": 1}}
    assert ask(engine, "permis espace:ti").facets["tag"] == {"b": 2}


def test_pages_of_hits_follow_each_other(engine: Engine) -> None:
    engine.update([page(n, "Permis", "mot " * n) for n in range(1, 31)])
    everything = found(engine, "permis", limit=30)
    assert sorted(everything) == list(range(1, 31))
    assert [
        n for offset in (0, 10, 20) for n in found(engine, "permis", limit=10, offset=offset)
    ] == everything
    assert found(engine, "permis", offset=1_000_000) == []


def test_snippets_and_titles_come_in_pieces(engine: Engine) -> None:
    engine.update(
        [
            page(
                1,
                "Le <b>Règlement</b>",
                "Début. " * 60 + "Des règlements s'appliquent & valent. " + "Fin. " * 60,
            )
        ]
    )
    (hit,) = ask(engine, "reglement").hits
    assert hit.title_pieces == (("Le <b>", False), ("Règlement", True), ("</b>", False))
    assert ("règlements", True) in hit.snippet
    assert "".join(text for text, _ in hit.snippet).startswith("… ")
    assert len("".join(text for text, _ in hit.snippet)) < 300


def test_an_update_replaces_and_a_departure_removes(engine: Engine) -> None:
    engine.update([page(1, "Permis"), page(2, "Licence"), page(1, "Patente")])
    assert (found(engine, "permis"), found(engine, "patente")) == ([], [1])
    engine.update([page(1, "Brevet")], gone=[("page", 2), ("page", 99), ("topic", 1)])
    assert engine.references() == {("page", 1)}
    assert (found(engine, "patente"), found(engine, "licence"), found(engine, "brevet")) == ([], [], [1])
    assert ask(engine, "").total == 1


def test_kinds_have_their_own_numbers(engine: Engine) -> None:
    engine.update([page(1, "Permis"), page(1, "Permis", kind="topic")])
    assert ask(engine, "permis").facets["kind"] == {"page": 1, "topic": 1}
    engine.update([], gone=[("topic", 1)])
    assert engine.references() == {("page", 1)}


def test_many_small_commits_merge_without_losing_anything(engine: Engine) -> None:
    for number in range(1, 41):
        engine.update([page(number % 10 + 1, f"Permis {number}", "quelques mots communs")])
    results = ask(engine, "permis", limit=20)
    assert results.total == 10
    assert {hit.title for hit in results.hits} == {f"Permis {number}" for number in range(31, 41)}
    assert ask(engine, '"quelques mots communs"').total == 10


def test_a_rebuild_keeps_nothing_of_before(engine: Engine) -> None:
    engine.update([page(1, "Permis")])
    seen: list[int] = []
    assert engine.rebuild((page(n, "Licence") for n in (2, 3)), seen.append) == 2
    assert engine.references() == {("page", 2), ("page", 3)}
    assert seen[-1] == 2


def test_suggestions_while_typing(engine: Engine) -> None:
    """Row W-23."""
    engine.update(
        [
            page(1, "Procédure d'embauche d'un étudiant"),
            page(2, "Étudiants"),
            page(3, "Liste des étudiants"),
            page(4, "Rien à voir", "étudiant"),
            page(5, "Loi C-11"),
        ]
    )

    def titles(typed: str) -> list[int]:
        return [suggestion.id for suggestion in engine.suggest(typed, None)]

    assert titles("etu") == [2, 3, 1]
    assert titles("ÉTUDIANT") == [2, 3, 1]
    assert titles("proc emb") == []
    assert titles("procédure emb") == [1]
    assert titles("procédure d'") == [1]
    assert titles("c-1") == [5]
    assert (titles(""), titles("  ?!"), titles("zzz")) == ([], [], [])
    assert len(engine.suggest("e", None, limit=1)) <= 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("procedrue", "procédure"),
        ("prcédure", "procédure"),
        ("procéddure", "procédure"),
        ("pricédure", "procédure"),
        ("procédrue espace:accueil -chasse", "procédure -chasse espace:accueil"),
        ("procédure", None),
        ("xyzzy", None),
    ],
)
def test_did_you_mean(engine: Engine, typed: str, meant: str | None) -> None:
    engine.update([page(1, "La procédure"), page(2, "Autre chose")])
    assert ask(engine, typed).suggestion == meant


def test_english_and_french_pages_answer_the_same_question(engine: Engine) -> None:
    engine.update([page(1, "Politiques d'achat"), page(2, "Purchasing policies", language="en")])
    assert found(engine, "policy") == [2]
    assert found(engine, "politique") == [1]
    assert set(found(engine, "achat OR purchase")) == {1, 2}


def test_a_page_in_another_language_is_found_too(engine: Engine) -> None:
    engine.update(
        [page(1, "Verkehrszeichen und Regeln", language="de"), page(2, "Règlement", language="fr-CA")]
    )
    assert found(engine, "verkehrszeichen") == [1]
    assert found(engine, '"und regeln"') == [1]
    assert found(engine, "règlements") == [2]


HOSTILE = [
    "[a TO z]", "?????", "NOT " * 200, "(" * 2000, "a" * 10_000, "mot " * 2_500, '"' * 99, "\x00\x01", "' OR 1=1 --",
    "<script>alert(1)</script>", "%s %(x)s {0}", "\u202e\u200b", "un de la les", "&nbsp;", "espace:" + "x" * 5_000,
    "e OR " * 100, "-" * 500 + "a", "🙂 🙂", "\ud800", "après:0001", "avant:9999-12-31", "ﷺ" * 500, "İstanbul",
]  # fmt: skip


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_questions_are_answered(engine: Engine, typed: str) -> None:
    engine.update([page(1, "Un mot", "A z <script> un deux trois")])
    assert ask(engine, typed).total in (0, 1)
    assert len(engine.suggest(typed, None)) in (0, 1)


@pytest.mark.parametrize(
    "text", ["", "\x00", "🙂", "mot " * 70_000, "x" * 300_000, "\ud800 seul", "İ" * 50 + " mot"]
)
def test_strange_documents_are_kept(engine: Engine, text: str) -> None:
    engine.update([page(1, "Étrange", text, readers=frozenset({"everyone"}))])
    assert found(engine, "étrange mot" if "mot" in text else "étrange") == [1]


def test_a_question_made_by_a_program(engine: Engine) -> None:
    engine.update([page(1, "Un", tags=("a",)), page(2, "Deux", tags=("b",))])
    results = engine.search(Query(tags=("b",)), None)
    assert [hit.id for hit in results.hits] == [2]
