"""An answer is the same as if what the asker may not read did not exist. Rows S-1, S-5, L-8, L-10."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.documents import Document
from search.engines.base import Engine
from search.engines.memory import MemoryEngine
from tests.search.shelf import ALICE, CHARLIE, ask, found, page

MEMBERS = frozenset({"members"})
SECRET = [
    page(
        10,
        "Fusion des directions",
        "réorganisation confidentielle",
        readers=MEMBERS,
        space="comite",
        tags=("secret",),
    ),
    page(11, "Fusion : calendrier", "réorganisation", readers=MEMBERS, space="comite", kind="topic"),
]
OPEN = [page(1, "Fusion de cellules", "tableau"), page(2, "Cellules", "une fusion de tableau")]


def test_a_member_finds_it_and_charlie_does_not(engine: Engine) -> None:
    engine.update([*OPEN, *SECRET])
    assert set(found(engine, "fusion", ALICE)) == {1, 2, 10, 11}
    assert set(found(engine, "fusion", CHARLIE)) == {1, 2}
    assert found(engine, "réorganisation", ALICE)
    assert found(engine, "réorganisation", CHARLIE) == []
    assert found(engine, "fusion", frozenset()) == []
    assert set(found(engine, "fusion", None)) == {1, 2, 10, 11}


def test_totals_and_facets_do_not_tell(engine: Engine) -> None:
    engine.update([*OPEN, *SECRET])
    assert ask(engine, "fusion", ALICE).facets["space"] == {"accueil": 2, "comite": 2}
    for typed in ("fusion", "", "espace:comite", "étiquette:secret", "type:topic", "fus*", "fusion -cellule"):
        results = ask(engine, typed, CHARLIE)
        assert "comite" not in results.facets["space"]
        assert "secret" not in results.facets["tag"]
        assert "topic" not in results.facets["kind"]
        assert results.total == len(results.hits)


def test_suggestions_and_corrections_do_not_tell(engine: Engine) -> None:
    engine.update([*OPEN, *SECRET])
    assert {s.id for s in engine.suggest("fus", ALICE)} == {1, 10, 11}
    assert {s.id for s in engine.suggest("fus", CHARLIE)} == {1}
    assert engine.suggest("calend", CHARLIE) == ()
    assert ask(engine, "réorganisatoin", ALICE).suggestion == "réorganisation"
    assert ask(engine, "réorganisatoin", CHARLIE).suggestion is None


def test_a_correction_is_written_as_a_readable_page_writes_it(engine: Engine) -> None:
    engine.update([page(1, "Le résumé", readers=MEMBERS), page(2, "Le resume")])
    assert ask(engine, "resmue", CHARLIE).suggestion == "resume"


def test_the_order_and_the_scores_do_not_tell(engine: Engine) -> None:
    engine.update(OPEN)
    before = [(hit.id, hit.score) for hit in ask(engine, "fusion tableau", CHARLIE).hits]
    engine.update([*SECRET, *(page(n, "Tableau de fusion", readers=MEMBERS) for n in range(20, 40))])
    assert [(hit.id, hit.score) for hit in ask(engine, "fusion tableau", CHARLIE).hits] == before


def test_a_page_that_closes_is_gone_at_once(engine: Engine) -> None:
    engine.update([page(1, "Ouverte")])
    assert found(engine, "ouverte", CHARLIE) == [1]
    engine.update([page(1, "Ouverte", readers=MEMBERS)])
    assert (found(engine, "ouverte", CHARLIE), found(engine, "ouverte", ALICE)) == ([], [1])


WORDS = ("permis", "chasse", "pêche", "congé", "congés", "frais", "procédure", "loi")
documents = st.lists(
    st.builds(
        page,
        st.integers(1, 12),
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
        st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
        readers=st.frozensets(st.sampled_from(("members", "everyone", "group:1")), min_size=1),
        space=st.sampled_from(("rh", "ti")),
        language=st.sampled_from(("fr", "en")),
        tags=st.lists(st.sampled_from(WORDS), max_size=2, unique=True).map(tuple),
    ),
    max_size=12,
)
questions = st.lists(
    st.sampled_from([*WORDS, "-frais", "con*", '"permis chasse"', "espace:rh", "prmis", "OR", "loi"]),
    max_size=4,
).map(" ".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents, questions, st.frozensets(st.sampled_from(("members", "everyone", "group:1", "account:3"))))
def test_an_answer_is_the_same_as_if_the_rest_did_not_exist(
    shelf: list[Document], typed: str, readers: frozenset[str]
) -> None:
    shelf = list({document.id: document for document in shelf}.values())
    everything = MemoryEngine(shelf)
    readable = MemoryEngine(document for document in shelf if document.readers & readers)
    assert ask(everything, typed, readers) == ask(readable, typed, readers)
    assert everything.suggest(typed, readers) == readable.suggest(typed, readers)
