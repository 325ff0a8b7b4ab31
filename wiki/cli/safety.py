"""Backups, and back from them."""

from __future__ import annotations

from pathlib import Path

import click

from wiki import config
from wiki.backup import make_backup, restore_backup
from wiki.cli.asking import FILE
from wiki.cli.language import _
from wiki.cli.opening import assembled, make_folder, open_site
from wiki.cli.progress import progress
from wiki.cli.settings import as_toml
from wiki.features.discovery import indexing


@click.command(help=_("Write the whole site into one file, while it serves. Secrets are left out."))
@click.argument("file", metavar=FILE, type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    site = open_site()
    make_backup(site.database, "".join(f"{line}\n" for line in as_toml(site.settings)), file)
    size = max(0.1, file.stat().st_size / 1_000_000)
    click.echo(_("%(file)s is complete: %(size)s MB.") % {"file": file, "size": f"{size:.1f}"})


@click.command(help=_("Verify a backup, then put it in the place of the database, which is kept aside."))
@click.argument("file", metavar=FILE, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help=_("Even when the database holds something."))
def restore(file: Path, force: bool) -> None:
    settings = config.load()
    make_folder(settings)
    site = assembled(settings)
    restored = restore_backup(site.database, settings.data, file, force=force)
    with site.database.reading() as session, progress(_("Indexing"), indexing.count(session)) as told:
        indexing.rebuild(session, site.engine, told)
    click.echo(
        _("Restored what was saved on %(made_at)s. Everybody has to sign in again.")
        % {"made_at": restored.manifest.made_at}
    )
    if restored.aside is not None:
        click.echo(_("What was there before is kept in %(aside)s") % {"aside": restored.aside})
