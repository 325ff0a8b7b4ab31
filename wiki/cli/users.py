"""Local accounts: add, list, close and open them, and name administrators."""

from __future__ import annotations

import sys
from datetime import datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth import accounts, groups, sessions
from auth.models import Account
from wiki import clock
from wiki.cli.accounts import account_named
from wiki.cli.asking import ACCOUNT, ADDRESS, NAME, USERNAME, Day, Group
from wiki.cli.language import _
from wiki.cli.opening import open_site
from wiki.cli.tables import aligned
from wiki.errors import Conflict, Invalid


class PasswordElsewhere(Conflict):
    """The password of “%(who)s” is kept by the directory %(directory)s: it is changed there."""


class PasswordMissing(Invalid):
    """No password came on the standard input."""


@click.group(cls=Group, help=_("Accounts: those kept here, and what is done here to those of a directory."))
def user() -> None:
    pass


@user.command(help=_("Add an account that signs in with a password kept here."))
@click.argument("username", metavar=USERNAME)
@click.option("--name", metavar=NAME, required=True, help=_("Full name, as it is shown."))
@click.option("--mail", metavar=ADDRESS, help=_("Where notices are sent."))
@click.option("--administrator", is_flag=True, help=_("Have them run the site."))
@click.option(
    "--guest-of", "sponsor", metavar=ACCOUNT, help=_("An outside guest for whom this person answers.")
)
@click.option("--until", type=Day(), help=_("First day on which a guest is out."))
def add(
    username: str,
    name: str,
    mail: str | None,
    administrator: bool,
    sponsor: str | None,
    until: datetime | None,
) -> None:
    site = open_site()
    password = _typed_password()
    with site.database.writing() as session:
        account = accounts.create_local_account(
            session,
            site.passwords,
            username=username,
            name=name,
            password=password,
            now=clock.now(),
            mail=mail,
            sponsor=account_named(session, sponsor) if sponsor else None,
            ends_at=until.astimezone() if until else None,
        )
        if administrator:
            groups.add(session, groups.administrators(session, clock.now()), account)
        session.commit()
        click.echo(_("%(name)s signs in as %(username)s.") % {"name": name, "username": account.username})


@user.command("list", help=_("List all accounts."))
def list_() -> None:
    with open_site().database.reading() as session:
        found = session.scalars(select(Account).order_by(Account.name_key, Account.id)).all()
        for line in aligned([_row(session, account) for account in found]):
            click.echo(line)


def _row(session: Session, account: Account) -> tuple[str, ...]:
    notes = [_("guest")] if account.standing == "guest" else []
    notes += [_("administrator")] if groups.is_administrator(session, account.id) else []
    notes += [_("disabled")] if account.disabled_at is not None else []
    return account.username, account.name, account.directory, ", ".join(notes)


@user.command(help=_("Close an account: its sessions end now."))
@click.argument("username", metavar=USERNAME)
def disable(username: str) -> None:
    site = open_site()
    with site.database.writing() as session:
        account = account_named(session, username)
        accounts.disable(session, account, by="administrator", now=clock.now())
        session.commit()
        click.echo(_("%(name)s can no longer sign in.") % {"name": account.name})


@user.command(help=_("Open an account again."))
@click.argument("username", metavar=USERNAME)
def enable(username: str) -> None:
    site = open_site()
    with site.database.writing() as session:
        account = account_named(session, username)
        accounts.enable(session, account, clock.now())
        session.commit()
        click.echo(_("%(name)s can sign in again.") % {"name": account.name})


@user.command(
    help=_("Give a local account a new password: it is asked for, or read from the standard input.")
)
@click.argument("username", metavar=USERNAME)
def password(username: str) -> None:
    site = open_site()
    with site.database.reading() as session:
        account = account_named(session, username)
        if account.directory != accounts.LOCAL:
            raise PasswordElsewhere(who=username, directory=account.directory)
    typed = _typed_password()
    with site.database.writing() as session:
        account = account_named(session, username)
        accounts.set_password(session, site.passwords, account, typed, clock.now())
        sessions.end_all(session, account.id)
        session.commit()
        click.echo(_("%(name)s has a new password; their sessions are over.") % {"name": account.name})


@user.command(help=_("Have somebody run the site, or not any more."))
@click.argument("username", metavar=USERNAME)
@click.option("--remove", is_flag=True, help=_("They no longer run it."))
def administrator(username: str, remove: bool) -> None:
    site = open_site()
    with site.database.writing() as session:
        account = account_named(session, username)
        group = groups.administrators(session, clock.now())
        (groups.remove if remove else groups.add)(session, group, account)
        session.commit()
        sentence = _("%(name)s no longer runs the site.") if remove else _("%(name)s runs the site.")
        click.echo(sentence % {"name": account.name})


def _typed_password() -> str:
    """Asked for twice on a terminal, else the first line of the standard input: a command line is seen by all."""
    if sys.stdin.isatty():
        return str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=True))
    typed = sys.stdin.readline().rstrip("\r\n")
    if not typed:
        raise PasswordMissing
    return typed
