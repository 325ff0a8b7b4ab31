"""One revision of a page is hidden: its words leave every screen but those of its author and of who moderates."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.moderation.desk import Desk
from tests.wiki.pages.writing import address_of, edit, history, opened, sent
from wiki.access.roles import FUNCTIONAL
from wiki.access.viewer import operator
from wiki.errors import NotFound
from wiki.integrity import database_findings
from wiki.kinds.pages.commands import revert_page, save_page
from wiki.kinds.pages.errors import RevisionIsRead
from wiki.kinds.pages.models import Page
from wiki.parts.audit.models import AuditEntry
from wiki.parts.feeds.commands import make_feed_key
from wiki.parts.moderation.errors import NothingToModerate
from wiki.parts.revisions.hiding import RevisionHidden, RevisionNotShown
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import Space

CANARY, SUMMARY = "Anticonstitutionnel", "Desoxyribonucleique"


@pytest.fixture
def page(cast: Cast) -> Page:
    """Bob began the page, wrote what should not stand there, and Dana took it out."""
    made = cast.page("Procédure")
    with cast.acting("bob") as (session, bob):
        save_page(session, bob, made.id, base=1, body=f"Début.\n\n{CANARY}.\n", summary=SUMMARY)
    with cast.acting("dana") as (session, dana):
        save_page(session, dana, made.id, base=2, body="Début.\n\nFin.\n")
    cast.index()
    return made


def revision_id(cast: Cast, page: Page, number: int) -> int:
    with cast.site.database.reading() as session:
        wanted = select(Revision.id).where(
            Revision.item_kind == "page", Revision.item_id == page.id, Revision.number == number
        )
        return session.scalars(wanted).one()


def everywhere(cast: Cast, page: Page) -> list[str]:
    """Where words of a past revision were read."""
    address = address_of(cast, page)
    return [
        f"{address}/-/history",
        f"{address}/-/revisions/2",
        f"{address}/-/compare?from=1&to=2",
        f"{address}/-/compare?from=2&to=3&view=side",
        f"{address}/-/compare?from=2&view=source",
        "/-/recent",
        f"/-/recent?space={cast.space}",
        "/-/search?q=anticonstitutionnel",
        f"/-/people/{cast.ids['bob']}",
        "/",
    ]


def met(visitor: Visitor, cast: Cast, page: Page) -> set[str]:
    said = "".join(visitor.client.get(path).text for path in everywhere(cast, page))
    return {word for word in (CANARY, SUMMARY) if word in said}


def test_the_words_of_a_hidden_revision_leave_every_screen_but_two(
    cast: Cast, desk: Desk, visitors: Visitors, page: Page
) -> None:
    address, hidden = address_of(cast, page), revision_id(cast, page, 2)
    with cast.acting("alice") as (session, alice):
        feed = f"/-/feeds/{make_feed_key(session, alice)}.atom"
    assert met(visitors.alice, cast, page) == {CANARY, SUMMARY}
    assert SUMMARY in visitors.alice.client.get(feed).text
    desk.decides("dana", "revision", hidden, "hide", reason="personal")
    cast.index()
    assert met(visitors.alice, cast, page) == set()
    assert SUMMARY not in visitors.alice.client.get(feed).text
    for reader in (visitors.dana, visitors.bob, visitors.charlie):
        assert met(reader, cast, page) == {CANARY, SUMMARY}
    for path in everywhere(cast, page)[1:5]:
        answer = visitors.alice.get(path)
        assert answer.status_code == 404, path
        assert "Revision 2 is hidden" in answer.text
    lines = visitors.alice.get(f"{address}/-/history").text
    assert history(visitors.alice, address) == [3, 1]
    assert "Hidden by those who moderate" in lines
    assert "Personal information" in lines
    assert "Bob Gagnon" in lines
    assert visitors.alice.get(f"{address}/-/compare?from=1&to=3").status_code == 200
    assert "Fin." in visitors.alice.get(address).text
    desk.decides("charlie", "revision", hidden, "restore")
    assert met(visitors.alice, cast, page) == {CANARY, SUMMARY}
    assert history(visitors.alice, address) == [3, 2, 1]


def test_a_hidden_revision_comes_back_by_no_other_way(
    cast: Cast, desk: Desk, visitors: Visitors, page: Page
) -> None:
    """Not brought back, not as the beginning of a change, not as what a colleague wrote."""
    address, hidden = address_of(cast, page), revision_id(cast, page, 2)
    form = opened(visitors.dana, f"{address}/-/edit")
    assert sent(visitors.dana, f"{address}/-/edit", form, body="Début.\n\nLa fin.\n").status_code == 303
    desk.decides("charlie", "revision", hidden, "hide", reason="personal")
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_role(session, operator(), space, account_word(cast.ids["alice"]), FUNCTIONAL)
        session.commit()
    with cast.acting("alice") as (session, alice), pytest.raises(RevisionHidden):
        revert_page(session, alice, page.id, 2)
    with cast.acting("dana") as (session, dana), pytest.raises(RevisionNotShown):
        revert_page(session, dana, page.id, 2)
    assert visitors.alice.post(f"{address}/-/revisions/2/revert", form=f"{address}/-/edit").status_code == 404
    shown = edit(visitors.alice, address, body="Autre chose.\n", base_revision="2")
    assert shown.status_code == 409
    assert CANARY not in shown.text
    refused = edit(
        visitors.alice, address, base_revision="1", theirs_revision="2", body="Tout autre chose.\n"
    )
    assert refused.status_code == 404
    assert CANARY not in visitors.alice.get(address).text
    with cast.acting("alice") as (session, alice), pytest.raises(NotFound):
        revert_page(session, alice, page.id, 9)


def test_the_revision_that_is_read_now_is_not_hidden_alone(
    cast: Cast, desk: Desk, visitors: Visitors, page: Page
) -> None:
    address, now = address_of(cast, page), revision_id(cast, page, 3)
    where = f"/{cast.space}/-/moderate/revision/{now}"
    told = "bring an earlier one back first, or hide the whole page"
    assert told in visitors.charlie.get(where).text
    refused = visitors.charlie.post(where, {"action": "hide", "reason": "personal"})
    assert refused.status_code == 422
    assert told in refused.text
    with pytest.raises(RevisionIsRead):
        desk.decides("charlie", "revision", now, "hide")
    assert "Fin." in visitors.alice.get(address).text
    edit(visitors.bob, address, body="Début.\n\nLa fin.\n")
    desk.decides("charlie", "revision", now, "hide")
    assert history(visitors.alice, address) == [4, 2, 1]


def test_the_revision_leads_those_who_moderate_to_its_decision(
    cast: Cast, visitors: Visitors, page: Page
) -> None:
    past, way = f"{address_of(cast, page)}/-/revisions", f"/-/moderate/revision/{revision_id(cast, page, 2)}"
    assert way in visitors.dana.get(f"{past}/2").text
    assert way not in visitors.bob.get(f"{past}/2").text
    assert "/-/moderate/revision/" not in visitors.dana.get(f"{past}/3").text, "which is the page of today"


def test_only_those_who_moderate_the_space_hide_a_revision(
    cast: Cast, desk: Desk, visitors: Visitors, page: Page
) -> None:
    hidden = revision_id(cast, page, 2)
    where = f"/{cast.space}/-/moderate/revision/{hidden}"
    lines = f"{address_of(cast, page)}/-/history"
    assert where in visitors.dana.get(lines).text
    form = {"action": "hide", "reason": "personal"}
    for visitor in (visitors.alice, visitors.bob):
        assert where not in visitor.get(lines).text
        assert visitor.get(where).status_code in (403, 404)
        assert visitor.post(where, form, form="/-/search").status_code in (403, 404)
    with pytest.raises(NothingToModerate):
        desk.decides("admin", "revision", hidden, "hide")
    with pytest.raises(NothingToModerate):
        desk.flags("alice", "revision", hidden)
    assert visitors.alice.get(f"/{cast.space}/-/flags/revision/{hidden}").status_code == 404
    assert visitors.dana.post(where, {"action": "hide"}).status_code == 422, "a reason is needed"
    assert visitors.dana.post(where, form).status_code == 303
    assert history(visitors.alice, address_of(cast, page)) == [3, 1]


def test_the_author_is_told_and_appeals(cast: Cast, desk: Desk, visitors: Visitors, page: Page) -> None:
    hidden = revision_id(cast, page, 2)
    decision = desk.decides("dana", "revision", hidden, "hide", reason="rights", words="Citez la source.")
    assert desk.told("bob") == ["YoursIsHidden"]
    own = visitors.bob.get("/-/decisions").text
    assert "Procédure" in own
    assert "Citez la source." in own
    desk.does("bob", "appeal", decision, "Ce sont mes mots.")
    waiting = visitors.charlie.get(f"/{cast.space}/-/desk").text
    assert f"/{cast.space}/-/moderate/revision/{hidden}" in waiting
    screen = visitors.charlie.get(f"/{cast.space}/-/moderate/revision/{hidden}").text
    assert "Ce sont mes mots." in screen
    assert "This is about revision 2 alone" in screen
    assert CANARY in screen
    desk.decides("charlie", "revision", hidden, "restore")
    assert desk.told("bob")[-1] == "YoursIsShownAgain"
    first, second = desk.decisions()
    assert (first.reversed, second.appeal_of_id) == (True, first.id)
    assert history(visitors.alice, address_of(cast, page)) == [3, 2, 1]


def test_it_is_journaled_and_breaks_no_chain(cast: Cast, desk: Desk, visitors: Visitors, page: Page) -> None:
    hidden = revision_id(cast, page, 2)
    desk.decides("dana", "revision", hidden, "hide", reason="personal")
    cast.index()
    with cast.site.database.reading() as session:
        noted = session.scalars(select(AuditEntry).where(AuditEntry.about_kind == "revision")).all()
        assert {entry.about_id for entry in noted} == {hidden}
        assert "ItemHidden" in {entry.act for entry in noted}
        assert not list(database_findings(session))
    assert f"Revision {hidden}" in visitors.dana.get(f"/{cast.space}/-/audit").text
    assert "Procédure" in visitors.dana.get(f"/{cast.space}/-/incidents").text
