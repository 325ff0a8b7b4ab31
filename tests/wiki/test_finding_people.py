"""People are found by their names: in a group of their own, by those who may know of them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy.orm import Session

from auth import accounts, groups
from auth.accounts import find_account, identity
from auth.directories.base import Entry, GroupEntry
from auth.identity import MEMBERS, account_word, group_word
from tests.factories import NAMES, Cast
from tests.statements import counted
from tests.visitor import Visitor, Visitors
from wiki import clock
from wiki.access.keyring import rights_changed, viewer_of
from wiki.access.models import Restraint
from wiki.access.roles import CONSULTATION, STEWARD, SUSPENSION
from wiki.access.viewer import Viewer, operator
from wiki.config import Settings
from wiki.features.people.queries import knows, people_named
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import SECRET, STAFF, Space


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """What is said to people is compared as the source writes it."""
    return settings.model_copy(update={"language": "en-CA"})


def found(visitor: Visitor, words: str) -> list[str]:
    """The people whom the search shows."""
    page = visitor.get("/-/search", query_string={"q": words})
    assert page.status_code == 200
    section = re.search(r'<section class="named".*?</section>', page.text, re.DOTALL)
    return [unescape(name) for name in re.findall(r'people/\d+">([^<]+)</a>', section[0] if section else "")]


def offered(visitor: Visitor, words: str) -> list[str]:
    """The people whom the quick switcher offers."""
    answer = visitor.client.get("/-/quick", query_string={"q": words}).json
    return [each["title"] for each in answer["suggestions"] if each["kind"] == "Person"]


def role(cast: Cast, session: Session, word: str, given: str | None = CONSULTATION, slug: str = "") -> None:
    space = session.query(Space).filter_by(slug=slug or cast.space).one()
    set_role(session, operator(), space, word, given)


def test_by_any_part_of_the_name_without_accents(visitors: Visitors, cast: Cast) -> None:
    for words in (
        "Alice Côté",
        "cote",
        "COTE alice",
        "alic",
        "lic",
        "alice côté",
        '"alice cote"',
        "alice OR personne",
    ):
        assert found(visitors.bob, words) == ["Alice Côté"], words
        assert "OR" in words or '"' in words or offered(visitors.bob, words) == ["Alice Côté"], words
    assert found(visitors.bob, "amours") == found(visitors.bob, "levesque") == ["Charlie D’Amours-Lévesque"]
    for words in ("alice gagnon", "alice abattoir", "li", "zzz", "100%"):
        assert found(visitors.bob, words) == offered(visitors.bob, words) == [], words
    address = f"/-/people/{cast.ids['alice']}"
    assert f'href="{address}"' in visitors.bob.get("/-/search?q=cote").text
    suggestion = visitors.bob.client.get("/-/quick?q=cote").json["suggestions"][0]
    assert (suggestion["url"], suggestion["group"]) == (address, "People")


def test_whoever_s_name_begins_so_comes_first(visitors: Visitors, cast: Cast) -> None:
    with cast.site.database.writing() as session:
        for name in ("Zoé Magagnon", "Ali Gagnon"):
            entry = Entry(f"id {name}", name.casefold(), name, None)
            accounts.account_of(session, "ministère", entry, clock.now())
        session.commit()
    assert found(visitors.alice, "gagnon") == ["Ali Gagnon", "Bob Gagnon", "Zoé Magagnon"]


def test_what_somebody_does_is_said(visitors: Visitors, cast: Cast) -> None:
    with cast.site.database.writing() as session:
        bob = find_account(session, cast.ids["bob"])
        assert bob is not None
        bob.job_title, bob.unit, bob.organisation = "Inspecteur", "Direction des <abattoirs>", "MAPAQ"
        session.commit()
    told = "Inspecteur, Direction des &lt;abattoirs&gt;, MAPAQ"
    assert told in visitors.alice.get("/-/search?q=gagnon").text
    assert told in visitors.alice.get("/-/people/bob").text
    assert visitors.alice.client.get("/-/quick?q=gagnon").json["suggestions"][0]["space"] == unescape(told)


def test_staff_find_everybody_and_a_guest_those_of_their_communities(
    visitors: Visitors, cast: Cast, stranger: Visitor
) -> None:
    """L-10."""
    everybody = set(NAMES.values())
    for who in ("dana", "bob", "alice", "charlie", "admin"):
        visitor = getattr(visitors, who)
        assert {name for each in NAMES.values() for name in found(visitor, each)} == everybody
        assert {name for each in NAMES.values() for name in offered(visitor, each)} == everybody
    gaelle = visitors.gaelle
    assert [found(gaelle, each) for each in NAMES.values() if found(gaelle, each)] == [["Gaëlle Roy"]]
    with cast.site.database.writing() as session:
        role(cast, session, account_word(cast.ids["gaelle"]))
        session.commit()
    known = {"Dana Tremblay", "Bob Gagnon", "Alice Côté", "Gaëlle Roy"}
    assert {name for each in NAMES.values() for name in found(gaelle, each)} == known
    assert {name for each in NAMES.values() for name in offered(gaelle, each)} == known
    assert "Charlie" not in gaelle.get("/-/search?q=levesque").text.split("<main", 1)[1].split("value=")[0]
    for address in ("/-/search?q=dana", "/-/quick?q=dana"):
        assert stranger.get(address).headers["Location"].startswith("/-/sign-in")


def test_lists_and_the_page_of_a_person_agree_on_who_is_known(cast: Cast) -> None:
    """A role of one's own, by a group, of all staff; over, taken away, suspended here and everywhere."""
    staff = cast.opened("Tous", STAFF)
    hidden = cast.opened("Enquête", SECRET, dana="steward", gaelle=CONSULTATION)
    with cast.site.database.writing() as session:

        def agree(*names: str) -> None:
            told, count = people_named(session, cast.viewer(session, "gaelle"), [[*NAMES]], limit=99)
            assert count == len(told)
            ids = {each.id for each in told}
            gaelle = cast.viewer(session, "gaelle")
            assert ids == {each for each in cast.ids.values() if knows(gaelle, other(each))}
            assert ids == {cast.ids[name] for name in (*names, "gaelle")}

        def other(account_id: int) -> Viewer:
            return viewer_of(session, identity(session, session.get_one(accounts.Account, account_id)))

        agree("dana")
        entry = GroupEntry("g", "Groupe")
        group = groups.group_of(session, "ministère", entry, clock.now())
        groups.add(session, group, session.get_one(accounts.Account, cast.ids["bob"]))
        role(cast, session, group_word(group.id), CONSULTATION, hidden)
        agree("dana", "bob")
        session.add(
            Restraint(
                word=account_word(cast.ids["bob"]), space_id=None, sort=SUSPENSION, imposed_at=clock.now()
            )
        )
        rights_changed(session)
        agree("dana")
        role(cast, session, account_word(cast.ids["charlie"]), STEWARD, hidden)
        role(cast, session, account_word(cast.ids["dana"]), None, hidden)
        agree("charlie")
        role(cast, session, account_word(cast.ids["gaelle"]), CONSULTATION, staff)
        role(cast, session, MEMBERS, CONSULTATION, staff)
        agree("dana", "alice", "charlie", "admin")


