"""The journal of what was done (M-22, V-6, M-16, L-20): appended to by the worker, sealed, read by few."""

from __future__ import annotations

import csv
import io
import json

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.pages.writing import address_of
from wiki import worker
from wiki.access.roles import AUDITOR
from wiki.kinds.pages.commands import delete_page, rename_page, restrict_page
from wiki.parts.audit.models import AuditEntry, AuditHead, SecurityEntry
from wiki.parts.audit.queries import broken_at
from wiki.parts.spaces.commands import set_roles
from wiki.parts.spaces.models import SECRET, Space

SECRET_TITLE = "projet zibeline"


def settled(cast: Cast) -> None:
    worker.drain(cast.site.database)


def acts(cast: Cast) -> list[str]:
    settled(cast)
    with cast.site.database.reading() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


@pytest.fixture
def alice_audits(cast: Cast) -> None:
    with cast.acting("dana") as (session, actor):
        space = session.scalars(select(Space).where(Space.slug == cast.space)).one()
        set_roles(session, actor, space, account_word(cast.ids["alice"]), {AUDITOR: None})


def test_what_is_done_is_written_down_with_who_and_where(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Réception")
    with cast.acting("dana") as (session, actor):
        rename_page(session, actor, page.id, SECRET_TITLE)
        restrict_page(session, actor, page.id, (), reason=SECRET_TITLE)
    with cast.acting("dana") as (session, actor):
        delete_page(session, actor, page.id, SECRET_TITLE)
    visitors.bob.get("/")
    assert acts(cast)[-5:] == ["PageSaved", "PageRenamed", "PageRestricted", "PageDeleted", "SignedIn"]
    with cast.site.database.reading() as session:
        entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "PageDeleted")).one()
        assert (entry.actor_id, entry.actor_name) == (cast.ids["dana"], "Dana Tremblay")
        assert (entry.about_kind, entry.about_id, entry.space_id) == ("page", page.id, page.space_id)
        everything = session.scalars(select(AuditEntry.details)).all()
    assert not [each for each in everything if "zibeline" in each]


def test_roles_and_settings_are_written_down(cast: Cast, alice_audits: None) -> None:
    assert acts(cast)[-1] == "RolesChanged"
    with cast.site.database.reading() as session:
        details = session.scalars(select(AuditEntry.details).order_by(AuditEntry.id.desc())).first()
    assert json.loads(details or "") == {"roles": ["auditor"], "word": account_word(cast.ids["alice"])}


@pytest.mark.parametrize("harm", ["changed", "removed", "cut", "inserted", "headless"])
def test_whoever_tampers_is_found(cast: Cast, harm: str) -> None:
    """Changed, removed from the middle, cut from the end, added by hand: `relais check` names where it begins."""
    for number in range(4):
        cast.page(f"Page {number}")
    settled(cast)
    with cast.site.database.writing() as session:
        assert broken_at(session) is None
        ids = list(session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)))
        expected = _harm(session, harm, ids)
        session.flush()
        session.expire_all()
        assert broken_at(session) == expected
        session.rollback()


def _harm(session: Session, harm: str, ids: list[int]) -> int:
    """Do the harm; where it shows."""
    if harm == "changed":
        session.execute(update(AuditEntry).where(AuditEntry.id == ids[1]).values(actor_name="Personne"))
        return ids[1]
    if harm == "removed":
        session.execute(delete(AuditEntry).where(AuditEntry.id == ids[1]))
        return ids[2]
    if harm == "cut":
        session.execute(delete(AuditEntry).where(AuditEntry.id == ids[-1]))
        return 0
    if harm == "headless":
        session.execute(delete(AuditHead))
        return 0
    last = session.get_one(AuditEntry, ids[-1])
    forged = {
        name: getattr(last, name) for name in ("at", "act", "actor_id", "actor_name", "details", "seal")
    }
    session.add(AuditEntry(id=ids[-1] + 1, **forged))
    return ids[-1] + 1


def test_a_batch_of_the_worker_keeps_the_order(cast: Cast) -> None:
    for number in range(30):
        cast.page(f"Page {number}")
    settled(cast)
    with cast.site.database.reading() as session:
        about = session.scalars(
            select(AuditEntry.about_id).where(AuditEntry.act == "PageSaved").order_by(AuditEntry.id)
        ).all()
        assert list(about) == sorted(about)
        assert broken_at(session) is None


