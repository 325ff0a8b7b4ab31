"""What `relais check` looks for beside what each kind checks of itself: rows that hang in the air, an index that lags,
deliveries that nobody could make. Each finding is a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

from auth.identity import MEMBERS
from auth.models import Account, Group
from auth.sentences import Sentence
from search.engines.base import Engine, Reference
from search.errors import IndexUnusable
from wiki import outbox
from wiki.access.models import Grant
from wiki.config import GOOD_SECRET, Settings
from wiki.db import Base
from wiki.features.discovery import indexing
from wiki.parts.audit.queries import broken_at
from wiki.parts.moderation.cases import RESTRAINT
from wiki.parts.revisions.models import Rendering, Revision

# How tables name the item that a row is about.
_ABOUT = (("item_kind", "item_id"), ("source_kind", "source_id"))
NAMED = 5  # of many, so many are named
OF_OTHERS = 0o077  # what a folder lets the group and everybody else do


def database_findings(session: Session) -> Iterator[Sentence]:
    """What is wrong with the file itself, and rows that are about nothing."""
    if session.get_bind().dialect.name == "sqlite":
        yield from _file(session)
    for table in Base.metadata.sorted_tables:
        for kind_column, id_column in _ABOUT:
            if kind_column in table.c and id_column in table.c:
                yield from _dangling(session, table, kind_column, id_column)
    bare = (
        select(func.count()).select_from(Revision).outerjoin(Rendering).where(Rendering.revision_id.is_(None))
    )
    if number := session.scalar(bare):
        yield Sentence("%(number)s revisions were never rendered.", number=number)
    yield from _grants(session)
    if (entry := broken_at(session)) is not None:
        yield Sentence(
            "The journal was tampered with, from entry %(entry)s on (0: its end is missing).", entry=entry
        )


def index_findings(session: Session, engine: Engine) -> Iterator[Sentence]:
    """Where the search index and the database differ. What still waits in the outbox is not counted as wrong."""
    try:
        lacking, stale = indexing.differences(session, engine)
    except IndexUnusable:
        yield Sentence("The search index is missing or damaged. Run: relais reindex")
        return
    if outbox.waiting(session):
        return
    if lacking:
        yield Sentence(
            "The search index lacks %(number)s documents (%(such_as)s). Run: relais reindex",
            number=len(lacking),
            such_as=_such_as(lacking),
        )
    if stale:
        yield Sentence(
            "The search index holds %(number)s documents too many (%(such_as)s). Run: relais reindex",
            number=len(stale),
            such_as=_such_as(stale),
        )


def _such_as(references: Collection[Reference]) -> str:
    return ", ".join(f"{kind} {number}" for kind, number in sorted(references)[:NAMED])


def outbox_findings(session: Session) -> Iterator[Sentence]:
    """Deliveries that failed too often."""
    for letter in outbox.dead_letters(session):
        yield Sentence(
            "Delivery %(id)s (%(event)s to %(handler)s) was given up after %(attempts)s attempts: %(error)s",
            id=letter.id,
            event=letter.event,
            handler=letter.handler,
            attempts=letter.attempts,
            error=(letter.error or "").partition("\n")[0],
        )


def settings_warnings(settings: Settings) -> Iterator[Sentence]:
    """What is allowed and should not stay so where people work."""
    yield from _secrets(settings)
    yield from _reached(settings)
    yield from _directory(settings)


def _secrets(settings: Settings) -> Iterator[Sentence]:
    """What others could guess or read."""
    if settings.secret_key is None:
        yield Sentence("There is no secret_key: the site cannot be served.")
    elif len(settings.secret_key.get_secret_value()) < GOOD_SECRET:
        yield Sentence("The secret_key has less than %(length)s characters.", length=GOOD_SECRET)
    token = settings.metrics.token
    if token is not None and len(token.get_secret_value()) < GOOD_SECRET:
        yield Sentence("metrics.token has less than %(length)s characters.", length=GOOD_SECRET)
    if settings.data.exists() and settings.data.stat().st_mode & OF_OTHERS:
        yield Sentence(
            "Other accounts of this machine can look into %(folder)s. Type: chmod 700 %(folder)s",
            folder=settings.data,
        )


def _reached(settings: Settings) -> Iterator[Sentence]:
    """How the site is reached."""
    if not settings.server.secure:
        yield Sentence(
            "server.secure is off: set it where the site is reached over TLS, so that cookies are."
        )
    elif not settings.server.proxies:
        yield Sentence(
            "server.proxies is 0: the proxy that does TLS is not believed, and everybody seems to share its address."
        )
    if not settings.server.hosts:
        yield Sentence("server.hosts is empty: the site answers to any name that it is asked under.")


def _directory(settings: Settings) -> Iterator[Sentence]:
    """How people are vouched for."""
    ldap = settings.auth.ldap
    if settings.auth.directory == "ldap" and ldap is not None:
        if not ldap.verify:
            yield Sentence("auth.ldap.verify is off: anybody on the network can pass for the directory.")
        if ldap.allow_cleartext and not ldap.start_tls:
            yield Sentence("auth.ldap.allow_cleartext is on: passwords may travel in the open.")


def _file(session: Session) -> Iterator[Sentence]:
    for (found,) in session.execute(text("PRAGMA integrity_check(20)")):
        if found != "ok":
            yield Sentence("The database file is damaged: %(found)s", found=found)
    for row in session.execute(text("PRAGMA foreign_key_check")):
        yield Sentence(
            "Row %(row)s of table %(table)s points to a row of %(other)s that is not there.",
            row=row[1],
            table=row[0],
            other=row[2],
        )


def _dangling(session: Session, table: Table, kind_column: str, id_column: str) -> Iterator[Sentence]:
    """Rows about an item that is not there; a kind's items stand in the table of its name."""
    # A notice may be about nothing, and what was decided outlives the silence that it ended.
    about_something = table.c[kind_column].is_not(None) & (table.c[kind_column] != RESTRAINT)
    for kind in session.scalars(select(table.c[kind_column]).where(about_something).distinct()).all():
        items = Base.metadata.tables.get(kind)
        about = table.c[kind_column] == kind
        if items is not None:
            about &= table.c[id_column].not_in(select(items.c.id))
        number = session.scalar(select(func.count()).select_from(table).where(about))
        if number:
            yield Sentence(
                "%(number)s rows of table %(table)s are about a %(kind)s that is not there.",
                number=number,
                table=table.name,
                kind=kind,
            )


def _grants(session: Session) -> Iterator[Sentence]:
    """Roles given to accounts or groups that are not there."""
    known = {f"account:{number}" for number in session.scalars(select(Account.id))}
    known |= {f"group:{number}" for number in session.scalars(select(Group.id))} | {MEMBERS}
    for grant in session.scalars(select(Grant)):
        if grant.word not in known:
            yield Sentence(
                "In space %(space)s the role %(role)s belongs to %(word)s, who is not there.",
                space=grant.space_id,
                role=grant.role,
                word=grant.word,
            )
