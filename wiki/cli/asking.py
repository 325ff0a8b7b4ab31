"""What commands ask for, named in the person's language: click names it in English alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from wiki.cli.language import _


class Group(click.Group):
    """A group of commands, whose usage is said in the person's language."""

    def __init__(self, *settings: Any, **more: Any) -> None:
        more.setdefault("subcommand_metavar", _("COMMAND [ARGUMENT]…"))
        super().__init__(*settings, **more)


class Number(click.IntRange):
    """A whole number between two others."""

    name = _("number")


class Day(click.ParamType[datetime]):
    """A day of the calendar."""

    name = _("YYYY-MM-DD")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return datetime.strptime(value, "%Y-%m-%d")
        except ValueError:
            self.fail(
                _("“%(typed)s” is not a day: write it as in 2026-09-24.") % {"typed": value}, param, ctx
            )


ACCOUNT = _("ACCOUNT")
ADDRESS = _("ADDRESS")
FILE = _("FILE")
FOLDER = _("FOLDER")
NAME = _("NAME")
QUERY = _("QUERY")
SPACE = _("SPACE")
TEXT = _("TEXT")
TITLE = _("TITLE")
USERNAME = _("USERNAME")
WHO = _("WHO")
