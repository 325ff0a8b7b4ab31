"""Tables of accounts, groups and sessions, and the one MetaData that the whole database shares."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, ForeignKey, Index, MetaData, String, Text, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

# Alembic can only drop a constraint that has a name, and SQLite gives none by itself.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC: SQLite forgets zones, so naive values are refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


SEPARATOR = "\x1f"  # the "unit separator", which no name and no word contains


class joined(FunctionElement[str]):  # noqa: N801 (a function of SQL)
    """The texts of a group, in no order, with SEPARATOR between; null when there are none. SQLAlchemy's own
    `aggregate_strings` writes its separator into the statement again each time it is sent."""

    type = String()
    inherit_cache = True


@compiles(joined, "sqlite")
def _joined_in_sqlite(element: joined, compiler: SQLCompiler, **options: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **options)}, char(31))"


@compiles(joined, "postgresql")
def _joined_in_postgresql(element: joined, compiler: SQLCompiler, **options: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **options)}, chr(31))"


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime()}


class Account(Base):
    """A person who can sign in, found again by the stable id of the directory that vouches for them."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    # Which directory vouches for the person, and its own unchanging id for them (entryUUID, objectGUID).
    directory: Mapped[str] = mapped_column(String(40))
    external_id: Mapped[str] = mapped_column(String(200))
    # What they type to sign in, folded to lower case; may change, unlike external_id.
    username: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    # `name` without accents or case, for sorting and for finding people as they are typed.
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    mail: Mapped[str | None] = mapped_column(String(320))
    job_title: Mapped[str | None] = mapped_column(String(200))
    unit: Mapped[str | None] = mapped_column(String(200))
    organisation: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(60))
    # BCP 47 tag chosen by the person ("fr-CA", "en-CA"); None follows the browser, then the site.
    language: Mapped[str | None] = mapped_column(String(20))
    # "staff" holds the word `members`; "guest" never does.
    standing: Mapped[str] = mapped_column(String(10), default="staff", server_default="staff")
    # argon2id; only people of the local directory have one here.
    password_hash: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    # None: may sign in.
    disabled_at: Mapped[datetime | None]
    # "directory" (gone or disabled there: sync undoes it when they come back) or "administrator" (sync never does).
    disabled_by: Mapped[str | None] = mapped_column(String(20))
    # From this instant on nothing opens any more: the day after the last day of a sponsored guest.
    ends_at: Mapped[datetime | None]
    # The member of the staff who answers for a guest.
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))

    __table_args__ = (
        Index("uq_account_directory_external_id", "directory", "external_id", unique=True),
        Index("uq_account_directory_username", "directory", "username", unique=True),
    )


class Group(Base):
    """A group of the directory, or one that Relais keeps itself (origin "relais")."""

    __tablename__ = "group"

    id: Mapped[int] = mapped_column(primary_key=True)
    # "relais" for the built-in ones, otherwise the name of the directory.
    origin: Mapped[str] = mapped_column(String(40))
    # The directory's stable id; for the built-in ones their name, such as "administrators".
    external_id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), index=True)
    description: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    # Set when the directory no longer has it: it stops to open anything, and its name stays readable.
    gone_at: Mapped[datetime | None]

    __table_args__ = (Index("uq_group_origin_external_id", "origin", "external_id", unique=True),)


class Membership(Base):
    """An account is in a group, directly or through nested groups: the closure, as sync last saw it."""

    __tablename__ = "membership"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[int] = mapped_column(
        ForeignKey("group.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    # "directory", "hand" (an administrator put them in) or "settings" (named there): each takes back only its own.
    source: Mapped[str] = mapped_column(String(10), default="directory", server_default="directory")


class WebSession(Base):
    """A browser in which somebody is signed in; its owner sees it in a list and can end it."""

    __tablename__ = "web_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    # SHA-256 of the secret in the cookie: a stolen backup opens no session.
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    # When its owner last showed by a password that it is them; what is sensitive asks for it anew.
    confirmed_at: Mapped[datetime | None]
    # Where from, as its owner will recognise it.
    address: Mapped[str | None] = mapped_column(String(64))
    browser: Mapped[str | None] = mapped_column(String(200))


class SignInAttempt(Base):
    """A sign-in that was tried and did not succeed, counted by name and by address to slow guessing down."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    # "account:<username>" or "address:<ip>": one row of each for a try.
    subject: Mapped[str] = mapped_column(String(260))
    at: Mapped[datetime]

    __table_args__ = (Index("ix_sign_in_attempt_subject_at", "subject", "at"),)
