"""The demo: people of a ministry that does not exist, and spaces to look around in."""

from __future__ import annotations

import click

from wiki import demo as living_wiki
from wiki.cli.asking import ACCOUNT
from wiki.cli.importing import index_what_waits
from wiki.cli.language import LANGUAGE, _
from wiki.cli.opening import open_site, operator_of
from wiki.cli.tables import aligned
from wiki.demo import Removal, Words


@click.command(help=_("Fill the site with a small living wiki, or take exactly that away again."))
@click.option("--remove", is_flag=True, help=_("Take away the demo's accounts and spaces."))
@click.option("--accounts", is_flag=True, help=_("Only list the demo's accounts, when they are there."))
def demo(remove: bool, accounts: bool) -> None:
    site = open_site()
    if accounts:
        with site.database.reading() as session:
            if living_wiki.is_there(session):
                _tell(living_wiki.words())
        return
    with site.database.writing() as session:
        if remove:
            removal = living_wiki.remove_demo(session)
        else:
            told = living_wiki.make_demo(session, operator_of(site), site.passwords)
        session.commit()
    index_what_waits(site, 0)
    if remove:
        _tell_removal(removal)
    else:
        _tell(told)


def _tell(told: Words) -> None:
    click.echo(_("Demo accounts, all with the password “%(password)s”:") % {"password": told.password})
    for line in aligned(
        [(f"  {person.username}", person.name, person.does[LANGUAGE[:2]]) for person in told.cast]
    ):
        click.echo(line)


def _tell_removal(removal: Removal) -> None:
    if not removal.gone and not removal.kept:
        click.echo(_("There is no demo to take away."))
        return
    click.echo(_("The demo is gone: %(number)s accounts and spaces.") % {"number": removal.gone})
    if removal.kept:
        click.echo(_("Other people wrote in these spaces: what they wrote stays, with what it stands under."))
    for space in removal.kept:
        said = _("%(space)s: %(items)s (%(people)s)")
        names = {"items": ", ".join(space.items), "people": ", ".join(space.people)}
        click.echo("  " + said % {"space": space.title, **names})
    for space in removal.kept:
        if not space.kept_by_somebody:
            said = _("Nobody keeps “%(space)s” any more. To name somebody: %(command)s")
            command = f"relais space member {space.address} {ACCOUNT} steward"
            click.echo(said % {"space": space.title, "command": command})
