"""Feeds: what somebody may read at the moment of each fetch, by a key that they withdraw (S-26)."""

from __future__ import annotations

import hashlib
import re
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from auth import accounts
from auth.identity import account_word
from tests.factories import Cast
from tests.statements import counted
from tests.visitor import Visitor, Visitors
from tests.wiki.forum.talking import Talk
from tests.wiki.pages.writing import address_of, edit
from wiki import clock
from wiki.access.viewer import operator
from wiki.config import Settings
from wiki.parts.feeds.models import FeedKey
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import SECRET, Space

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """What is said to people is compared as the source writes it."""
    return settings.model_copy(update={"language": "en-CA"})


def made(visitor: Visitor) -> str:
    """The path of a feed that this person has just made."""
    page = visitor.post("/-/feed")
    found = re.search(r'value="http://localhost(/-/feeds/[^"]+[.]atom)"', page.text)
    assert found is not None
    return found[1]


def titles(reader: Visitor, feed: str) -> list[str | None]:
    answer = reader.get(feed)
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    entries = ElementTree.fromstring(answer.data).findall(f"{ATOM}entry")
    return [entry.findtext(f"{ATOM}title") for entry in entries]


def test_a_reader_of_feeds_needs_the_key_alone(visitors: Visitors, cast: Cast, stranger: Visitor) -> None:
    page = cast.page("Abattoirs & <volailles>")
    Talk(cast).topic("Où sont les clés?")
    edit(visitors.bob, address_of(cast, page), body="Mieux.\n", summary="Plus « clair »\x0b & net")
    feed = made(visitors.alice)
    assert titles(stranger, feed)[:3] == [
        "Abattoirs & <volailles>",
        "Où sont les clés?",
        "Abattoirs & <volailles>",
    ]
    document = ElementTree.fromstring(stranger.get(feed).data)
    first = document.find(f"{ATOM}entry")
    assert first is not None
    assert first.findtext(f"{ATOM}summary") == "Plus « clair » & net"
    assert first.findtext(f"{ATOM}author/{ATOM}name") == "Bob Gagnon"
    link = first.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://localhost{address_of(cast, page)}"
    ids = [each.text for each in document.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    assert feed not in stranger.get(feed).text  # a copy that is passed on opens nothing


def test_rights_are_asked_at_each_fetch(visitors: Visitors, cast: Cast, stranger: Visitor) -> None:
    """S-26, L-3: who is taken out of a group lacks its items from the next fetch on."""
    hidden = cast.opened("Enquête", SECRET, dana="steward", bob="functional")
    cast.page("Plan", space=hidden)
    cast.page("Abattoirs")
    feed, other = made(visitors.bob), made(visitors.charlie)
    assert {"Plan", "Abattoirs"} <= set(titles(stranger, feed))
    assert titles(stranger, other) == []
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=hidden).one()
        set_role(session, operator(), space, account_word(cast.ids["bob"]), None)
        session.commit()
    assert "Plan" not in titles(stranger, feed)
    assert "Enquête" not in stranger.get(feed).text
    # Signed in as somebody who may read more, one is told what the key may read.
    assert "Plan" not in titles(visitors.dana, feed)


def test_a_key_is_withdrawn_and_replaced(visitors: Visitors, cast: Cast, stranger: Visitor) -> None:
    first = made(visitors.alice)
    second = made(visitors.alice)
    assert stranger.get(first).status_code == 404
    assert stranger.get(second).status_code == 200
    others = made(visitors.bob)
    visitors.alice.post("/-/feed/withdraw", form="/-/feed")
    gone = stranger.get(second)
    assert gone.status_code == 404
    assert stranger.get(others).status_code == 200
    for wrong in ("x", "é", "a" * 3000, "%00", second[9:-5].upper()):
        absent = stranger.get(f"/-/feeds/{wrong}.atom")
        assert absent.status_code == 404
        assert "There is no feed at this address" in absent.text
    assert "There is no feed at this address" in gone.text


def test_a_disabled_account_has_no_feed(visitors: Visitors, cast: Cast, stranger: Visitor) -> None:
    """L-14."""
    feed = made(visitors.alice)
    with cast.site.database.writing() as session:
        account = accounts.find_account(session, cast.ids["alice"])
        assert account is not None
        accounts.disable(session, account, by="directory", now=clock.now())
        session.commit()
    assert stranger.get(feed).status_code == 404


def test_the_address_is_shown_once_and_kept_nowhere(
    visitors: Visitors, cast: Cast, stranger: Visitor
) -> None:
    assert "You made the address" not in visitors.alice.get("/-/feed").text
    key = made(visitors.alice).removeprefix("/-/feeds/").removesuffix(".atom")
    page = visitors.alice.get("/-/feed").text
    assert "You made the address" in page
    assert key not in page
    with cast.site.database.reading() as session:
        kept = session.scalars(select(FeedKey)).one()
        assert kept.key_hash == hashlib.sha256(key.encode()).hexdigest()
    assert stranger.get("/-/feed").headers["Location"].startswith("/-/sign-in")


