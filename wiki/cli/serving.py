"""Prepare the site, serve it, run its worker."""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from wiki import config, logs
from wiki import worker as outbox_worker
from wiki.app import Site, create_app, tally_of
from wiki.cli import handover
from wiki.cli.asking import ADDRESS, Number
from wiki.cli.language import _
from wiki.cli.opening import assembled, ensure_index, open_site, where
from wiki.cli.supervision import READY, Supervisor
from wiki.config import GOOD_SECRET, ServerSettings
from wiki.errors import RelaisError
from wiki.migrations import upgrade
from wiki.system import reason_of
from wiki.upkeep import Upkeep

KEEP_ALIVE = 5  # seconds
BEHIND = 5  # steps of priority by which the worker stands behind the web processes of its machine
PATIENCE = 60  # seconds that one request may take
BEFORE_RENEWAL = 20_000  # requests that one web process answers before a new one takes its place


class PortTaken(RelaisError):
    """Nothing can listen at %(host)s, port %(port)s: %(reason)s. Choose others with --host or --port."""


@click.command(help=_("Prepare the data folder and the database."))
def init() -> None:
    site = open_site()
    click.echo(_("Relais is ready: %(where)s") % {"where": where(site)})


@click.command(help=_("Bring the database to the version of this program. Make a backup first."))
def migrate() -> None:
    site = assembled(config.load())
    before = site.database.refuse_newer()
    upgrade(site.database.engine)
    after = site.database.schema()
    if before == after:
        click.echo(_("The database was already at version %(version)s.") % {"version": after})
    else:
        click.echo(_("The database is at version %(version)s.") % {"version": after})


@click.command(help=_("Serve the site, with its worker beside it."))
@click.option("--host", metavar=ADDRESS, help=_("Address to listen on."))
@click.option("--port", type=Number(0, 65535), help=_("Port to listen on; 0 takes a free one."))
@click.option("--workers", type=Number(1, 64), help=_("Web processes."))
@click.option("--no-worker", is_flag=True, help=_("Leave the outbox to another host's `relais worker`."))
@click.option("--check", is_flag=True, help=_("Only say whether the site can be served so."))
def serve(host: str | None, port: int | None, workers: int | None, no_worker: bool, check: bool) -> None:
    before = handover.inherited()
    site = open_site()
    logs.begin(site.settings.log)
    server = site.settings.server.model_copy(
        update={
            name: value
            for name, value in {"host": host, "port": port, "workers": workers}.items()
            if value is not None
        }
    )
    app = create_app(site)
    _warn_of_weak_secret(site)
    if check:
        click.echo(_("The site can be served."))
        return
    listener = before.listener if before else _listen(server)
    # What is loaded by now is shared by the processes that are forked from here, and never collected.
    gc.collect()
    gc.freeze()
    jobs: dict[str, Callable[[], None]] = {"web": _Web(app, site, server, listener).run}
    if server.run_worker and not no_worker:
        jobs["worker"] = lambda: _work(site)
    supervisor = Supervisor(
        jobs,
        leaving=before.serving if before else (),
        renew=lambda serving: handover.hand_over(listener, serving),
    )
    sys.exit(supervisor.run())


@click.command(help=_("Run the worker alone: index, and what else follows from changes."))
def worker() -> None:
    site = open_site()
    logs.begin(site.settings.log)
    click.echo(_("The worker is at work. Ctrl+C ends it."))
    ensure_index(site)
    outbox_worker.run_until_signalled(site.database, Upkeep(site.database, site.settings))


def _work(site: Site) -> None:
    os.nice(BEHIND)
    site.database.forget_connections()
    ensure_index(site)
    outbox_worker.run_until_signalled(site.database, Upkeep(site.database, site.settings))


class _Web(BaseApplication):
    """gunicorn with our settings, around an application that is already made."""

    def __init__(self, app: Flask, site: Site, server: ServerSettings, listener: socket.socket) -> None:
        self._app, self._site, self._server = app, site, server
        self._listener, self._address = listener.fileno(), _address(server, listener)
        self._tally = tally_of(app)
        self._supervisor = os.getpid()
        super().__init__()

    def load_config(self) -> None:
        options = {
            "bind": f"fd://{self._listener}",
            "workers": self._server.workers,
            "worker_class": "gthread",
            "threads": self._server.threads,
            "timeout": PATIENCE,
            "graceful_timeout": PATIENCE,
            "keepalive": KEEP_ALIVE,
            "max_requests": BEFORE_RENEWAL,
            "max_requests_jitter": BEFORE_RENEWAL // 10,
            "loglevel": "warning",
            "logger_class": _InOurWords,
            "control_socket_disable": True,
            "preload_app": True,
            "when_ready": self._announce,
            "pre_fork": self._give_row,
            "post_fork": self._begin,
            "post_worker_init": _listen_to_signals,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def run(self) -> None:
        _Arbiter(self).run()

    def _announce(self, arbiter: Arbiter) -> None:
        click.echo(_("Relais answers at %(address)s (Ctrl+C ends it)") % {"address": self._address})
        os.kill(self._supervisor, READY)

    def _give_row(self, arbiter: Arbiter, web_process: Worker) -> None:
        """A row of the figures that no process of this server adds to."""
        taken = {other.row for other in arbiter.WORKERS.values()}
        web_process.row = next(row for row in range(self._tally.rows) if row not in taken)

    def _begin(self, arbiter: Arbiter, web_process: Worker) -> None:
        self._tally.take(web_process.row)
        self._site.database.forget_connections()


class _Arbiter(Arbiter):
    """gunicorn's, whose web processes are told to end even when they have just begun: until they listen to signals,
    those are held back. They were lost before, and the end waited for a minute."""

    def spawn_worker(self) -> Any:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        try:
            return super().spawn_worker()
        finally:
            _listen_to_signals()


def _listen_to_signals(web_process: Worker | None = None) -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})


class _InOurWords(Logger):
    """What gunicorn has to say goes where everything is said, in the same form, without addresses of people and
    without what they asked for."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True

    def warning(self, msg: str, *args: Any, **more: Any) -> None:
        if msg.startswith("Invalid request from"):
            msg, args = "a request that is not HTTP was refused", ()
        super().warning(msg, *args, **more)

    def exception(self, msg: object, *args: Any, **more: Any) -> None:
        if str(msg).startswith("Error handling request"):
            msg, args = "a request could not be answered", ()
        super().exception(msg, *args, **more)


def _listen(server: ServerSettings) -> socket.socket:
    """The socket, bound before anything is forked, so that a taken port is said at once."""
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((server.host, server.port))
    except OSError as error:
        raise PortTaken(host=server.host, port=server.port, reason=reason_of(error)) from None
    listener.set_inheritable(True)
    return listener


def _address(server: ServerSettings, listener: socket.socket) -> str:
    shown = f"[{server.host}]" if ":" in server.host else server.host
    return f"http://{shown}:{listener.getsockname()[1]}"


def _warn_of_weak_secret(site: Site) -> None:
    secret = site.settings.secret_key
    if secret is not None and len(secret.get_secret_value()) < GOOD_SECRET:
        click.echo(
            _("The secret key is short: use %(length)s random characters or more.") % {"length": GOOD_SECRET},
            err=True,
        )
