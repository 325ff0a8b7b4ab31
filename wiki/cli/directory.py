"""The organisation's directory: try it, follow it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click
from sqlalchemy import func, select

from auth.directories.base import Directory
from auth.directories.local import LocalDirectory
from auth.errors import DirectoryUnavailable
from auth.models import Account
from auth.sync import Summary, synchronise
from wiki import clock
from wiki.app import Site
from wiki.cli.asking import Group
from wiki.cli.language import _
from wiki.cli.opening import open_site
from wiki.cli.progress import progress
from wiki.cli.sentences import FAILED, said
from wiki.errors import Conflict, Unavailable


class NoDirectory(Conflict):
    """People have local accounts here: there is no directory to follow (set auth.directory and auth.ldap)."""


class DirectorySilent(Unavailable):
    """No server of the directory answers. To see which step fails and why: relais directory check"""


@click.group(cls=Group, help=_("The organisation's directory of people and groups."))
def directory() -> None:
    pass


@directory.command(help=_("Try each step of the way to the directory, and say which fails and why."))
def check() -> None:
    site = open_site()
    with site.database.reading() as session:
        asked: Directory = site.ldap or LocalDirectory(session, site.passwords)
        failed = False
        for step in asked.check():
            failed = failed or not step.ok
            told = {"step": said(step.name), "detail": said(step.detail)}
            click.echo(("✓ " if step.ok else "✗ ") + _("%(step)s: %(detail)s") % told)
    if failed:
        click.echo(_("The directory does not work as the settings describe it."), err=True)
        sys.exit(FAILED)


@directory.command(
    help=_("Bring accounts and groups up to date with the directory: arrivals, changes, departures.")
)
@click.option("--dry-run", is_flag=True, help=_("Only say what would be done."))
@click.option("--force", is_flag=True, help=_("Even when most people seem to have left."))
def sync(dry_run: bool, force: bool) -> None:
    site = open_site()
    followed = site.ldap
    if followed is None:
        raise NoDirectory
    try:
        summary = _follow(site, followed, dry_run=dry_run, force=force)
    except DirectoryUnavailable:  # whose sentence is for those who sign in
        raise DirectorySilent from None
    if dry_run:
        click.echo(_("Nothing was written. This would be done:"))
    for label, number in _counts(summary):
        click.echo(f"{number:>7}  {label}")
    for line in _names(summary):
        click.echo(line)


def _follow(site: Site, followed: Directory, *, dry_run: bool, force: bool) -> Summary:
    with site.database.writing() as session, progress(_("People"), _known(site, followed) or None) as told:
        summary = synchronise(
            session,
            followed,
            administrators=site.settings.auth.administrators,
            now=clock.now(),
            force=force,
            dry_run=dry_run,
            progress=told,
            settle=session.commit,
        )
        session.commit()
    return summary


def _known(site: Site, followed: Directory) -> int:
    """How many people the last run left: about as many as there will be."""
    with site.database.reading() as session:
        theirs = select(func.count()).where(Account.directory == followed.name)
        return session.scalar(theirs) or 0


def _counts(summary: Summary) -> tuple[tuple[str, int], ...]:
    return (
        (_("people read"), summary.read),
        (_("accounts made"), summary.created),
        (_("accounts changed"), summary.updated),
        (_("accounts opened again"), summary.enabled),
        (_("accounts closed"), len(summary.disabled)),
        (_("accounts unchanged"), summary.unchanged),
        (_("groups made"), summary.groups_created),
        (_("groups changed"), summary.groups_updated),
        (_("groups closed"), summary.groups_closed),
        (_("memberships added"), summary.memberships_added),
        (_("memberships removed"), summary.memberships_removed),
    )


def _names(summary: Summary) -> Iterator[str]:
    for label, names in (
        (_("Accounts closed"), summary.disabled),
        (_("Name given to somebody else"), summary.reassigned),
        (_("Two entries of one name, only the first has it"), summary.ambiguous),
    ):
        if names:
            yield _("%(what)s: %(names)s") % {"what": label, "names": ", ".join(names)}
