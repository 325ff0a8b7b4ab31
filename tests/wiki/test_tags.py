"""Tags with their pages and topics: neither listed nor counted for those who may not read what bears them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.factories import Cast
from tests.statements import counted
from tests.visitor import Visitor, Visitors
from tests.wiki.forum.talking import Talk
from wiki.config import Settings
from wiki.kinds.pages.commands import create_page, delete_page
from wiki.parts.spaces.models import SECRET, Space


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """What is said to people is compared as the source writes it."""
    return settings.model_copy(update={"language": "en-CA"})


def page(cast: Cast, title: str, *tags: str, space: str | None = None) -> int:
    with cast.acting("bob") as (session, bob):
        found = session.query(Space).filter_by(slug=space or cast.space).one()
        made = create_page(session, bob, found, title=title, body="Du texte.", tags=tags)
        session.flush()
        return made.id


def tags(visitor: Visitor, query: str = "") -> dict[str, int]:
    """Tag → how many items bear it."""
    found = re.findall(
        r'<li><a href="/-/tag[?]name=[^"]+">(.*?) <span class="number soft">&nbsp;(\d+)</span>',
        visitor.get(f"/-/tags{query}").text,
    )
    return {unescape(label): int(items) for label, items in found}


def bearers(visitor: Visitor, query: str) -> dict[str, list[str]]:
    """Kind, with how many → the titles that the place of the tag lists."""
    answer = visitor.get(f"/-/tag?{query}")
    assert answer.status_code == 200
    sections = re.findall(r'<h2 id="kind-[^>]+>(.*?)</h2>(.*?)</section>', answer.text, re.DOTALL)
    return {
        re.sub("<[^>]+>", "", heading): [
            unescape(title) for title in re.findall(r"<h3[^>]*><a [^>]+>(.*?)</a>", lines)
        ]
        for heading, lines in sections
    }


def test_a_tag_leads_to_its_pages_and_its_topics(visitors: Visitors, cast: Cast) -> None:
    page(cast, "Abattoirs", "Inspection", "viande")
    page(cast, "Volailles", "inspection")
    Talk(cast).topic("Où sont les clés?", tags=("inspection",))
    assert tags(visitors.alice) == {"Inspection": 3, "viande": 1}
    expected = {"Pages (2)": ["Volailles", "Abattoirs"], "Topics (1)": ["Où sont les clés?"]}
    for written in ("inspection", "INSPECTION"):
        assert bearers(visitors.alice, f"name={written}") == expected
    assert bearers(visitors.alice, "name=inspection&kind=topic") == {"Topics (1)": ["Où sont les clés?"]}
    assert "/-/tag?name=viande" in visitors.alice.get(f"/{cast.space}/abattoirs").text


def test_nothing_leaks_by_a_tag(visitors: Visitors, cast: Cast, stranger: Visitor) -> None:
    """L-6: not the tag, not how it is written, not the count."""
    hidden = cast.opened("Enquête", SECRET, dana="steward", bob="functional")
    page(cast, "Plan", "INSPECTION", "perquisition", space=hidden)
    page(cast, "Abattoirs", "inspection")
    assert tags(visitors.dana) == {"INSPECTION": 2, "perquisition": 1}
    assert tags(visitors.alice) == {"inspection": 1}
    assert tags(visitors.charlie) == {}
    assert bearers(visitors.alice, "name=inspection") == {"Pages (1)": ["Abattoirs"]}
    for query in ("name=perquisition", "name=rien", "name=inspection&kind=potage"):
        absent = visitors.alice.get(f"/-/tag?{query}")
        assert absent.status_code == 404
        assert "Nothing that you may read bears this tag" in absent.text
    assert visitors.alice.client.get("/-/tag").headers["Location"] == "/-/tags"
    for address in ("/-/tags", "/-/tag?name=inspection"):
        assert stranger.get(address).headers["Location"].startswith("/-/sign-in")


def test_what_is_in_the_bin_bears_nothing(visitors: Visitors, cast: Cast) -> None:
    gone = page(cast, "Abattoirs", "viande")
    with cast.acting("dana") as (session, dana):
        delete_page(session, dana, gone, "Doublon.")
    assert tags(visitors.alice) == {}
    assert visitors.alice.get("/-/tag?name=viande").status_code == 404


def test_a_tag_may_hold_what_a_path_may_not(visitors: Visitors, cast: Cast) -> None:
    page(cast, "Abattoirs", "../a//b?c&d", "..", 'l’"heure"')
    page_of_tags = visitors.alice.get("/-/tags").text
    for address in re.findall(r'href="(/-/tag[?]name=[^"]+)"', page_of_tags):
        assert "Abattoirs" in visitors.alice.get(unescape(address)).text


def test_many_are_leafed_through(visitors: Visitors, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wiki.features.discovery.views.tags.TAGS", 2)
    monkeypatch.setattr("wiki.features.discovery.views.tags.USED", 0)
    monkeypatch.setattr("wiki.features.discovery.views.tags.BEARERS", 2)
    for number in range(5):
        page(cast, f"Page {number}", "tous", f"seul {number}")
    assert list(tags(visitors.alice)) == ["seul 0", "seul 1"]
    assert list(tags(visitors.alice, "?after=seul 3")) == ["seul 4", "tous"]
    seen, address = [], "name=tous"
    while address:
        seen += bearers(visitors.alice, address)["Pages (5)"]
        onward = re.search(
            r'rel="next" href="/-/tag[?]([^"]+)"', visitors.alice.get(f"/-/tag?{address}").text
        )
        address = unescape(onward[1]) if onward else ""
    assert seen == [f"Page {number}" for number in (4, 3, 2, 1, 0)]


def test_a_tag_costs_so_many_statements(visitors: Visitors, cast: Cast) -> None:
    for number in range(10):
        page(cast, f"Page {number}", "tous")
        Talk(cast).topic(f"Sujet {number}", tags=("tous",))
    for address, most in (("/-/tags", 2), ("/-/tag?name=tous", 6)):
        visitors.dana.get(address)
        with counted(cast.site.database) as sent:
            assert visitors.dana.client.get(address).status_code == 200
        assert len(sent) <= most, "\n".join(sent)
