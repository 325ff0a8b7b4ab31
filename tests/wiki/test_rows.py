"""Statements that are built once give the same rows, in the same transaction, whichever way they go."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, literal, null, select, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from auth.models import Account
from tests.factories import Cast
from tests.statements import counted
from wiki.db import first_row, rows
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
