"""Lists that grow: a screen at a time, in few statements, in few bytes."""

from __future__ import annotations

import gzip
import re
from html import unescape

import pytest
from sqlalchemy import insert, select

from tests.factories import Cast
from tests.statements import counted
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import address_of
from wiki import clock
from wiki.access.viewer import operator
from wiki.config import Settings
from wiki.kinds.pages.commands import delete_page
from wiki.kinds.pages.models import Page
from wiki.parts.moderation.cases import open_case
from wiki.parts.notices.models import Notice
from wiki.parts.notices.sentences import Told, packed
from wiki.parts.spaces.commands import open_space
from wiki.parts.spaces.models import STAFF, Space
from wiki.parts.tags.models import Tag

LATER = 30_000  # bytes over the wire of a page that is not the first


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """What is said to people is compared as the source writes it."""
    return settings.model_copy(update={"language": "en-CA"})


def weight(visitor: Visitor, address: str) -> int:
    page = visitor.client.get(address)
    assert page.status_code == 200, address
    return len(gzip.compress(page.data, 6))


def onward(visitor: Visitor, address: str) -> str | None:
    """Where the next screen is."""
    found = re.search(r'rel="next" href="([^"]+)"', visitor.get(address).text)
    return unescape(found[1]) if found else None


def listed(visitor: Visitor, address: str, line: str) -> list[list[str]]:
    """What each screen of the list shows, from the first to the last."""
    screens, where = [], address
    while where:
        screens.append(re.findall(line, visitor.get(where).text))
        assert weight(visitor, where) <= LATER, where
        where = onward(visitor, where) or ""
    return screens


def test_ten_thousand_tags_on_a_hundred_thousand_items(visitors: Visitors, cast: Cast) -> None:
    """A bounded page, with the most used, letters and a filter; counted for what the reader may read."""
    page_id = cast.page("Abattoirs").id
    with cast.site.database.writing() as session:
        row = dict(session.execute(select(Page.__table__).where(Page.id == page_id)).mappings().one())
        pages = [
            row | {"id": page_id + n, "slug": f"p{n}", "title_key": f"p{n}", "parent_id": page_id}
            for n in range(1, 5001)
        ]
        session.execute(insert(Page.__table__), pages)
        tags = [
            {"item_kind": "page", "item_id": page_id + n % 5000, "key": key, "label": key}
            for n in range(100_000)
            for key in [f"{'abcdefghij'[n % 10]} mot {n % 10_000:05}"]
            if n < 10_000 or n % 7 == 0
        ]
        unique = {(each["item_id"], each["key"]): each for each in tags}
        session.execute(insert(Tag), list(unique.values()))
        session.commit()
    alice = visitors.alice
    assert weight(alice, "/-/tags") <= LATER
    with counted(cast.site.database) as sent:
        alice.client.get("/-/tags")
    assert len(sent) <= 3, "\n".join(sent)
    first = alice.get("/-/tags").text
    assert "The most used ones" in first
    assert len(re.findall(r'href="/-/tag[?]', first)) == 230
    following = onward(alice, "/-/tags")
    assert following is not None
    assert weight(alice, following) <= LATER
    by_letter = alice.get("/-/tags?from=c").text
    assert ">c mot 00002 <" in by_letter
    assert ">b mot" not in by_letter
    found = re.findall(r'href="/-/tag[?][^>]+>([^<]+) <', alice.get("/-/tags?q=MOT+00042").text)
    assert found == ["c mot 00042"]
    assert "No tag of this name" in alice.get("/-/tags?q=zzz").text
    nobody = visitors.charlie.get("/-/tags").text
    assert 'href="/-/tag?' not in nobody
    assert 'href="/-/tag?' not in visitors.charlie.get("/-/tags?q=mot").text


