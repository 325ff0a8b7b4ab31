"""Members of a space, communities and spaces are filtered, put in order and cut by the database."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import select

from auth.accounts import create_local_account, disable, find_account
from auth.identity import MEMBERS, account_word
from tests.factories import PASSWORD, Cast
from tests.statements import counted, rows_read
from tests.visitor import Visitor, Visitors
from tests.wiki.communities.founding import founded
from tests.wiki.test_spaces import team
from wiki import clock, migrations
from wiki.access.models import Grant
from wiki.access.roles import CONSULTATION, EXPERT, FUNCTIONAL, STEWARD
from wiki.access.viewer import operator
from wiki.config import Settings
from wiki.parts.communities import stages
from wiki.parts.communities.models import Community
from wiki.parts.spaces.commands import open_space, set_role, set_roles
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF, Space
from wiki.parts.spaces.queries import Among, members

MANY = 230
KEYS_ARE_MADE = "0014"  # by this migration
FEW = 60


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"language": "en-CA"})


def people(cast: Cast, slug: str, numbers: Sequence[int]) -> None:
    """So many members more, who all read."""
    with cast.site.database.writing() as session:
        space = session.scalars(select(Space).where(Space.slug == slug)).one()
        for number in numbers:
            account = create_local_account(
                session,
                cast.site.passwords,
                username=f"p{number:03}",
                name=f"Personne {number:03}",
                password=PASSWORD,
                now=clock.now(),
            )
            session.flush()
            session.add(
                Grant(
                    space_id=space.id,
                    word=account_word(account.id),
                    role=CONSULTATION,
                    given_at=clock.now(),
                    reason="",
                )
            )
        session.commit()


def communities(cast: Cast, numbers: Sequence[int]) -> None:
    """So many communities more, without the ways by which they are founded."""
    with cast.site.database.writing() as session:
        for number in numbers:
            space = open_space(session, operator(), f"Réseau {number}", visibility=STAFF)
            space.stage = stages.ACTIVE
            session.add(
                Community(
                    space_id=space.id,
                    purpose=f"Échanger sur le sujet {number}.",
                    domain="Réseaux",
                    domain_key="reseaux",
                    charter="",
                    charter_html="",
                    rhythm="",
                    joining=stages.OPEN,
                    joins_as=FUNCTIONAL,
                    stage_at=clock.now(),
                )
            )
        session.commit()


def cost(cast: Cast, visitor: Visitor, address: str) -> tuple[int, int]:
    """Statements that a screen costs, and rows that they bring, once it was seen before."""
    visitor.get(address)
    with counted(cast.site.database) as sent, rows_read(cast.site.database) as brought:
        assert visitor.get(address).status_code == 200
    return len(sent), sum(brought)


def names(visitor: Visitor, address: str) -> list[str]:
    """What stands in the list of this screen."""
    html = visitor.get(address).text
    found = re.findall(r'class="(?:list|card)__title">(?:<svg.*?</svg>)?(.*?)</h[23]>', html, re.DOTALL)
    return [unescape(re.sub(r"<[^>]+>", "", name)).strip() for name in found]


def all_of(visitor: Visitor, address: str) -> list[list[str]]:
    """Each screen of the list, from the first to the last."""
    screens = []
    while address:
        screens.append(names(visitor, address))
        further = re.search(r'rel="next" href="([^"]+)"', visitor.get(address).text)
        address = unescape(further[1]) if further else ""
    return screens


def test_a_screen_of_members_costs_the_same_for_hundreds(visitors: Visitors, cast: Cast) -> None:
    place = founded(cast, visibility=MEMBERS_ONLY)
    addresses = [
        (visitors.dana, f"/{place.slug}/-/members"),
        (visitors.dana, f"/{place.slug}/-/members?q=personne"),
        (visitors.dana, f"/{place.slug}/-/members?begin=50"),
        (visitors.alice, f"/{place.slug}/-/people"),
        (visitors.alice, f"/{place.slug}"),
        (visitors.alice, f"/{place.slug}/-/membership"),
    ]
    people(cast, place.slug, range(120))
    few = [cost(cast, visitor, address) for visitor, address in addresses]
    people(cast, place.slug, range(120, 120 + MANY))
    many = [cost(cast, visitor, address) for visitor, address in addresses]
    assert many == few
    assert "354 members" in visitors.alice.get(f"/{place.slug}/-/people").text
    assert "354 members" in visitors.alice.get(f"/{place.slug}").text


def test_the_directory_costs_the_same_for_hundreds(visitors: Visitors, cast: Cast) -> None:
    addresses = ["/-/communities", "/-/communities?q=sujet", "/-/communities?begin=40", "/-/spaces"]
    communities(cast, range(FEW + 25))
    few = [cost(cast, visitors.charlie, address) for address in addresses]
    communities(cast, range(FEW + 25, FEW + 25 + MANY))
    assert [cost(cast, visitors.charlie, address) for address in addresses] == few


def test_members_stand_by_their_strongest_role_then_by_name(visitors: Visitors, cast: Cast) -> None:
    space = cast.opened("Paie", dana=STEWARD)
    group = team(cast, "Équipe", "admin")
    with cast.acting("dana") as (session, dana):
        found = session.scalars(select(Space).where(Space.slug == space)).one()
        word = {name: account_word(cast.ids[name]) for name in cast.ids}
        set_roles(session, dana, found, word["alice"], {CONSULTATION: None, EXPERT: None})
        set_role(session, dana, found, word["charlie"], FUNCTIONAL)
        set_role(session, dana, found, word["bob"], FUNCTIONAL)
        set_role(session, dana, found, group, FUNCTIONAL)
        set_role(session, dana, found, MEMBERS, CONSULTATION)
    assert names(visitors.dana, f"/{space}/-/members") == [
        "Dana Tremblay",
        "Alice Côté",
        "Bob Gagnon",
        "Charlie D’Amours-Lévesque",
        "Équipe",
        "All staff",
    ]


def test_members_come_a_screen_at_a_time_each_once(visitors: Visitors, cast: Cast) -> None:
    people(cast, cast.space, range(120))
    screens = all_of(visitors.dana, f"/{cast.space}/-/members")
    assert [len(screen) for screen in screens] == [50, 50, 23]
    everybody = [name for screen in screens for name in screen]
    assert everybody[:4] == ["Dana Tremblay", "Bob Gagnon", "Alice Côté", "Personne 000"]
    assert len(set(everybody)) == len(everybody) == 123
    beyond = visitors.dana.get(f"/{cast.space}/-/members?begin=500").text
    assert "123 members" in beyond


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("cote", ["Alice Côté"]),
        ("GAGNON", ["Bob Gagnon"]),
        ("d’amours", ["Charlie D’Amours-Lévesque"]),
        ("%", []),
        ("_", []),
        ("zzz", []),
    ],
)
def test_a_member_is_found_by_a_part_of_the_name(
    visitors: Visitors, cast: Cast, typed: str, found: list[str]
) -> None:
    with cast.acting("dana") as (session, dana):
        space = session.scalars(select(Space).where(Space.slug == cast.space)).one()
        set_role(session, dana, space, account_word(cast.ids["charlie"]), CONSULTATION)
    assert names(visitors.dana, f"/{cast.space}/-/members?q={typed}".replace("%", "%25")) == found


def test_who_is_gone_is_listed_for_who_keeps_the_space_alone(visitors: Visitors, cast: Cast) -> None:
    place = founded(cast)
    place.give("admin", FUNCTIONAL)
    with cast.site.database.writing() as session:
        account = find_account(session, cast.ids["admin"])
        assert account is not None
        disable(session, account, by="directory", now=clock.now())
        session.commit()
    assert "Andrée Administratrice" in names(visitors.dana, f"/{place.slug}/-/members")
    assert "Andrée Administratrice" not in names(visitors.alice, f"/{place.slug}/-/people")
    with cast.site.database.reading() as session:
        space = place.space(session)
        here = members(session, space, Among(present=True))
        assert {each.word for each in members(session, space)} - {each.word for each in here} == {
            account_word(cast.ids["admin"])
        }


def test_a_role_that_has_ended_is_in_no_list(visitors: Visitors, cast: Cast) -> None:
    with cast.site.database.writing() as session:
        given = session.query(Grant).filter_by(word=account_word(cast.ids["alice"])).one()
        given.ends_at = clock.now()
        session.commit()
    assert names(visitors.dana, f"/{cast.space}/-/members") == ["Dana Tremblay", "Bob Gagnon"]


def test_communities_stand_in_order_with_their_numbers_by_size(visitors: Visitors, cast: Cast) -> None:
    communities(cast, [10, 9, 100])
    assert names(visitors.charlie, "/-/communities") == ["Réseau 9", "Réseau 10", "Réseau 100"]
    spaces = visitors.charlie.get("/-/spaces").text
    places = [spaces.index(f">Réseau {number}<") for number in (9, 10, 100)]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=echanger", ["Réseau 9", "Réseau 10"]),
        ("q=reseau+SUJET+10", ["Réseau 10"]),
        ("q=10%25", []),
        ("domain=réseaux&q=9", ["Réseau 9"]),
        ("domain=ailleurs", []),
        ("stage=active", ["Réseau 9", "Réseau 10"]),
        ("stage=idea", []),
        ("mine=1", []),
        ("begin=40", []),
        ("begin=-3", ["Réseau 9", "Réseau 10"]),
    ],
)
def test_the_directory_is_narrowed(visitors: Visitors, cast: Cast, asked: str, found: list[str]) -> None:
    communities(cast, [9, 10])
    assert names(visitors.charlie, f"/-/communities?{asked}") == found


def test_the_directory_tells_nobody_of_what_is_not_theirs(visitors: Visitors, cast: Cast) -> None:
    founded(cast, "Enquête zibeline", visibility=SECRET, domain="Castor", joining=stages.BY_INVITATION)
    for asked in ("", "q=zibeline", "domain=castor", "stage=active"):
        assert names(visitors.dana, f"/-/communities?{asked}") == ["Enquête zibeline"]
        for visitor in (visitors.admin, visitors.gaelle):
            html = visitor.get(f"/-/communities?{asked}").text
            assert "Enquête" not in html
            assert "Castor" not in html
    assert names(visitors.dana, "/-/communities?mine=1") == ["Enquête zibeline"]


def test_a_database_of_before_is_put_in_order(visitors: Visitors, cast: Cast) -> None:
    """What lists are ordered and searched by is made of what was there."""
    communities(cast, [10, 9])
    with cast.site.database.engine.begin() as connection:
        settings = Config()
        settings.set_main_option("script_location", migrations.__path__[0])
        settings.attributes["connection"] = connection
        making = ScriptDirectory.from_config(settings).get_revision(KEYS_ARE_MADE)
        command.downgrade(settings, str(making.down_revision))
        command.upgrade(settings, "head")
    assert names(visitors.charlie, "/-/communities?q=echanger") == ["Réseau 9", "Réseau 10"]