def test_a_feed_speaks_the_language_of_its_owner(visitors: Visitors, cast: Cast, stranger: Visitor) -> None:
    feed = made(visitors.alice)
    assert "Recent changes" in stranger.get(feed).text
    with cast.site.database.writing() as session:
        account = accounts.find_account(session, cast.ids["alice"])
        assert account is not None
        account.language = "fr-CA"
        session.commit()
    assert "Modifications récentes" in stranger.get(feed).text


def test_a_feed_costs_so_many_statements(visitors: Visitors, cast: Cast, stranger: Visitor) -> None:
    for number in range(20):
        cast.page(f"Page {number}")
    feed = made(visitors.alice)
    with counted(cast.site.database) as sent:
        assert stranger.client.get(feed).status_code == 200
    assert len(sent) <= 6, "\n".join(sent)


def test_a_feed_tells_of_one_space_or_one_kind(visitors: Visitors, cast: Cast, stranger: Visitor) -> None:
    other = cast.opened("Paie", dana="steward", bob="functional")
    cast.page("Salaires", space=other)
    cast.page("Abattoirs")
    Talk(cast).topic("Où sont les clés?")
    feed = made(visitors.alice)
    assert titles(stranger, f"{feed}?space={other}") == ["Salaires", "Accueil"]
    assert titles(stranger, f"{feed}?kind=topic") == ["Où sont les clés?"]
    assert titles(stranger, f"{feed}?space={cast.space}&kind=page") == ["Abattoirs", "Accueil"]
    assert titles(stranger, f"{feed}?space={other}&kind=topic") == []
    assert len(titles(stranger, f"{feed}?space=&kind=")) == 5
    told = stranger.get(f"{feed}?space={cast.space}&kind=page").text
    assert "Recent changes – Inspection des aliments – Pages" in told
    assert f"/-/recent?space={cast.space}&amp;kind=page" in told
    for wrong in ("?space=nulle-part", "?kind=potage", f"?space={cast.space}&kind=potage"):
        assert stranger.get(feed + wrong).status_code == 404


def test_a_feed_of_a_space_ends_for_whoever_is_taken_out_of_it(
    visitors: Visitors, cast: Cast, stranger: Visitor
) -> None:
    """S-26, L-3: it answers then as that of a space which is not, whatever its reader still has of it."""
    cast.page("Abattoirs")
    feed = f"{made(visitors.alice)}?space={cast.space}"
    tag = stranger.get(feed).headers["ETag"]
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_role(session, operator(), space, account_word(cast.ids["alice"]), None)
        session.commit()
    refused = stranger.get(feed, headers={"If-None-Match": tag})
    absent = stranger.get(feed.replace(cast.space, "nulle-part"))
    assert refused.status_code == absent.status_code == 404
    assert "Abattoirs" not in refused.text
    assert "Inspection" not in refused.text


def test_what_a_reader_has_already_is_not_sent_again(
    visitors: Visitors, cast: Cast, stranger: Visitor
) -> None:
    cast.page("Abattoirs")
    feed, nothing = made(visitors.alice), made(visitors.charlie)
    for each in (feed, nothing):
        tag = stranger.get(each).headers["ETag"]
        for held in (tag, f"W/{tag}", f'"x", {tag}'):
            again = stranger.get(each, headers={"If-None-Match": held})
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["ETag"] == tag
        assert stranger.get(each, headers={"If-None-Match": '"x"'}).status_code == 200
    tag = stranger.get(feed).headers["ETag"]
    cast.page("Volailles")
    renewed = stranger.get(feed, headers={"If-None-Match": tag})
    assert renewed.status_code == 200
    assert "Volailles" in renewed.text
    # A key that was withdrawn says nothing, not even that all is as it was.
    visitors.alice.post("/-/feed/withdraw", form="/-/feed")
    held = renewed.headers["ETag"]
    assert stranger.get(feed, headers={"If-None-Match": held}).status_code == 404


def test_feeds_are_offered_where_changes_are_read(visitors: Visitors, cast: Cast) -> None:
    cast.page("Abattoirs")
    Talk(cast).topic("Où sont les clés?")
    recent = visitors.alice.get(f"/-/recent?space={cast.space}&kind=topic").text
    assert "Où sont les clés?" in recent
    assert "Abattoirs" not in recent
    offered = f"/-/feed?space={cast.space}&amp;kind=topic"
    assert f'href="{offered}"' in recent
    chosen = offered.replace("&amp;", "&")
    page = visitors.alice.post(chosen).text
    assert re.search(
        rf'value="http://localhost/-/feeds/[^"?]+[.]atom[?]space={cast.space}&amp;kind=topic"', page
    )
    assert f"<code>?space={cast.space}&amp;kind=topic</code>" in visitors.alice.get(chosen).text
    assert visitors.charlie.get(chosen).status_code == 404
    for address in ("/-/recent?kind=potage", "/-/feed?kind=potage"):
        assert visitors.alice.get(address).status_code == 404