def test_two_hundred_spaces(visitors: Visitors, cast: Cast) -> None:
    with cast.site.database.writing() as session:
        for number in range(120):
            open_space(session, operator(), f"Espace {number}", visibility=STAFF)
        session.commit()
    screens = listed(visitors.charlie, "/-/spaces", r'card__title"><a href="[^"]+"[^>]*>([^<]+)<')
    assert [len(screen) for screen in screens] == [48, 48, 25]
    assert len({title for screen in screens for title in screen}) == 121
    narrowed = visitors.charlie.get("/-/spaces?q=ESPACE+11").text
    assert "11 spaces" in narrowed
    sly = onward(visitors.charlie, "/-/spaces?q=espace&_scheme=javascript&_external=1")
    assert sly is not None
    assert sly.startswith("/-/spaces?")
    assert "No space of this name" in visitors.charlie.get("/-/spaces?q=zzz").text


def test_what_is_wanted_alone_linked_or_in_the_bin(visitors: Visitors, cast: Cast) -> None:
    target = cast.page("Cible", " ".join(f"[[Absente {number}]]" for number in range(120)))
    for number in range(60):
        cast.page(f"Page {number}", "[[Cible]]")
    cast.index()
    bob, title = visitors.dana, r'list__title"[^>]*>(?:<a [^>]+>)?([^<]+)<'
    for address, sizes in (
        (f"/{cast.space}/-/wanted", [50, 50, 20]),
        (f"/{cast.space}/-/orphans", [50, 10]),
        (f"{address_of(cast, target)}/-/backlinks", [50, 10]),
    ):
        screens = listed(bob, address, title)
        assert [len(screen) for screen in screens] == sizes, address
        assert len({each for screen in screens for each in screen}) == sum(sizes), address
    with cast.acting("dana") as (session, dana):
        for page_id in session.scalars(select(Page.id).where(Page.title.like("Page %"))).all():
            delete_page(session, dana, page_id, "Ménage.")
    assert [len(each) for each in listed(bob, f"/{cast.space}/-/bin", title)] == [50, 10]
    assert bob.get(f"/{cast.space}/-/bin?begin=99999999999999999999").status_code == 200


def test_the_desk_is_leafed_through_to_its_last_case(visitors: Visitors, cast: Cast) -> None:
    """What is gone by itself stands in nobody's way."""
    pages = [cast.page(f"Douteuse {number}").id for number in range(75)]
    with cast.acting("alice") as (session, _alice):
        space_id = session.query(Space).filter_by(slug=cast.space).one().id
        for page_id in pages:
            open_case(session, "page", page_id, space_id, "flagged")
    title = r'list__title"><a [^>]+>([^<]+)<'
    for address in ("/-/desk", f"/{cast.space}/-/desk"):
        screens = listed(visitors.dana, address, title)
        assert [len(screen) for screen in screens] == [50, 25]
        assert screens[0][0] == "Douteuse 0"
        assert screens[1][-1] == "Douteuse 74"
    with cast.acting("dana") as (session, dana):
        for page_id in pages[:70]:
            delete_page(session, dana, page_id, "Ménage.")
    assert listed(visitors.dana, "/-/desk", title) == [[f"Douteuse {number}" for number in range(70, 75)]]
    assert "Douteuse" not in visitors.bob.get("/-/desk").text


def test_ten_thousand_notices(visitors: Visitors, cast: Cast) -> None:
    key, told = sorted(Told.KNOWN.items())[0]
    values = dict.fromkeys(re.findall(r"%\((\w+)\)", told.sentence()), "x")
    row = {
        "account_id": cast.ids["bob"],
        "key": key,
        "params": packed(values),
        "url": "/",
        "made_at": clock.now(),
    }
    with cast.site.database.writing() as session:
        session.execute(insert(Notice), [row] * 10_000)
        session.commit()
    assert weight(visitors.bob, "/-/notices") <= LATER
    assert 50 <= visitors.bob.get("/-/notices").text.split("<main")[1].count("<li") <= 60
    assert onward(visitors.bob, "/-/notices") is not None
    assert weight(visitors.bob, "/") <= LATER
