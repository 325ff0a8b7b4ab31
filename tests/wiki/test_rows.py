"""Statements that are built once give the same rows, in the same transaction, whichever way they go."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, delete, insert, literal, null, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from auth.models import Account
from tests.factories import Cast
from tests.statements import counted
from wiki import clock
from wiki.access.viewer import Viewer
from wiki.db import Session, added, first_row, rows, run
from wiki.outbox import Delivery
from wiki.parts.drafts.commands import drop_draft, keep_draft
from wiki.parts.drafts.models import Draft
from wiki.parts.links.models import Link
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.models import Space

ONE_OF_EACH = (
    select(
        Account.id,
        Account.name,
        Account.created_at,
        (Account.id > 0).label("truth"),
        null(),
        literal("mot"),
    )
    .where(Account.created_at <= bindparam("until"), Account.username == "bob")
    .order_by(Account.id)
)
SOME = select(Account.name).where(Account.id.in_(bindparam("ids", expanding=True)))
TITLE = select(Space.title).where(Space.slug == bindparam("space"))
ABSENT = select(text("nothing")).select_from(text("nowhere"))


def test_both_ways_give_the_same(cast: Cast) -> None:
    with cast.site.database.reading() as session:
        until = session.scalars(select(Account.created_at).order_by(Account.created_at.desc())).first()
        short = rows(session, ONE_OF_EACH, {"until": until})
        with counted(cast.site.database) as sent:
            usual = rows(session, ONE_OF_EACH, {"until": until})
        assert short == usual
        assert len(sent) == 1
        assert usual[0][2].tzinfo is not None
        assert usual[0][3:] == (True, None, "mot")
        assert first_row(session, ONE_OF_EACH, {"until": until}) == usual[0]


def test_as_many_values_as_one_has(cast: Cast) -> None:
    with cast.site.database.reading() as session:
        everybody = session.scalars(select(Account.id)).all()
        assert len(rows(session, SOME, {"ids": everybody})) == len(everybody)
        assert len(rows(session, SOME, {"ids": everybody[:1]})) == 1
        assert first_row(session, SOME, {"ids": []}) is None


def test_what_is_being_written_is_seen_where_it_is_written_alone(cast: Cast) -> None:
    values = {"space": cast.space}
    with cast.site.database.writing() as writing, cast.site.database.reading() as reading:
        before = first_row(reading, TITLE, values)
        writing.execute(text("UPDATE space SET title = 'Neuf'"))
        assert first_row(writing, TITLE, values) == ("Neuf",)
        assert first_row(reading, TITLE, values) == before
        writing.rollback()
        assert first_row(writing, TITLE, values) == before


def test_what_the_database_refuses_is_said_as_everywhere(cast: Cast) -> None:
    with (
        cast.site.database.reading() as session,
        pytest.raises((OperationalError, ProgrammingError), match="nowhere"),
    ):
        rows(session, ABSENT, {})


# ── What is written ────────────────────────────────────────────────────────────────────────────────

REVISION = insert(Revision).returning(Revision.id)
MINOR = update(Revision).where(Revision.id == bindparam("revision")).values(minor=bindparam("so"))
GONE = delete(Revision).where(Revision.id == bindparam("revision"))
BY_ID = select(Revision.minor, Revision.created_at, Revision.author_id, Revision.body).where(
    Revision.id == bindparam("revision")
)
WITHOUT_ITS_DEFAULT = insert(Delivery)
DELIVERIES = select(Delivery.handler, Delivery.attempts, Delivery.recorded_at, Delivery.error).order_by(
    Delivery.id
)


def revision(number: int) -> dict[str, object]:
    """The values of a revision of nothing."""
    return {
        "item_kind": "nothing",
        "item_id": 1,
        "number": number,
        "what": "edited",
        "title": "’",
        "body": f"Texte {number}.",
        "size": 1,
        "growth": -1,
        "summary": "",
        "minor": number % 2 == 0,
        "author_id": None,
        "author_name": "Zoé",
        "created_at": clock.now(),
        "previous_hash": "",
        "hash": "",
    }


def test_both_ways_write_the_same(cast: Cast) -> None:
    """Instants, truths, nothing: as the tables have them."""
    written = []
    for number in (2, 3):
        with cast.site.database.writing() as session:
            values = revision(number) | {"body": "Le même."}
            if number == 2:
                made = added(session, REVISION, values)
                run(session, MINOR, {"revision": made, "so": True})
            else:
                with counted(cast.site.database) as sent:
                    made = added(session, REVISION, values)
                    run(session, MINOR, {"revision": made, "so": True})
                assert len(sent) == 2
            kept = first_row(session, BY_ID, {"revision": made})
            assert kept == tuple(session.execute(BY_ID, {"revision": made}).one())
            assert kept is not None
            assert kept[1] == values["created_at"]
            written.append((kept[0], *kept[2:]))
            run(session, GONE, {"revision": made})
            assert first_row(session, BY_ID, {"revision": made}) is None
    assert written[0] == written[1] == (True, None, "Le même.")


def test_what_waits_in_the_session_is_written_first(cast: Cast) -> None:
    page = cast.page("Attendue")
    with cast.acting("bob") as (session, bob):
        _keep(session, bob, "ailleurs")
        session.add(Draft(account_id=bob.account_id, place="ici", title="", body="", summary="",
                          base_revision=0, saved_at=clock.now()))  # fmt: skip
        drop_draft(session, bob, "ici")
        assert session.scalars(select(Draft.place)).all() == ["ailleurs"]
    assert page.id


def _keep(session: Session, who: Viewer, place: str) -> None:
    keep_draft(session, who, place, title="", body="Commencé.", summary="", base_revision=0)


def test_several_rows_and_defaults_that_python_knows(cast: Cast) -> None:
    now = clock.now()
    told = {"event": "Nothing", "payload": "{}", "recorded_at": now, "due_at": now}
    with cast.site.database.writing() as session:
        run(session, WITHOUT_ITS_DEFAULT, [{**told, "handler": name} for name in ("un", "deux")])
        assert rows(session, DELIVERIES, {}) == [("un", 0, now, None), ("deux", 0, now, None)]


def test_what_is_written_goes_with_its_transaction(cast: Cast) -> None:
    with cast.site.database.writing() as session:
        made = added(session, REVISION, revision(1))
        session.rollback()
        assert first_row(session, BY_ID, {"revision": made}) is None


def test_what_cannot_be_written_is_said_as_everywhere(cast: Cast) -> None:
    """Twice the same key, and a page that never was; what was written before stays until it is undone."""
    with cast.site.database.writing() as session:
        added(session, REVISION, revision(1))
        with pytest.raises(IntegrityError), session.begin_nested():
            added(session, REVISION, revision(1))
        link = {"source_kind": "nothing", "source_id": 1, "number": 1, "space_id": 987654, "prefix": "",
                "title": "x", "title_key": "x", "section": "", "label": "x", "target_id": None}  # fmt: skip
        with pytest.raises(IntegrityError), session.begin_nested():
            run(session, insert(Link), [link])
        assert session.scalars(select(Revision.number).where(Revision.item_kind == "nothing")).all() == [1]
