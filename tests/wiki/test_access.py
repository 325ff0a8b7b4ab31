"""Read access is one set intersection, asked in three places: the decision, the SQL filter, the search filter. On
random spaces, items and people they agree."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.identity import Identity, identity_of
from search.documents import Document, Query, Term
from search.engines.memory import MemoryEngine
from wiki.access.decision import may
from wiki.access.filters import readable, readers_of
from wiki.access.keyring import viewer_of
from wiki.access.models import AccessWord, Grant
from wiki.access.roles import ROLES
from wiki.access.viewer import NOBODY, Viewer, operator
from wiki.app import Site
from wiki.kinds.pages.commands import create_page, delete_page
from wiki.kinds.pages.documents import cards, documents, load
from wiki.kinds.pages.models import Page
from wiki.parts.spaces.commands import change_space, open_space, set_role
from wiki.parts.spaces.errors import LastSteward
from wiki.parts.spaces.models import VISIBILITIES, Space
from wiki.parts.spaces.queries import readable_spaces

WORDS = ["members", *(f"account:{n}" for n in range(1, 5)), *(f"group:{n}" for n in range(1, 4))]

roles = st.dictionaries(st.sampled_from(WORDS), st.sampled_from(ROLES), max_size=4)
people = st.builds(
    identity_of,
    st.integers(1, 5),
    st.just("Quelqu’un"),
    guest=st.booleans(),
    group_ids=st.lists(st.integers(1, 4), max_size=3, unique=True).map(tuple),
    administrator=st.booleans(),
)


@dataclass(frozen=True)
class Described:
    """A space as it is opened, and as it becomes afterwards."""

    visibility: str
    roles: dict[str, str]
    later: str
    taken: list[str]
    pages: int


spaces = st.builds(
    Described,
    st.sampled_from(VISIBILITIES),
    roles,
    st.sampled_from(VISIBILITIES),
    st.lists(st.sampled_from(WORDS), max_size=2),
    st.integers(0, 2),
)


def build(session: Session, described: Described, number: int) -> Space:
    """The space with its pages, changed after they were written: what they point to follows."""
    actor = operator(Identity(None, "Essai"))
    space = open_space(session, actor, f"Espace {number}", visibility=described.visibility)
    for word, role in described.roles.items():
        set_role(session, actor, space, word, role)
    for page in range(described.pages):
        create_page(session, actor, space, title=f"Page {page}", body="Zibeline.\n")
    gone = create_page(session, actor, space, title="Au bin", body="Zibeline.\n")
    delete_page(session, actor, gone.id, "Essai")
    change_space(
        session, actor, space, title=space.title, description="", visibility=described.later, language="fr-CA"
    )
    for word in described.taken:
        try:
            set_role(session, actor, space, word, None)
        except LastSteward:
            continue
    session.flush()
    return space


def expected(session: Session, viewer: Viewer) -> set[int]:
    """Straight from the grants and the visibilities: the pages that this person may read."""
    if viewer.unbounded:
        return set(session.scalars(select(Page.id).where(Page.deleted_at.is_(None))))
    words = viewer.identity.principals if viewer.signed_in else frozenset[str]()
    granted = set(session.scalars(select(Grant.space_id).where(Grant.word.in_(words))))
    found = set()
    for page in session.scalars(select(Page).where(Page.deleted_at.is_(None))):
        space = session.get_one(Space, page.space_id)
        if space.id in granted or (space.visibility == "staff" and "members" in words):
            found.add(page.id)
    return found


@given(described=st.lists(spaces, min_size=1, max_size=3), who=st.lists(people, min_size=1, max_size=3))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_decision_the_list_and_the_search_agree(
    site: Site, described: list[Described], who: list[Identity]
) -> None:
    with site.database.writing() as session:
        for number, each in enumerate(described):
            build(session, each, number)
        pages = session.scalars(select(Page).where(Page.deleted_at.is_(None))).all()
        every = [page.id for page in pages]
        engine = MemoryEngine()
        engine.update(documents(session, load(session, every)))
        for viewer in [NOBODY, operator(), *(viewer_of(session, identity) for identity in who)]:
            decided = {page.id for page in pages if may(viewer, "page.read", page)}
            listed = select(Page.id).where(Page.deleted_at.is_(None), readable(viewer, Page.access_class_id))
            everything = Query()
            by_word = Query(clauses=((Term("zibeline"),),))
            found = {hit.id for hit in engine.search(everything, viewer.search_words, limit=1000).hits}
            counted = engine.search(by_word, viewer.search_words, limit=1000)
            words = viewer.search_words
            carried = {page.id for page in pages if words is None or readers_of(page) & words}
            assert decided == expected(session, viewer)
            assert decided == set(session.scalars(listed))
            assert decided == carried
            assert decided == set(cards(session, viewer, every))
            assert found in (decided, set())  # an engine may leave a question without words unanswered
            assert {hit.id for hit in counted.hits} <= decided
            assert counted.total == sum(page.title != "Accueil" for page in pages if page.id in decided)
            assert {space.id for space in readable_spaces(session, viewer)} == {
                page.space_id for page in pages if page.id in decided
            }
        session.rollback()


def test_a_document_carries_no_more_than_its_class(site: Site) -> None:
    """Who may read can change without the index being touched: a document names a class, never a person."""
    with site.database.writing() as session:
        build(session, Described("members", {"account:1": "steward"}, "secret", [], 1), 1)
        [page] = session.scalars(select(Page).where(Page.title == "Page 0"))
        [document] = documents(session, load(session, [page.id]))
        assert isinstance(document, Document)
        assert document.readers == {f"class:{page.access_class_id}"}
        opened = select(AccessWord.word).where(AccessWord.access_class_id == page.access_class_id)
        assert set(session.scalars(opened)) == {f"read:{page.space_id}"}