def test_auditors_of_a_space_read_its_journal_and_no_other(
    visitors: Visitors, cast: Cast, alice_audits: None
) -> None:
    page = cast.page("Réception")
    hidden = cast.opened("Paie", SECRET, dana="steward")
    cast.page("Salaire du sous-ministre", by="dana", space=hidden)
    settled(cast)
    told = visitors.alice.get(f"/{cast.space}/-/audit").text
    for words in ("Une page a été écrite.", "Bob Gagnon", "Réception", address_of(cast, page)):
        assert words in told
    assert "Salaire" not in told
    assert visitors.bob.get(f"/{cast.space}/-/audit").status_code == 403
    assert visitors.charlie.get(f"/{cast.space}/-/audit").status_code == 404
    assert visitors.alice.get(f"/{hidden}/-/audit").status_code == 404
    assert visitors.alice.get("/-/audit").status_code in (403, 404)


def test_an_administrator_meets_no_title_that_is_closed_to_them(visitors: Visitors, cast: Cast) -> None:
    hidden = cast.opened("Paie", SECRET, dana="steward")
    page = cast.page("Salaire du sous-ministre", by="dana", space=hidden)
    settled(cast)
    told = visitors.admin.get("/-/audit").text
    assert f"Page {page.id}" in told
    assert "Salaire" not in told
    assert "Paie" not in told


def test_it_is_filtered(visitors: Visitors, cast: Cast, alice_audits: None) -> None:
    cast.page("Réception")
    cast.page("Quai", by="dana")
    settled(cast)
    journal = f"/{cast.space}/-/audit"
    by_dana = visitors.alice.get(journal, query_string={"act": "PageSaved", "who": "dana"}).text
    assert "Quai" in by_dana
    assert "Réception" not in by_dana
    none = visitors.alice.get(journal, query_string={"since": "2099-01-01"}).text
    assert "Aucune entrée" in none
    refused = visitors.alice.get(journal, query_string={"who": "Personne du Tout"})
    assert refused.status_code == 422
    assert 'value="Personne du Tout"' in refused.text


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_an_export_says_why_in_the_journal_itself(
    visitors: Visitors, cast: Cast, alice_audits: None, form: str
) -> None:
    cast.page("Réception")
    settled(cast)
    journal = f"/{cast.space}/-/audit"
    refused = visitors.alice.post(journal, {"format": form, "justification": "  "})
    assert refused.status_code == 422
    assert "Dites pourquoi" in refused.text
    answer = visitors.alice.post(
        journal, {"format": form, "justification": "Enquête 12-B", "act": "PageSaved"}
    )
    assert answer.headers["Content-Disposition"] == f'attachment; filename="journal.{form}"'
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    else:
        rows = [json.loads(line) for line in answer.text.splitlines()]
    assert {row["act"] for row in rows} == {"PageSaved"}
    assert acts(cast)[-1] == "JournalExported"
    with cast.site.database.reading() as session:
        details = session.scalars(select(AuditEntry.details).order_by(AuditEntry.id.desc())).first()
    assert json.loads(details or "")["justification"] == "Enquête 12-B"


def test_a_name_is_no_formula_in_a_table(visitors: Visitors, cast: Cast, alice_audits: None) -> None:
    with cast.site.database.writing() as session:
        session.execute(delete(AuditHead))
        session.commit()
    with cast.acting("bob") as (session, actor):
        space = session.scalars(select(Space).where(Space.slug == cast.space)).one()
        session.add(
            AuditEntry(
                at=space.created_at,
                act="PageSaved",
                actor_name="=cmd|' /C calc'!A0",
                space_id=space.id,
                details="{}",
                seal="",
            )
        )
        assert actor.signed_in
    text = visitors.alice.post(f"/{cast.space}/-/audit", {"format": "csv", "justification": "Essai"}).text
    assert ",'=cmd|' /C calc'!A0," in text


def test_addresses_stand_apart_and_reading_them_is_told(visitors: Visitors, cast: Cast) -> None:
    """M-16, U-6: who guesses passwords fills the log of addresses, never the journal."""
    visitors.bob.post("/-/sign-out")
    visitors.charlie.sign_in("bob", "pas le bon mot de passe")
    told = visitors.admin.get("/-/audit/addresses").text
    for words in ("bob", ">refus<", "127.0.0.1"):
        assert words in told
    assert acts(cast)[-1] == "AddressesRead"
    with cast.site.database.reading() as session:
        assert not session.scalar(select(func.count()).where(AuditEntry.details.contains("127.0.0.1")))
        assert session.scalar(
            select(func.count()).select_from(SecurityEntry).where(SecurityEntry.what == "refused")
        )
    assert visitors.dana.get("/-/audit/addresses").status_code in (403, 404)
