"""The group of all commands: each error is one sentence, with the trace behind --debug."""

from __future__ import annotations

import sys
import traceback
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from auth.errors import AuthError
from search.errors import SearchError
from wiki import __version__
from wiki.cli.demo import demo
from wiki.cli.directory import directory
from wiki.cli.importing import import_
from wiki.cli.language import _
from wiki.cli.safety import backup, restore
from wiki.cli.searching import reindex, search
from wiki.cli.sentences import FAILED, sentence_of
from wiki.cli.serving import init, migrate, serve, worker
from wiki.cli.settings import config
from wiki.cli.spaces import space
from wiki.cli.state import check, permissions
from wiki.cli.users import user
from wiki.errors import RelaisError


class Relais(click.Group):
    """Refusals become one sentence on the error output."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (RelaisError, AuthError, SearchError) as error:
            self._refuse(ctx, sentence_of(error))
        except OperationalError as error:
            self._refuse(ctx, _("The database does not answer: %(reason)s") % {"reason": error.orig})
        except OSError as error:
            self._refuse(ctx, f"{error.filename or ''}: {error.strerror or error}".lstrip(": "))

    def _refuse(self, ctx: click.Context, sentence: str) -> None:
        if ctx.params.get("debug"):
            traceback.print_exc()
        click.echo(f"relais: {sentence}", err=True)
        sys.exit(FAILED)


@click.group(cls=Relais, help=_("Relais: the wiki and communities of practice of public servants."))
@click.version_option(__version__, prog_name="relais")
@click.option("--debug", is_flag=True, help=_("Show the whole trace of an error."))
def main(debug: bool) -> None:
    pass


for command in (
    init, serve, worker, migrate, import_, reindex, search, backup, restore, check, config, permissions,
    directory, space, user, demo,
):  # fmt: skip
    main.add_command(command)
