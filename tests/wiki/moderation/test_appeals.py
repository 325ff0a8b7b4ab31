"""Appeals, the log and the figures: another person looks, everything is readable by those who audit (M-10, C-17)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.forum.conftest import Clock
from tests.wiki.forum.talking import Talk
from tests.wiki.moderation.desk import Desk
from tests.wiki.moderation.test_deciding import CANARY
from tests.wiki.pages.writing import address_of
from wiki.access.viewer import operator
from wiki.parts.moderation.errors import NoAppeal, NothingToModerate, YourOwnDecision
from wiki.parts.moderation.journal import FEWEST, figures
from wiki.parts.moderation.models import Case
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import Space


def test_an_appeal_is_looked_at_by_another_and_restores(cast: Cast, desk: Desk, visitors: Visitors) -> None:
    page = cast.page(CANARY)
    hidden = desk.decides("dana", "page", page.id, "hide")
    where = f"/-/decisions/{hidden}/appeal"
    assert visitors.bob.post(where, {"words": " "}, form="/-/decisions").status_code == 422
    assert visitors.bob.post(where, {"words": "C’est exact."}, form="/-/decisions").status_code == 303
    assert visitors.bob.post(where, {"words": "Encore."}, form="/-/decisions").status_code == 422  # once
    assert visitors.alice.post(where, {"words": "Moi aussi."}, form="/-/decisions").status_code == 404
    assert desk.told("charlie") == ["AppealWaits"]
    assert desk.told("dana") == []
    case = f"/{cast.space}/-/moderate/page/{page.id}"
    assert 'name="action"' not in visitors.dana.get(case).text  # and is told so before
    assert "somebody else has to look at it" in visitors.dana.get(case).text
    assert 'name="action"' in visitors.charlie.get(case).text
    with pytest.raises(YourOwnDecision):
        desk.decides("dana", "page", page.id, "restore")
    assert "C’est exact." in visitors.charlie.get(f"/{cast.space}/-/moderate/page/{page.id}").text
    desk.decides("charlie", "page", page.id, "restore", words="En effet.")
    assert visitors.alice.get(address_of(cast, page)).status_code == 200
    first, second = desk.decisions()
    assert (first.reversed, second.appeal_of_id) == (True, first.id)
    assert "En effet." in visitors.bob.get("/").text


def test_an_appeal_that_fails_is_told_and_cannot_be_made_again(cast: Cast, desk: Desk) -> None:
    page = cast.page(CANARY)
    hidden = desk.decides("dana", "page", page.id, "hide")
    desk.does("bob", "appeal", hidden, "Non.")
    desk.decides("charlie", "page", page.id, "confirm")
    assert desk.told("bob") == ["YoursIsHidden", "AppealFailed"]
    with pytest.raises(NoAppeal):
        desk.does("bob", "appeal", hidden, "Encore.")


def test_a_silence_is_appealed_against(cast: Cast, desk: Desk, visitors: Visitors, talk: Talk) -> None:
    topic = talk.topic(by="dana")
    made = desk.restrains("dana", "bob", "silence", 30)
    desk.does("bob", "appeal", made.id, "Je me suis excusé.")
    with pytest.raises(YourOwnDecision):
        desk.does("dana", "lift", made.item_id)
    where = f"/{cast.space}/-/moderate/restraint/{made.item_id}"
    assert "Je me suis excusé." in visitors.charlie.get(where).text
    assert "restraint" in visitors.charlie.get("/-/desk").text
    assert visitors.charlie.post(where, {"action": "lift", "words": "D’accord."}).status_code == 303
    talk.reply(topic, by="bob")
    assert desk.open_cases() == 0


def test_where_nobody_else_moderates_those_who_run_the_site_decide(cast: Cast, visitors: Visitors) -> None:
    desk = Desk(cast)  # Dana alone
    page = cast.page(CANARY)
    hidden = desk.decides("dana", "page", page.id, "hide")
    desk.does("bob", "appeal", hidden, "Revoyez-le.")
    assert desk.told("admin") == ["AppealWaits"]
    shown = visitors.admin.get("/-/appeals").text
    assert "Revoyez-le." in shown
    assert CANARY not in shown
    with cast.site.database.reading() as session:
        case = session.scalars(select(Case.id).where(Case.appeal_of_id == hidden)).one()
    assert visitors.dana.get("/-/appeals").status_code == 403
    assert visitors.admin.post("/-/appeals", {"case": 987654, "overturn": "yes"}).status_code == 422
    answer = visitors.admin.post("/-/appeals", {"case": case, "overturn": "yes", "words": "Rétabli."})
    assert answer.status_code == 303
    assert visitors.alice.get(address_of(cast, page)).status_code == 200


def test_those_who_run_the_site_do_not_take_appeals_from_the_space(
    cast: Cast, desk: Desk, visitors: Visitors
) -> None:
    page = cast.page(CANARY)
    hidden = desk.decides("dana", "page", page.id, "hide")
    case = desk.does("bob", "appeal", hidden, "Revoyez-le.").id
    assert "Revoyez-le." not in visitors.admin.get("/-/appeals").text
    assert visitors.admin.post("/-/appeals", {"case": case, "overturn": "yes"}).status_code == 422
    with pytest.raises(NothingToModerate):
        desk.decides("admin", "page", page.id, "restore")


def test_what_was_decided_is_read_by_those_who_audit(cast: Cast, desk: Desk, visitors: Visitors) -> None:
    """M-10: with filters and as a table."""
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_role(session, operator(), space, account_word(cast.ids["gaelle"]), "auditor")
        session.commit()
    page = cast.page(CANARY)
    desk.decides("dana", "page", page.id, "hide", reason="advertising", words="=cmd()")
    desk.restrains("dana", "bob", "silence")
    log = f"/{cast.space}/-/decisions"
    for visitor in (visitors.gaelle, visitors.dana):
        shown = visitor.get(log).text
        assert CANARY in shown
        assert "Dana Tremblay" in shown
        assert visitor.get("/-/decisions/all").text.count("Advertising") >= 2
    filtered = visitors.gaelle.get(f"{log}?action=silence").text
    assert CANARY not in filtered
    assert visitors.gaelle.post(f"{log}/export", {"justification": ""}).status_code == 422
    csv = visitors.gaelle.post(f"{log}/export", {"justification": "Bilan"})
    assert csv.mimetype == "text/csv"
    assert "'=cmd()" in csv.text
    assert visitors.alice.get(log).status_code == 403
    assert visitors.gaelle.get(f"/{cast.space}/-/desk").status_code == 403
    for visitor in (visitors.alice, visitors.admin):
        everywhere = visitor.get("/-/decisions/all").text
        assert CANARY not in everywhere
        assert "cmd()" not in everywhere
        copy = visitor.post("/-/decisions/export", {"justification": "Bilan"})
        assert copy.mimetype == "text/csv"
        assert CANARY not in copy.text
        assert "Inspection" not in copy.text.replace(
            "Inspection des aliments", "Inspection" if visitor is visitors.alice else ""
        )
    assert "(closed to you)" in visitors.admin.get("/-/decisions/all").text


def test_figures_tell_nothing_of_few(cast: Cast, desk: Desk, hour: Clock) -> None:
    """C-17: no figure under five; none without a reason."""
    pages = [cast.page(f"Page {number}").id for number in range(10)]
    with cast.site.database.reading() as session:
        space_id = session.query(Space).filter_by(slug=cast.space).one().id

    def told() -> tuple[object, ...]:
        with cast.site.database.reading() as session:
            found = figures(session, space_id)
            return found.decided, found.p90, found.without_reason

    for number, page_id in enumerate(pages):
        desk.flags("alice", "page", page_id)
        hour.later(hours=1)
        desk.decides("dana", "page", page_id, "hide")
        if number + 1 < FEWEST:
            assert told() == (None, None, 0)
    decided, p90, without = told()
    assert decided == 10
    assert 3590 < p90.total_seconds() < 3700  # type: ignore[attr-defined]
    assert without == 0
