"""Bring in pages from a file or a folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.app import Site
from wiki.cli.asking import FILE, FOLDER, SPACE, TITLE, Group, Number
from wiki.cli.language import _
from wiki.cli.opening import open_site, operator_of
from wiki.cli.progress import progress
from wiki.cli.sentences import FAILED, sentence_of
from wiki.features.discovery import indexing
from wiki.kinds.pages.importing import (
    Plan,
    Refused,
    SourcePage,
    compare,
    plan_import,
    prepare,
    read_folder,
    read_jsonl,
    save_change,
    write_new,
)
from wiki.parts.spaces.commands import open_space
from wiki.parts.spaces.errors import NoSuchSpace
from wiki.parts.spaces.models import Space
from wiki.parts.words import slug
from wiki.worker import drain

BATCH = 200  # pages written in one transaction

Each = TypeVar("Each")


@click.group("import", cls=Group, help=_("Bring in pages from elsewhere. A second run changes nothing."))
def import_() -> None:
    pass


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--limit", type=Number(min=0), help=_("New pages to write at most.")),
        click.option("--dry-run", is_flag=True, help=_("Only say what would be done.")),
        click.option("--title", metavar=TITLE, help=_("Title of the space that is made.")),
        click.option("--create-space", is_flag=True, help=_("Make the space when there is none.")),
        click.option(
            "--space", metavar=SPACE, required=True, help=_("Address of the space that they go to.")
        ),
    ):
        command = option(command)
    return command


@import_.command(help=_("Bring in a folder of Markdown files."))
@click.argument("folder", metavar=FOLDER, type=click.Path(exists=True, file_okay=False, path_type=Path))
@_options
def markdown(folder: Path, **how: Any) -> None:
    _import(read_folder(folder), _How(**how))


@import_.command(
    help=_("Bring in a JSONL file, one page a line: slug, title, path, markdown. It may be compressed.")
)
@click.argument("file", metavar=FILE, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_options
def jsonl(file: Path, **how: Any) -> None:
    _import(read_jsonl(file), _How(**how))


@dataclass(frozen=True)
class _How:
    space: str
    create_space: bool = False
    title: str | None = None
    dry_run: bool = False
    limit: int | None = None


@dataclass
class Report:
    """What an import did, or would do."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)


def _import(read: Iterable[SourcePage | Refused], how: _How) -> None:
    pages = list(read)
    site = open_site()
    actor = operator_of(site)
    with site.database.writing() as session:
        space = _space(session, actor, how)
        if how.dry_run:  # the space, when it was made just now, goes with the session
            report = _foretell(session, plan_import(session, space, pages), how.limit)
        else:
            space_id = space.id
            session.commit()
    if not how.dry_run:
        report = import_pages(site, actor, space_id, pages, how.limit)
    _tell(report, how.dry_run)
    if report.refused:
        sys.exit(FAILED)


def import_pages(
    site: Site,
    actor: Viewer,
    space_id: int,
    pages: Sequence[SourcePage | Refused],
    limit: int | None = None,
) -> Report:
    """Bring these into the space and into the index, a batch a transaction: killed at any moment, a second run
    goes on."""
    with site.database.reading() as session:
        plan = plan_import(session, session.get_one(Space, space_id), pages)
    report = Report(refused=list(plan.refused))
    _write_new(site, actor, space_id, plan, limit, report)
    _follow(site, actor, plan, report)
    index_what_waits(site, report.created + report.changed)
    return report


def index_what_waits(site: Site, total: int) -> None:
    """Deliver all that is due, so that what was done is found when the command ends."""
    with progress(_("Indexing"), total) as told:
        indexing.subscribe(site.engine, told)
        drain(site.database)


def _write_new(
    site: Site, actor: Viewer, space_id: int, plan: Plan, limit: int | None, report: Report
) -> None:
    pages = plan.new[:limit]
    ids = {page.source.slug: page.id for page in plan.known}
    site.database.close()  # processes are forked for rendering: none may hold a connection of this one
    with progress(_("Writing"), len(pages)) as told:
        for batch in _batches(prepare(pages, plan.links)):
            with site.database.writing() as session:
                refused = write_new(session, actor, space_id, batch, ids)
                session.commit()
            report.created += len(batch) - len(refused)
            report.refused += refused
            told(report.created)


def _follow(site: Site, actor: Viewer, plan: Plan, report: Report) -> None:
    with progress(_("Comparing"), len(plan.known)) as told:
        for batch in _batches(plan.known):
            with site.database.reading() as session:
                comparison = compare(session, plan, batch)
            report.unchanged += comparison.unchanged
            report.refused += comparison.refused
            for change in comparison.changes:
                with site.database.writing() as session:
                    refused = save_change(session, actor, change)
                    session.commit()
                report.changed += refused is None
                report.refused += [refused] if refused else []
            told(report.unchanged + report.changed)


def _foretell(session: Session, plan: Plan, limit: int | None) -> Report:
    comparison = compare(session, plan, plan.known)
    return Report(
        created=len(plan.new[:limit]),
        changed=len(comparison.changes),
        unchanged=comparison.unchanged,
        refused=[*plan.refused, *comparison.refused],
    )


def _space(session: Session, actor: Viewer, how: _How) -> Space:
    found = session.scalar(select(Space).where(Space.slug == how.space))
    if found is not None:
        return found
    if not how.create_space:
        raise NoSuchSpace(name=how.space)
    typed = how.space.replace("-", " ") if how.space == slug(how.space, "") else how.space
    return open_space(session, actor, how.title or typed[:1].upper() + typed[1:], address=how.space)


def _tell(report: Report, dry_run: bool) -> None:
    for refused in report.refused:
        click.echo(f"{refused.where}: {sentence_of(refused.error)}", err=True)
    if dry_run:
        click.echo(_("Nothing was written. This would be done:"))
    counts = (
        (_("new pages"), report.created),
        (_("pages changed"), report.changed),
        (_("pages unchanged"), report.unchanged),
        (_("left out"), len(report.refused)),
    )
    for label, number in counts:
        click.echo(f"{number:>7}  {label}")


def _batches(items: Iterable[Each]) -> Iterator[list[Each]]:
    left = iter(items)
    while batch := list(islice(left, BATCH)):
        yield batch
