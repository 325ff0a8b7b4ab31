"""What a person comes back to: favourites and what they saw last, theirs alone, no way around a right (W-23)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from auth.identity import account_word
from auth.models import Account, WebSession
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.forum.talking import Talk
from tests.wiki.pages.writing import address_of
from wiki import clock
from wiki.access.viewer import operator
from wiki.config import Settings
from wiki.kinds.pages.commands import delete_page
from wiki.kinds.pages.models import Page
from wiki.parts.favourites.commands import note_seen
from wiki.parts.favourites.models import REMEMBERED, Favourite, Seen
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import Space
from wiki.web.trail import COOKIE

BUTTON = re.compile(r'<button class="[^"]*favourite[^"]*"[^>]+>')


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """What is said to people is compared as the source writes it."""
    return settings.model_copy(update={"language": "en-CA"})


def kept(visitor: Visitor, name: str) -> list[str]:
    """The titles of their favourites, or of what they saw: the same on their home and where both are listed."""
    lists = []
    for address in ("/", "/-/favourites"):
        page = visitor.get(address).text
        section = re.search(rf'<section [^>]*aria-labelledby="{name}-title".*?</section>', page, re.DOTALL)
        found = re.findall(r"<h3[^>]*><a [^>]*>(.*?)</a></h3>", section[0]) if section else []
        lists.append([unescape(title) for title in found])
    assert lists[0] == lists[1][:8]
    return lists[1]


def offered(visitor: Visitor, group: str) -> list[str]:
    """The titles that the quick switcher offers before anything is typed, under this name."""
    suggestions = visitor.get("/-/quick?q=").get_json()["suggestions"]
    return [each["title"] for each in suggestions if each["group"] == group]


def press(visitor: Visitor, address: str) -> str:
    """Press the star of the page at this address, without scripts; returns where that leads."""
    button = re.search(BUTTON, visitor.get(address).text)
    assert button is not None
    sent = re.search(r'formaction="([^"]+)" name="keep" value="(1?)"', button[0])
    assert sent is not None
    answer = visitor.post(
        sent[1], {"keep": sent[2]}, form=address, headers={"Referer": f"http://localhost{address}"}
    )
    assert answer.status_code == 303
    return answer.headers["Location"]


def pressed(visitor: Visitor, address: str) -> bool:
    button = re.search(BUTTON, visitor.get(address).text)
    assert button is not None
    return 'aria-pressed="true"' in button[0]


def take_role(cast: Cast, name: str) -> None:
    """The person is taken out of the space of the stories."""
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_role(session, operator(), space, account_word(cast.ids[name]), None)
        session.commit()


def throw_away(cast: Cast, page: Page) -> None:
    with cast.acting("dana") as (session, dana):
        delete_page(session, dana, page.id, "Doublon.")


def later(cast: Cast) -> None:
    """Long enough after for it to be noted that a browser was seen."""
    with cast.site.database.writing() as session:
        session.execute(update(WebSession).values(seen_at=clock.now() - timedelta(minutes=6)))
        session.commit()


def rows(cast: Cast, table: type[Favourite | Seen], name: str) -> int:
    with cast.site.database.reading() as session:
        own = select(func.count()).select_from(table).where(table.account_id == cast.ids[name])
        return session.scalar(own) or 0


# ── Favourites ─────────────────────────────────────────────────────────────────────────────────────


def test_a_page_and_a_topic_are_marked_and_taken_back(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Abattoirs"))
    topic = Talk(cast).topic("Où sont les clés?").url
    for address in (page, topic):
        assert not pressed(visitors.alice, address)
        assert press(visitors.alice, address) == address
        assert pressed(visitors.alice, address)
        assert not pressed(visitors.bob, address)
    assert kept(visitors.alice, "favourites") == ["Où sont les clés?", "Abattoirs"]
    assert offered(visitors.alice, "Favourites") == ["Où sont les clés?", "Abattoirs"]
    for nobody_else in (visitors.bob, visitors.dana):
        assert kept(nobody_else, "favourites") == []
    press(visitors.alice, topic)
    assert not pressed(visitors.alice, topic)
    assert kept(visitors.alice, "favourites") == ["Abattoirs"]


def test_a_script_is_answered_in_its_own_way(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Abattoirs")
    address = f"/-/favourites/page/{page.id}"
    token = visitors.alice.token("/-/search")
    for keep in ("1", "1", ""):
        answer = visitors.alice.client.post(address, json={"keep": keep}, headers={"X-CSRFToken": token})
        assert answer.get_json() == {"favourite": bool(keep)}
        assert pressed(visitors.alice, address_of(cast, page)) == bool(keep)
    assert visitors.alice.client.post(address, json={"keep": "1"}).status_code == 400
    for nonsense in ("[]", "2", "{"):
        sent = visitors.alice.client.post(
            address, data=nonsense, content_type="application/json", headers={"X-CSRFToken": token}
        )
        assert sent.get_json() == {"favourite": False}


def test_the_first_page_of_a_space_is_marked_where_it_stands(visitors: Visitors, cast: Cast) -> None:
    assert press(visitors.alice, f"/{cast.space}") == f"/{cast.space}"
    assert pressed(visitors.alice, f"/{cast.space}")
    assert kept(visitors.alice, "favourites") == ["Accueil"]


@pytest.mark.parametrize(
    ("referer", "leads_to"),
    [
        ("", "/-/favourites"),
        ("http://ailleurs.example/x", "/-/favourites"),
        ("http://localhost//ailleurs.example", "/-/favourites"),
        ("http://localhost/-/favourites?x=1", "/-/favourites?x=1"),
    ],
)
def test_one_is_led_back_to_a_page_of_this_site_alone(
    visitors: Visitors, cast: Cast, referer: str, leads_to: str
) -> None:
    page = cast.page("Abattoirs")
    answer = visitors.alice.post(
        f"/-/favourites/page/{page.id}", {"keep": "1"}, headers={"Referer": referer} if referer else {}
    )
    assert answer.headers["Location"] == leads_to


def test_what_one_may_not_read_is_not_marked(visitors: Visitors, cast: Cast, stranger: Visitor) -> None:
    """L-12: the same answer as for what does not exist."""
    page = cast.page("Abattoirs")
    for address in (
        f"/-/favourites/page/{page.id}",
        "/-/favourites/page/987654",
        f"/-/favourites/page/{'9' * 30}",
        "/-/favourites/potage/1",
    ):
        assert visitors.charlie.post(address, {"keep": "1"}).status_code == 404
        assert (
            stranger.post(address, {"keep": "1"}, form="/-/sign-in")
            .headers["Location"]
            .startswith("/-/sign-in")
        )
    assert rows(cast, Favourite, "charlie") == 0


def test_rights_are_asked_at_every_showing(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Abattoirs")
    press(visitors.alice, address_of(cast, page))
    take_role(cast, "alice")
    for name, group in (("favourites", "Favourites"), ("seen", "Recently seen")):
        assert kept(visitors.alice, name) == []
        assert offered(visitors.alice, group) == []
    assert "Abattoirs" not in visitors.alice.get("/").text
    # What one can no longer see can still be taken back.
    visitors.alice.post(f"/-/favourites/page/{page.id}", {"keep": ""})
    assert rows(cast, Favourite, "alice") == 0


def test_what_is_in_the_bin_is_silent(visitors: Visitors, cast: Cast) -> None:
    page, other = cast.page("Abattoirs"), cast.page("Volailles")
    for each in (page, other):
        press(visitors.alice, address_of(cast, each))
    throw_away(cast, page)
    assert kept(visitors.alice, "favourites") == ["Volailles"]
    assert kept(visitors.alice, "seen") == ["Volailles"]


def test_there_is_a_bound_to_what_is_marked(
    visitors: Visitors, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wiki.parts.favourites.commands.MOST", 1)
    press(visitors.alice, address_of(cast, cast.page("Abattoirs")))
    refused = visitors.alice.post(f"/-/favourites/page/{cast.page('Volailles').id}", {"keep": "1"})
    assert refused.status_code == 422
    assert "You have 1 favourites already" in refused.text
    assert kept(visitors.alice, "favourites") == ["Abattoirs"]


# ── Recently seen ──────────────────────────────────────────────────────────────────────────────────


def test_what_one_opened_is_there_at_once_the_last_first(visitors: Visitors, cast: Cast) -> None:
    first, second = address_of(cast, cast.page("Abattoirs")), address_of(cast, cast.page("Volailles"))
    topic = Talk(cast).topic("Où sont les clés?").url
    assert kept(visitors.alice, "seen") == []
    for address in (first, second, topic, first):
        visitors.alice.get(address)
    assert kept(visitors.alice, "seen") == ["Abattoirs", "Où sont les clés?", "Volailles"]
    assert offered(visitors.alice, "Recently seen") == ["Abattoirs", "Où sont les clés?", "Volailles"]
    assert kept(visitors.bob, "seen") == []
    assert rows(cast, Seen, "alice") == 0  # reading wrote nothing


def test_what_was_refused_was_not_seen(visitors: Visitors, cast: Cast) -> None:
    assert visitors.charlie.get(address_of(cast, cast.page("Abattoirs"))).status_code == 404
    assert visitors.charlie.client.get_cookie(COOKIE) is None


def test_it_is_noted_when_the_browser_is_and_known_at_every_other(
    visitors: Visitors, cast: Cast, app: Flask
) -> None:
    pages = [cast.page(title) for title in ("Abattoirs", "Volailles", "Fromages")]
    for page in pages:
        visitors.alice.get(address_of(cast, page))
    elsewhere = Visitor(app, "alice")
    assert kept(elsewhere, "seen") == []
    later(cast)
    visitors.alice.get(address_of(cast, pages[0]))
    assert visitors.alice.client.get_cookie(COOKIE) is None
    for browser in (visitors.alice, elsewhere):
        assert kept(browser, "seen") == ["Abattoirs", "Fromages", "Volailles"]
    elsewhere.get(address_of(cast, pages[1]))
    assert kept(elsewhere, "seen") == ["Volailles", "Abattoirs", "Fromages"]


def test_it_is_noted_when_one_leaves(visitors: Visitors, cast: Cast) -> None:
    visitors.alice.get(address_of(cast, cast.page("Abattoirs")))
    visitors.alice.post("/-/sign-out", form="/")
    assert visitors.alice.client.get_cookie(COOKIE) is None
    visitors.alice.sign_in("alice")
    assert kept(visitors.alice, "seen") == ["Abattoirs"]


def test_whoever_signs_in_next_at_the_same_browser_is_shown_nothing(visitors: Visitors, cast: Cast) -> None:
    visitors.alice.get(address_of(cast, cast.page("Abattoirs")))
    visitors.alice.client.delete_cookie("relais")
    visitors.alice.sign_in("bob")
    assert kept(visitors.alice, "seen") == []
    visitors.alice.get(address_of(cast, cast.page("Volailles")))
    assert kept(visitors.alice, "seen") == ["Volailles"]


def test_a_cookie_that_was_forged_shows_nothing_more(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Abattoirs")
    own, foreign = cast.ids["charlie"], cast.ids["alice"]
    for value in (
        f"{own}.page:{page.id}",
        f"{foreign}.page:{page.id}",
        f"{own}.page:{'9' * 30}",
        f"{own}.potage:1.page:²",
        "x" * 3000,
    ):
        visitors.charlie.client.set_cookie(COOKIE, value)
        assert kept(visitors.charlie, "seen") == []
        assert offered(visitors.charlie, "Recently seen") == []


def test_few_are_remembered(visitors: Visitors, cast: Cast) -> None:
    with cast.acting("alice") as (session, alice):
        for number in range(REMEMBERED + 5):
            note_seen(session, alice, [("page", number)])
        note_seen(session, alice, [("page", number) for number in range(3)])
        left = session.scalars(select(Seen.item_id).order_by(Seen.seen_at.desc())).all()
    assert list(left) == [0, 1, 2, *range(REMEMBERED + 4, 7, -1)]


def test_its_owner_empties_it_and_it_goes_with_the_account(visitors: Visitors, cast: Cast) -> None:
    first, second = cast.page("Abattoirs"), cast.page("Volailles")
    for name in ("alice", "bob"):
        with cast.acting(name) as (session, actor):
            note_seen(session, actor, [("page", first.id)])
        press(getattr(visitors, name), address_of(cast, second))
    emptied = visitors.alice.post("/-/favourites/forget-seen", form="/-/favourites")
    assert emptied.headers["Location"] == "/-/favourites"
    assert kept(visitors.alice, "seen") == []
    assert kept(visitors.alice, "favourites") == ["Volailles"]
    assert kept(visitors.bob, "seen") == ["Volailles", "Abattoirs"]
    with cast.site.database.writing() as session:
        session.execute(delete(WebSession).where(WebSession.account_id == cast.ids["alice"]))
        session.execute(delete(Account).where(Account.id == cast.ids["alice"]))
        session.commit()
    assert rows(cast, Favourite, "alice") == rows(cast, Seen, "alice") == 0
    assert rows(cast, Favourite, "bob") == 1
