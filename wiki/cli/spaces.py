"""Spaces and who has a role in them."""

from __future__ import annotations

import click

from wiki.access.viewer import ROLES, STEWARD
from wiki.cli.importing import index_what_waits
from wiki.cli.language import _
from wiki.cli.opening import open_site, operator_of
from wiki.cli.tables import aligned
from wiki.parts.spaces import queries
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import STAFF, VISIBILITIES
from wiki.parts.spaces.people import word_of


@click.group(help=_("Spaces, and who has a role in them."))
def space() -> None:
    pass


@space.command("open", help=_("Make a space with its first page."))
@click.argument("title")
@click.option("--address", default="", help=_("Its part of the URL; made from the title otherwise."))
@click.option("--description", default="", help=_("What it is for."))
@click.option("--visibility", type=click.Choice(VISIBILITIES), default=STAFF, show_default=True)
@click.option(
    "--language", type=click.Choice(["fr-CA", "en-CA"]), help=_("Of its pages; the site's otherwise.")
)
@click.option(
    "--steward", "stewards", multiple=True, metavar="WHO", help=_("A person or a group who keeps it.")
)
def open_(
    title: str,
    address: str,
    description: str,
    visibility: str,
    language: str | None,
    stewards: tuple[str, ...],
) -> None:
    site = open_site()
    actor = operator_of(site)
    with site.database.writing() as session:
        made = open_space(
            session,
            actor,
            title,
            address=address,
            description=description,
            visibility=visibility,
            language=language or site.settings.language,
        )
        for who in stewards:
            set_role(session, actor, made, word_of(session, who), STEWARD)
        session.commit()
        click.echo(_("The space “%(title)s” is at /%(address)s") % {"title": title, "address": made.slug})
    index_what_waits(site, 0)


@space.command("list", help=_("List all spaces."))
def list_() -> None:
    site = open_site()
    with site.database.reading() as session:
        found = queries.spaces(session, operator_of(site))
        for line in aligned([(each.slug, each.title, each.visibility, each.language) for each in found]):
            click.echo(line)


@space.command(help=_("Show a space and who has a role in it."))
@click.argument("space")
def show(space: str) -> None:
    site = open_site()
    with site.database.reading() as session:
        found = queries.space(session, operator_of(site), space)
        facts = [
            (_("Title"), found.title),
            (_("Description"), found.description),
            (_("Visibility"), found.visibility),
            (_("Language"), found.language),
        ]
        people = [(each.role, each.label or _("all staff")) for each in queries.members(session, found)]
        for line in (*aligned(facts), *aligned(people)):
            click.echo(line)


@space.command(help=_("Give a person or a group a role in a space: consultation, functional or steward."))
@click.argument("space")
@click.argument("who")
@click.argument("role", type=click.Choice(ROLES), required=False)
@click.option("--remove", is_flag=True, help=_("Take their role away."))
def member(space: str, who: str, role: str | None, remove: bool) -> None:
    if remove == (role is not None):
        raise click.UsageError(_("Give a role, or --remove."))
    site = open_site()
    actor = operator_of(site)
    with site.database.writing() as session:
        found = queries.space(session, actor, space, "space.members")
        set_role(session, actor, found, word_of(session, who), role)
        session.commit()
    sentence = _("%(who)s has no role in %(space)s.") if remove else _("%(who)s: %(role)s in %(space)s.")
    click.echo(sentence % {"who": who, "role": role, "space": space})
