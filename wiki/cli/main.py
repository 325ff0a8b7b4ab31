"""The group of all commands: each error is one sentence, with the trace behind --debug."""

from __future__ import annotations

import logging
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.exc import DatabaseError

from auth.errors import AuthError
from search.errors import SearchError
from wiki import __version__
from wiki.cli.asking import Group
from wiki.cli.demo import demo
from wiki.cli.directory import directory
from wiki.cli.importing import import_
from wiki.cli.language import _
from wiki.cli.mail import mail
from wiki.cli.safety import backup, restore
from wiki.cli.searching import reindex, search
from wiki.cli.sentences import FAILED, sentence_of
from wiki.cli.serving import init, migrate, serve, worker
from wiki.cli.settings import config
from wiki.cli.spaces import space
from wiki.cli.state import check, permissions
from wiki.cli.users import user
from wiki.errors import RelaisError, Unavailable
from wiki.system import database_reason_of, reason_of


class DatabaseRefused(Unavailable):
    """The database cannot be used: %(reason)s."""


class SystemRefused(Unavailable):
    """%(what)s cannot be used: %(reason)s."""


class Relais(Group):
    """Refusals become one sentence on the error output."""

    def make_context(self, *words: Any, **more: Any) -> click.Context:
        with _ended_by_a_closed_pipe():
            return super().make_context(*words, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with _ended_by_a_closed_pipe():
            return self._invoke(ctx)

    def _invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except (RelaisError, AuthError, SearchError) as error:
            self._refuse(ctx, sentence_of(error))
        except DatabaseError as error:
            self._refuse(ctx, sentence_of(DatabaseRefused(reason=database_reason_of(error))))
        except OSError as error:
            what = error.filename if error.filename is not None else _("The system")
            self._refuse(ctx, sentence_of(SystemRefused(what=what, reason=reason_of(error))))

    def _refuse(self, ctx: click.Context, sentence: str) -> None:
        if ctx.params.get("debug"):
            traceback.print_exc()
        click.echo(f"relais: {sentence}", err=True)
        sys.exit(FAILED)


@contextmanager
def _ended_by_a_closed_pipe() -> Iterator[None]:
    """`relais … | head` ends as any other program of a pipeline: by the signal that it would have been sent."""
    try:
        yield
    except BrokenPipeError:
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGPIPE)


@click.group(cls=Relais, help=_("Relais: the wiki and communities of practice of public servants."))
@click.version_option(__version__, prog_name="relais")
@click.option("--debug", is_flag=True, help=_("Show the whole trace of an error."))
def main(debug: bool) -> None:
    # What is worth a person's attention is a sentence of the command; a server keeps a log (see `serve`).
    logging.basicConfig(handlers=[logging.StreamHandler() if debug else logging.NullHandler()])


for command in (
    init, serve, worker, migrate, import_, reindex, search, backup, restore, check, config, permissions,
    directory, mail, space, user, demo,
):  # fmt: skip
    main.add_command(command)
