"""Spaces and who has a role in them."""

from __future__ import annotations

import click

from auth.sentences import Sentence
from wiki.access.roles import (
    ANIMATOR,
    AUDITOR,
    CONSULTATION,
    COORDINATOR,
    EXPERT,
    FUNCTIONAL,
    GARDENER,
    MANAGER,
    ROLES,
    SPONSORING,
    STEWARD,
)
from wiki.cli.asking import ADDRESS, SPACE, TEXT, TITLE, WHO, Group
from wiki.cli.importing import index_what_waits
from wiki.cli.language import _
from wiki.cli.opening import open_site, operator_of
from wiki.cli.sentences import said
from wiki.cli.tables import aligned
from wiki.parts.spaces import queries
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF, VISIBILITIES, Space
from wiki.parts.spaces.people import word_of

# Said in words, beside the word that is typed.
_VISIBILITIES = {
    STAFF: Sentence("all staff"),
    MEMBERS_ONLY: Sentence("members only"),
    SECRET: Sentence("its members in secret"),
}
_ROLES = {
    CONSULTATION: Sentence("reads"),
    FUNCTIONAL: Sentence("writes"),
    EXPERT: Sentence("answers as an expert"),
    GARDENER: Sentence("tends tags, titles and duplicates"),
    COORDINATOR: Sentence("coordinates"),
    ANIMATOR: Sentence("animates"),
    SPONSORING: Sentence("sponsors"),
    MANAGER: Sentence("manages"),
    AUDITOR: Sentence("audits"),
    STEWARD: Sentence("keeps the space"),
}


@click.group(cls=Group, help=_("Spaces, and who has a role in them."))
def space() -> None:
    pass


@space.command("open", help=_("Make a space with its first page."))
@click.argument("title", metavar=TITLE)
@click.option(
    "--address", metavar=ADDRESS, default="", help=_("Its part of the URL; made from the title otherwise.")
)
@click.option("--description", metavar=TEXT, default="", help=_("What it is for."))
@click.option(
    "--visibility",
    type=click.Choice(VISIBILITIES),
    default=STAFF,
    show_default=True,
    help=_("Who knows of it: all staff (staff), members only (members), its members in secret (secret)."),
)
@click.option(
    "--language", type=click.Choice(["fr-CA", "en-CA"]), help=_("Of its pages; the site's otherwise.")
)
@click.option(
    "--steward", "stewards", multiple=True, metavar=WHO, help=_("A person or a group who keeps it.")
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
        for line in aligned([(each.slug, each.title, _visibility(each), each.language) for each in found]):
            click.echo(line)


@space.command(help=_("Show a space and who has a role in it."))
@click.argument("space", metavar=SPACE)
def show(space: str) -> None:
    site = open_site()
    with site.database.reading() as session:
        found = queries.space(session, operator_of(site), space)
        facts = [
            (_("Title"), found.title),
            (_("Description"), found.description),
            (_("Visibility"), _visibility(found)),
            (_("Language"), found.language),
        ]
        people = [
            (_role(each.role), each.label or _("all staff")) for each in queries.members(session, found)
        ]
        for line in (*aligned(facts), *aligned(people)):
            click.echo(line)


@space.command(help=_("Give a person or a group a role in a space, in place of the others."))
@click.argument("space", metavar=SPACE)
@click.argument("who", metavar=WHO)
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
    if role is None:
        sentence = _("%(who)s has no role in %(space)s.") % {"who": who, "space": space}
    else:
        told = {"who": who, "space": space, "role": _role(role)}
        sentence = _("%(who)s has a role in %(space)s: %(role)s.") % told
    click.echo(sentence)


def _visibility(space: Space) -> str:
    return f"{said(_VISIBILITIES[space.visibility])} ({space.visibility})"


def _role(role: str) -> str:
    return f"{said(_ROLES[role])} ({role})"