def test_renamed_and_departed_people_follow_at_once(visitors: Visitors, cast: Cast) -> None:
    entry = Entry("bob", "robert", "Robert Gagné", None)
    with cast.site.database.writing() as session:
        accounts.update_account(
            session, session.get_one(accounts.Account, cast.ids["bob"]), entry, clock.now()
        )
        accounts.disable(
            session, session.get_one(accounts.Account, cast.ids["alice"]), by="directory", now=clock.now()
        )
        session.get_one(accounts.Account, cast.ids["charlie"]).ends_at = clock.now()
        session.commit()
    assert found(visitors.dana, "gagne") == offered(visitors.dana, "gagne") == ["Robert Gagné"]
    for gone in ("gagnon", "alice", "charlie"):
        assert found(visitors.dana, gone) == offered(visitors.dana, gone) == [], gone


def test_they_are_a_group_of_their_own(visitors: Visitors, cast: Cast) -> None:
    cast.page("Gagnon et ses abattoirs")
    for number in range(12):
        with cast.site.database.writing() as session:
            entry = Entry(f"{number}", f"g{number}", f"Gagnon {number:02}", None)
            accounts.account_of(session, "ministère", entry, clock.now())
            session.commit()
    cast.index()
    page = visitors.alice.get("/-/search?q=gagnon").text
    assert "One result" in page
    assert found(visitors.alice, "gagnon") == ["Bob Gagnon", "Gagnon 00", "Gagnon 01"]
    assert 'q=gagnon+kind:person">See all 13</a>' in page
    facet = dict(re.findall(r'<span>([^<]+)</span> <span class="number soft">(\d+)</span>', page))
    assert facet == {"Pages": "1", "People": "13"}
    only = visitors.alice.get("/-/search?q=gagnon+kind:person").text
    assert "abattoirs" not in only
    assert found(visitors.alice, "gagnon kind:person")[-1] == "Gagnon 08"
    onward = re.search(r'rel="next" href="/-/search[?]([^"]+)"', only)
    assert onward is not None
    rest = visitors.alice.get(f"/-/search?{unescape(onward[1])}").text
    assert re.findall(r'people/\d+">([^<]+)</a>', rest.split('class="named"')[1]) == [
        "Gagnon 09",
        "Gagnon 10",
        "Gagnon 11",
    ]
    assert found(visitors.alice, "gagnon kind:page") == []
    assert 'class="number soft">13<' in visitors.alice.get("/-/search?q=gagnon+kind:page").text
    for narrowed in ("gagnon tag:viande", f"gagnon space:{cast.space}", "gagnon after:2020", "gagnon -bob"):
        assert found(visitors.alice, narrowed) == [], narrowed
    with counted(cast.site.database) as sent:
        visitors.alice.client.get("/-/search?q=gagnon+kind:person")
    assert len(sent) <= 2, "\n".join(sent)
