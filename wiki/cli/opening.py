"""How commands get the site, with its database ready."""

from __future__ import annotations

import click

from auth.identity import Identity
from search.errors import IndexUnusable
from wiki import config
from wiki.access.viewer import Viewer, operator
from wiki.app import Site, assemble
from wiki.cli.language import _
from wiki.config import Settings
from wiki.errors import RelaisError
from wiki.features.discovery import indexing
from wiki.migrations import upgrade
from wiki.system import reason_of


class FolderMissing(RelaisError):
    """The folder %(folder)s, where the data are kept, cannot be made: %(reason)s."""


def open_site(settings: Settings | None = None) -> Site:
    """The site of the settings in force. A new data folder is prepared; an older database is refused.

    :raises OutdatedSchema: with the command to type.
    """
    settings = settings or config.load()
    make_folder(settings)
    site = assembled(settings)
    if site.database.schema() is None:
        upgrade(site.database.engine)
        ensure_index(site)
        click.echo(_("A new database is ready: %(where)s") % {"where": where(site)}, err=True)
    site.database.require_schema()
    return site


def assembled(settings: Settings) -> Site:
    """The parts of the site, let go of when the command ends."""
    site = assemble(settings)
    command = click.get_current_context(silent=True)
    if command is not None:
        command.call_on_close(site.database.close)
        command.call_on_close(site.engine.close)
    return site


def ensure_index(site: Site) -> None:
    """Have an index that can be asked: it is only a cache, and may have been thrown away."""
    try:
        site.engine.suggest("index", None, limit=1)
    except IndexUnusable:
        with site.database.reading() as session:
            indexing.rebuild(session, site.engine)


def operator_of(site: Site) -> Viewer:
    """Whoever types the command: nothing is closed to them, and what they write is signed with the site's name."""
    return operator(Identity(None, site.settings.site_name))


def where(site: Site) -> str:
    """The database as it may be shown: without its password."""
    return site.database.engine.url.render_as_string(hide_password=True)


def make_folder(settings: Settings) -> None:
    """Make the data folder when it is not there, closed to other accounts of the machine."""
    try:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FolderMissing(folder=settings.data, reason=reason_of(error)) from None
