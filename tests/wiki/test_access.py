"""Read access is one set intersection, asked in three places: the decision, the SQL filter, the search filter. On
random spaces, items and people they agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from auth.identity import Identity, identity_of
from search.documents import Document, Query, Term
from search.engines.memory import MemoryEngine
from wiki import clock
from wiki.access.decision import may
from wiki.access.filters import readable, readers_of
from wiki.access.keyring import rights_changed, viewer_of
from wiki.access.models import AccessWord, Grant, Restraint
from wiki.access.roles import KEEP, LEFT_BY, READ, RIGHTS_OF, ROLES, SUSPENSION
from wiki.access.viewer import NOBODY, Viewer, operator
from wiki.app import Site
from wiki.kinds.pages.commands import create_page, delete_page, restrict_page
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


LONG_AGO, FAR_AHEAD = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Leaf:
    """A page with one under it: who else than those who keep the space reads each, None for whoever reads above."""

    open_to: frozenset[str] | None
    child_open_to: frozenset[str] | None


@dataclass(frozen=True)
class Lessening:
    """What takes rights from a word."""

    word: str
    everywhere: bool
    sort: str
    ends_at: datetime | None


@dataclass(frozen=True)
class Described:
    """A space as it is opened, and as it becomes afterwards."""

    visibility: str
    roles: dict[str, str]
    later: str
    taken: list[str]
    pages: list[Leaf]
    ends: dict[str, datetime]
    restraints: list[Lessening]


ends = st.sampled_from([LONG_AGO, FAR_AHEAD])
circles = st.none() | st.frozensets(st.sampled_from(WORDS), max_size=3)
spaces = st.builds(
    Described,
    st.sampled_from(VISIBILITIES),
    roles,
    st.sampled_from(VISIBILITIES),
    st.lists(st.sampled_from(WORDS), max_size=2),
    st.lists(st.builds(Leaf, circles, circles), max_size=2),
    st.dictionaries(st.sampled_from(WORDS), ends, max_size=2),
    st.lists(
        st.builds(
            Lessening,
            st.sampled_from(WORDS),
            st.booleans(),
            st.sampled_from(sorted(LEFT_BY)),
            st.none() | ends,
        ),
        max_size=2,
    ),
)
Circles = dict[
    int, Sequence[frozenset[str]]
]  # page → who may be let through, from the outermost restriction inwards


def build(session: Session, described: Described, number: int) -> Circles:
    """The space with its pages, changed after they were written: what they point to follows."""
    actor = operator(Identity(None, "Essai"))
    space = open_space(session, actor, f"Espace {number}", visibility=described.visibility)
    for word, role in described.roles.items():
        set_role(session, actor, space, word, role)
    circles: Circles = {}
    for page, leaf in enumerate(described.pages):
        above = create_page(session, actor, space, title=f"Page {page}", body="Zibeline.\n")
        under = create_page(
            session, actor, space, title=f"Sous-page {page}", body="Zibeline.\n", parent_id=above.id
        )
        restricted = [(above, leaf.open_to), (under, leaf.child_open_to)]
        for item, words in restricted:
            if words is not None:
                restrict_page(session, actor, item.id, words, reason="Essai")
        circles[above.id] = [words for _, words in restricted[:1] if words is not None]
        circles[under.id] = [words for _, words in restricted if words is not None]
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
    _lessen(session, space, described)
    return circles


def _lessen(session: Session, space: Space, described: Described) -> None:
    """Give roles their ends, and words their restraints."""
    for word, ends_at in described.ends.items():
        ending = update(Grant).where(Grant.space_id == space.id, Grant.word == word)
        session.execute(ending.values(ends_at=ends_at))
    for each in described.restraints:
        space_id = None if each.everywhere else space.id
        session.add(
            Restraint(
                word=each.word,
                space_id=space_id,
                sort=each.sort,
                imposed_at=LONG_AGO,
                ends_at=each.ends_at,
            )
        )
    rights_changed(session)


def expected(session: Session, viewer: Viewer, circles: Circles) -> set[int]:
    """Straight from roles, restraints, visibilities and restrictions: the pages that this person may read."""
    living = session.scalars(select(Page).where(Page.deleted_at.is_(None))).all()
    if viewer.unbounded:
        return {page.id for page in living}
    words = viewer.identity.principals if viewer.signed_in else frozenset[str]()
    restraints = [
        each
        for each in session.scalars(select(Restraint).where(Restraint.word.in_(words)))
        if each.ends_at is None or each.ends_at > clock.now()
    ]
    found = set()
    for page in living:
        space = session.get_one(Space, page.space_id)
        here = [each.sort for each in restraints if each.space_id in (None, space.id)]
        rights = rights_in(session, space, words)
        for sort in here:
            rights &= LEFT_BY[sort]
        reads = READ in rights or (
            space.visibility == "staff" and "members" in words and SUSPENSION not in here
        )
        let_through = all(KEEP in rights or circle & words for circle in circles.get(page.id, ()))
        if reads and let_through:
            found.add(page.id)
    return found


def rights_in(session: Session, space: Space, words: frozenset[str]) -> frozenset[str]:
    """The rights that these words hold in the space by the roles that have not ended."""
    grants = session.scalars(select(Grant).where(Grant.space_id == space.id, Grant.word.in_(words)))
    lasting = (each for each in grants if each.ends_at is None or each.ends_at > clock.now())
    return frozenset[str]().union(*(RIGHTS_OF[each.role] for each in lasting))


KEPT_OUT = Described(
    "staff",
    {"account:2": "steward"},
    "staff",
    [],
    [Leaf(frozenset({"account:1", "group:1"}), None)],
    {},
    [Lessening("account:1", False, SUSPENSION, None), Lessening("group:2", True, SUSPENSION, FAR_AHEAD)],
)


@example(
    described=[KEPT_OUT],
    who=[identity_of(number, "Quelqu’un", group_ids=(number,)) for number in (1, 2, 3)],
)
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
        circles: Circles = {}
        for number, each in enumerate(described):
            circles |= build(session, each, number)
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
            assert decided == expected(session, viewer, circles)
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
        build(
            session,
            Described("members", {"account:1": "steward"}, "secret", [], [Leaf(None, None)], {}, []),
            1,
        )
        [page] = session.scalars(select(Page).where(Page.title == "Page 0"))
        [document] = documents(session, load(session, [page.id]))
        assert isinstance(document, Document)
        assert document.readers == {f"class:{page.access_class_id}"}
        opened = select(AccessWord.word).where(AccessWord.access_class_id == page.access_class_id)
        assert set(session.scalars(opened)) == {f"read:{page.space_id}"}
