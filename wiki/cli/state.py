"""The state of the site: is all of it in order, and who may do what."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from wiki import demo, integrity
from wiki.access.decision import RULES
from wiki.app import Site, discover
from wiki.cli.language import LANGUAGE, _
from wiki.cli.opening import open_site
from wiki.cli.sentences import FAILED, said
from wiki.cli.tables import aligned
from wiki.registry import KINDS
from wiki.web import language


@click.command(
    help=_(
        "Verify all that is kept: histories, rows, index, deliveries, settings. Fails when something is wrong."
    )
)
def check() -> None:
    site = open_site()
    with _speaking(site), site.database.reading() as session:
        wrong = list(_wrong(site, session))
        known = demo.is_there(session)
    for sentence in wrong:
        click.echo(f"✗ {sentence}")
    for warning in integrity.settings_warnings(site.settings):
        click.echo(f"! {said(warning)}")
    if known:
        click.echo("! " + _("Everybody knows the password of the demo's accounts. Run: relais demo --remove"))
    if wrong:
        sys.exit(FAILED)
    click.echo(_("✓ Everything is in order."))


def _wrong(site: Site, session: Session) -> Iterator[str]:
    yield from map(said, integrity.database_findings(session))
    for kind in KINDS:
        yield from kind.check(session)
    yield from map(said, integrity.index_findings(session, site.engine))
    yield from map(said, integrity.outbox_findings(session))


@contextmanager
def _speaking(site: Site) -> Iterator[None]:
    """Kinds speak as they do to the web; here, in the language of the command line."""
    app = Flask("wiki", static_folder=None, template_folder=None)
    language.init_app(app, site.settings)
    with app.app_context(), force_locale(LANGUAGE):
        yield


@click.command(help=_("Print who may do what: the composed table of all rules."))
def permissions() -> None:
    discover()
    rows = [
        (action, _(rule.sentence), "; ".join(_(str(fact.__doc__)) for fact in rule.allowed_to))
        for action, rule in RULES.table().items()
    ]
    for line in aligned(rows):
        click.echo(line)
