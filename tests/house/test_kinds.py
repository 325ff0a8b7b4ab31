"""What every kind of content must bring, and a new one that is nothing but a folder and works everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from flask_babel.speaklater import LazyString

import wiki.kinds
from tests.databases import Databases
from tests.house.routes import application
from tests.house.world import World, make_world
from wiki.access.decision import RULES
from wiki.access.viewer import NOBODY
from wiki.app import GATES_OF_AUTH, discover
from wiki.db import Base, Database
from wiki.outbox import OUTBOX
from wiki.parts.spaces.models import MEMBERS_ONLY
from wiki.registry import KINDS, Kind
from wiki.web.assets import icons
from wiki.web.gates import Gate, gates

TOY = Path(__file__).parent / "toy"


def kinds() -> list[Kind]:
    assert application()
    return list(KINDS)


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.name)
class TestEveryKind:
    def test_is_named_in_both_languages(self, kind: Kind) -> None:
        """Its labels are translated when they are shown, not when the program starts."""
        assert all(isinstance(label, LazyString) for label in kind.labels)
        assert kind.icon in icons()

    def test_says_who_may_read_and_change_it(self, kind: Kind) -> None:
        actions = {rule.action: rule for rule in kind.rules}
        assert {f"{kind.name}.read", f"{kind.name}.edit"} <= actions.keys()
        assert all(action.startswith(f"{kind.name}.") for action in actions)
        assert all(rule.sentence and rule.allowed_to for rule in kind.rules)
        assert all(fact.__doc__ for rule in kind.rules for fact in rule.allowed_to)

    def test_has_items_documents_with_readers_and_cards(self, kind: Kind, world: World) -> None:
        with world.site.database.reading() as session:
            ids = list(kind.every_id(session))
            assert ids, f"tests/house/world.py makes no {kind.name}: add one"
            items = kind.load(session, ids)
            assert {item.id for item in items} == set(ids)
            for document in kind.documents(session, items):
                assert document.readers, "a document without readers is found by nobody"
                assert document.kind == kind.name
                assert document.title
            cards = kind.cards(session, world.viewer(session, "dana"), ids)
            assert cards.keys() == set(ids)
            assert all(card.url.startswith("/") and card.kind == kind.name for card in cards.values())

    def test_remembers_who_opened_its_items_and_marked_them(self, kind: Kind, world: World) -> None:
        """Each shows its star, and is found again among what was seen last (decision 0016)."""
        with world.site.database.reading() as session:
            dana = world.viewer(session, "dana")
            card = next(iter(kind.cards(session, dana, list(kind.every_id(session))).values()))
        assert f'formaction="/-/favourites/{kind.name}/{card.id}"' in world.send("GET", card.url, "dana").text
        found = world.send("GET", "/-/quick?q=", "dana").get_json()["suggestions"]
        assert card.url in [each["url"] for each in found]

    def test_shows_no_card_and_no_page_to_strangers(self, kind: Kind, world: World) -> None:
        with world.site.database.reading() as session:
            ids = list(kind.every_id(session))
            urls = [card.url for card in kind.cards(session, world.viewer(session, "dana"), ids).values()]
            assert not kind.cards(session, NOBODY, ids)
            assert not kind.cards(session, world.viewer(session, "gaelle"), ids)
        for url in urls:
            assert world.send("GET", url, "gaelle").status_code == 404
            assert world.send("GET", url, "nobody").headers["Location"].startswith("/-/sign-in")


# ── A kind that is added ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def village(databases: Databases, tmp_path: Path) -> Iterator[World]:
    """The site of an organisation that put one more folder beside the kinds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiki.kinds, "__path__", [*wiki.kinds.__path__, str(TOY / "kinds")])
        # What one process registers, it keeps: the other tests get back what they had.
        patch.setattr(KINDS, "_kinds", dict(KINDS._kinds))
        patch.setattr(RULES, "_rules", dict(RULES._rules))
        for name in ("_names", "_handlers", "_writers"):
            patch.setattr(OUTBOX, name, deepcopy(getattr(OUTBOX, name)))
        made = make_village(databases.new(), tmp_path)
        yield made
        made.close()
        Base.metadata.remove(Base.metadata.tables["pinned_notice"])


def make_village(url: str, folder: Path) -> World:
    """The new kind's table is made here, as its migration would make it."""
    discover()
    database = Database(url)
    Base.metadata.tables["pinned_notice"].create(database.engine)
    database.close()
    return make_world(url, folder, templates=TOY / "templates")


def test_a_new_kind_lives_a_day_without_any_file_of_ours_being_edited(village: World) -> None:
    place = village.places[MEMBERS_ONLY]
    form = f"/{place.space}/-/notices/new"

    # Bob posts a notice; Alice, who only reads, may not; for Charlie there is no such form.
    assert village.visitors["bob"].get(form).status_code == 200
    answer = village.send("POST", form, "bob", {"title": "Panne d’ascenseur", "words": "Prenez l’escalier."})
    assert answer.status_code == 303
    notice = answer.headers["Location"]
    assert village.send("POST", form, "bob", {"title": ""}).status_code == 422
    assert village.send("POST", form, "alice", {"title": "Moi aussi"}).status_code == 403
    assert village.send("POST", form, "charlie", {"title": "Moi aussi"}).status_code == 404
    village.cast.index()

    # It is read, found, suggested and told of, by those who may.
    assert "Prenez l’escalier." in village.visitors["alice"].get(notice).text
    for address in (
        "/-/search?q=escalier",
        "/-/search?q=kind:notice+panne",
        "/-/quick?q=panne",
        "/-/recent",
        "/",
    ):
        assert notice in village.visitors["alice"].get(address).text, address
        assert notice not in village.visitors["charlie"].get(address).text, address
        assert "Panne" not in village.visitors["charlie"].get(address).text, address
    assert village.visitors["charlie"].get(notice).status_code == 404
    assert village.visitors["nobody"].get(notice).headers["Location"].startswith("/-/sign-in")

    # Its rules stand in the table of permissions, its gates among those that the matrix walks.
    assert {"notice.read", "notice.edit"} <= RULES.table().keys()
    assert gates(village.app, GATES_OF_AUTH)["pinned_notices.read"] == Gate("notice.read")


def test_the_new_kind_is_gone_after_its_day() -> None:
    """The village is another organisation's: here, nothing of it is left."""
    assert "notice" not in {kind.name for kind in kinds()}
