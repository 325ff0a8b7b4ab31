"""E-mail: try whether it arrives."""

from __future__ import annotations

import sys

import click

from wiki.cli.asking import ADDRESS, Group
from wiki.cli.language import _
from wiki.cli.opening import open_site
from wiki.cli.sentences import FAILED, said
from wiki.config import MAIL_ADDRESS
from wiki.errors import Invalid
from wiki.parts.mail.delivery import Mailer


class NotAnAddress(Invalid):
    """“%(address)s” is not an e-mail address."""


@click.group(cls=Group, help=_("The e-mail that the site sends."))
def mail() -> None:
    pass


@mail.command(help=_("Send a letter to this address, and say which step of the way fails and why."))
@click.argument("address", metavar=ADDRESS)
def check(address: str) -> None:
    site = open_site()
    if not MAIL_ADDRESS.fullmatch(address):
        raise NotAnAddress(address=address)
    failed = False
    for step in Mailer(site.settings.mail).check(
        site.letters.letter("check", site.settings.language), address
    ):
        failed = failed or not step.ok
        told = {"step": said(step.name), "detail": said(step.detail)}
        click.echo(("✓ " if step.ok else "✗ ") + _("%(step)s: %(detail)s") % told)
    if failed:
        click.echo(_("E-mail does not work as the settings describe it."), err=True)
        sys.exit(FAILED)
    click.echo(_("The letter is on its way: look into the box of %(address)s.") % {"address": address})
