"""A person's page: what they wrote that its reader may read, for those who may know of them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from auth import accounts
from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.forum.talking import Talk
from tests.wiki.pages.writing import address_of
from wiki import clock
from wiki.access.viewer import operator
from wiki.config import Settings
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import SECRET, Space


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """What is said to people is compared as the source writes it."""
    return settings.model_copy(update={"language": "en-CA"})


def written(visitor: Visitor, who: object) -> list[str]:
    """The titles that the person's page shows, what was written and the spaces."""
    page = visitor.get(f"/-/people/{who}")
    assert page.status_code == 200
    return re.findall(r'<h3 class="list__title"><a [^>]+>([^<]+)</a>', page.text)


def test_what_somebody_wrote_and_where_one_meets_them(visitors: Visitors, cast: Cast) -> None:
    cast.page("Abattoirs")
    cast.page("De Dana", by="dana")
    Talk(cast).topic("Où sont les clés?")
    expected = ["Où sont les clés?", "Abattoirs", "Inspection des aliments"]
    assert written(visitors.alice, "bob") == expected
    assert written(visitors.alice, cast.ids["bob"]) == expected
    assert written(visitors.alice, "BOB") == expected
    assert "<h1>Bob Gagnon</h1>" in visitors.alice.get("/-/people/bob").text


def test_a_name_leads_to_whoever_bears_it(visitors: Visitors, cast: Cast) -> None:
    page, topic = cast.page("Abattoirs"), Talk(cast).topic("Où sont les clés?")
    address = f"/{cast.space}/abattoirs"
    bob = f'<a href="/-/people/{cast.ids["bob"]}">Bob Gagnon</a>'
    places = ("", "/-/history", "/-/revisions/1", "/-/compare?from=1&to=1")
    for where in (*(f"{address}{place}" for place in places), topic.url, "/", "/-/recent"):
        assert bob in visitors.alice.get(where).text, where
    dana = f'<a href="/-/people/{cast.ids["dana"]}">Dana Tremblay</a>'
    assert dana in visitors.charlie.get(f"/{cast.space}").text
    with cast.site.database.writing() as session:
        session.execute(update(Revision).where(Revision.item_id == page.id).values(author_id=None))
        session.commit()
    read = visitors.alice.get(address).text
    assert "Bob Gagnon" in read
    assert bob not in read


def test_the_unit_is_said_when_the_account_has_one(visitors: Visitors, cast: Cast) -> None:
    assert 'class="lead"' not in visitors.alice.get("/-/people/bob").text
    with cast.site.database.writing() as session:
        account = accounts.find_account(session, cast.ids["bob"])
        assert account is not None
        account.unit = "Direction des <abattoirs>"
        session.commit()
    assert "Direction des &lt;abattoirs&gt;" in visitors.alice.get("/-/people/bob").text


def test_only_what_its_reader_may_read_is_told(visitors: Visitors, cast: Cast) -> None:
    """L-11, L-12."""
    hidden = cast.opened("Enquête", SECRET, dana="steward", bob="functional")
    cast.page("Plan", space=hidden)
    cast.page("Abattoirs")
    assert written(visitors.dana, "bob") == ["Abattoirs", "Plan", "Enquête", "Inspection des aliments"]
    assert written(visitors.alice, "bob") == ["Abattoirs", "Inspection des aliments"]
    assert written(visitors.charlie, "bob") == []
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=hidden).one()
        set_role(session, operator(), space, account_word(cast.ids["bob"]), None)
        session.commit()
    assert written(visitors.bob, "bob") == [
        "Abattoirs",
        "Inspection des aliments",
    ]  # one's own are no exception
    assert "Plan" in written(visitors.dana, "bob")


def test_whoever_is_gone_or_was_never_there_is_the_same_absence(visitors: Visitors, cast: Cast) -> None:
    with cast.site.database.writing() as session:
        account = accounts.find_account(session, cast.ids["charlie"])
        assert account is not None
        accounts.disable(session, account, by="administrator", now=clock.now())
        session.commit()
    gone = visitors.alice.get("/-/people/charlie")
    for nobody in (cast.ids["charlie"], "personne", 987654, "9" * 30, "²", "%20", "-1"):
        absent = visitors.alice.get(f"/-/people/{nobody}")
        assert absent.status_code == gone.status_code == 404
        assert "Charlie" not in absent.text + gone.text
        assert "nobody here by this name" in absent.text


def test_a_guest_knows_the_people_of_their_spaces(visitors: Visitors, cast: Cast) -> None:
    """L-10."""
    for who in ("dana", "charlie"):
        absent = visitors.gaelle.get(f"/-/people/{who}")
        assert absent.status_code == 404
        assert "nobody here by this name" in absent.text
    assert visitors.gaelle.get("/-/people/gaelle").status_code == 200
    cast.opened("Chantier", SECRET, dana="steward", gaelle="consultation")
    assert written(visitors.gaelle, "dana") == ["Chantier"]
    assert visitors.gaelle.get("/-/people/charlie").status_code == 404
    assert "Guest" in visitors.dana.get("/-/people/gaelle").text


def test_nobody_signed_in_is_shown_nobody(visitors: Visitors, cast: Cast, stranger: Visitor) -> None:
    for who in ("dana", "personne"):
        assert stranger.get(f"/-/people/{who}").headers["Location"].startswith("/-/sign-in")
    assert 'href="/-/people/' in visitors.dana.get(f"/{cast.space}/-/members").text


def test_names_of_authors_lead_to_their_pages(visitors: Visitors, cast: Cast) -> None:
    """In histories, recent changes and topics; not of who is gone, nor for guests."""
    page = address_of(cast, cast.page("Abattoirs"))
    topic = Talk(cast).topic("Où sont les clés?").url
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_role(session, operator(), space, account_word(cast.ids["gaelle"]), "consultation")
        session.commit()
    link = f'<a href="/-/people/{cast.ids["bob"]}">Bob Gagnon</a>'
    places = ("/", "/-/recent", f"{page}/-/history", topic)
    for address in places:
        assert link in visitors.alice.get(address).text, address
        told_to_guest = visitors.gaelle.get(address).text
        assert "Bob Gagnon" in told_to_guest
        assert link not in told_to_guest, address
    with cast.site.database.writing() as session:
        account = accounts.find_account(session, cast.ids["bob"])
        assert account is not None
        accounts.disable(session, account, by="administrator", now=clock.now())
        session.commit()
    for address in places:
        told = visitors.alice.get(address).text
        assert "Bob Gagnon" in told
        assert link not in told, address
