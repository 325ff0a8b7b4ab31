"""Databases for tests: a file copied, or a real PostgreSQL server started once and a template cloned."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import psycopg
import pytest
from sqlalchemy import create_engine

from wiki.app import discover
from wiki.migrations import upgrade

PATIENCE = 30  # seconds that a server may take to start
ENOUGH = 512 * 1024**2  # bytes for a server and the databases of the tests that run at once


class New(Protocol):
    def __call__(self, like: str | None = None) -> str: ...


@dataclass(frozen=True)
class Databases:
    """`new()` gives the URL of an empty database at the newest schema, `new(like=url)` that of a copy of another,
    which nobody has open. `forget(url)` makes room."""

    new: New
    forget: Callable[[str], None]

    @contextmanager
    def one(self, like: str | None = None) -> Iterator[str]:
        """The URL of such a database for as long as the block lasts."""
        url = self.new(like)
        yield url
        self.forget(url)


@contextmanager
def sqlite_databases(folder: Path) -> Iterator[Databases]:
    scheme = "sqlite:///"
    template = f"{scheme}{folder / 'template.sqlite3'}"
    _migrate(template)
    numbers = count(1)

    def new(like: str | None = None) -> str:
        path = folder / f"{next(numbers)}.sqlite3"
        shutil.copyfile((like or template).removeprefix(scheme), path)
        return f"{scheme}{path}"

    def forget(url: str) -> None:
        Path(url.removeprefix(scheme)).unlink(missing_ok=True)

    yield Databases(new, forget)


@contextmanager
def postgres_databases() -> Iterator[Databases]:
    """A server of its own in a folder of its own: nothing of the machine's is touched."""
    port = _free_port()
    # Not among pytest's: it shuts its folders to other accounts whenever a session begins, and the server has one.
    with (
        TemporaryDirectory(prefix="relais-postgresql-", dir=_quickest()) as place,
        postgres_server(Path(place) / "cluster", port),
    ):
        server = f"postgresql+psycopg://relais@127.0.0.1:{port}/"
        template = f"{server}template_relais"
        _statement(port, "CREATE DATABASE template_relais")
        _migrate(template)
        numbers = count(1)

        def new(like: str | None = None) -> str:
            name = f"relais_{next(numbers)}"
            _statement(port, f"CREATE DATABASE {name} TEMPLATE {(like or template).removeprefix(server)}")
            return f"{server}{name}"

        def forget(url: str) -> None:
            _statement(port, f"DROP DATABASE {url.removeprefix(server)} WITH (FORCE)")

        yield Databases(new, forget)


@contextmanager
def postgres_server(cluster: Path, port: int) -> Iterator[None]:
    """A real server for as long as the block lasts."""
    programs = _programs()
    _as_owner(
        cluster,
        [f"{programs}/initdb", "-D", str(cluster), "-U", "relais", "-A", "trust", "-E", "UTF8", "--no-sync"],
    )
    # Nothing here has to survive a power cut.
    quick = (
        "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c max_wal_size=128MB"
        " -c max_connections=200"
    )
    options = f"-p {port} -k {cluster} -c listen_addresses=127.0.0.1 {quick}"
    log = cluster / "log"
    _as_owner(
        cluster, [f"{programs}/pg_ctl", "-D", str(cluster), "-o", options, "-l", str(log), "-w", "start"]
    )
    try:
        _wait(port)
        yield
    finally:
        _as_owner(cluster, [f"{programs}/pg_ctl", "-D", str(cluster), "-m", "immediate", "stop"])


def _quickest() -> str | None:
    """Memory, where there is enough of it: a database is hundreds of files, and each test has one. Else the disk."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free >= ENOUGH
    return str(memory) if roomy else None


def _programs() -> Path:
    """Where initdb and pg_ctl are: Debian keeps them out of the PATH."""
    found = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    named = shutil.which("pg_ctl")
    if named:
        found.insert(0, Path(named).resolve().parent)
    usable = [folder for folder in found if (folder / "initdb").exists()]
    if not usable:
        pytest.fail("PostgreSQL is not installed. Type: sudo apt-get install postgresql")
    return usable[0]


def _as_owner(cluster: Path, command: list[str]) -> None:
    """PostgreSQL refuses to run as root: there, its own account runs it."""
    if os.geteuid() == 0:
        cluster.mkdir(exist_ok=True)
        shutil.chown(cluster, "postgres", "postgres")
        for parent in cluster.parents[:4]:
            if parent.stat().st_uid == 0 and str(parent) != "/":
                parent.chmod(parent.stat().st_mode | 0o711)
        command = ["runuser", "-u", "postgres", "--", *command]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/", check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout}")


def _statement(port: int, statement: str) -> None:
    with psycopg.connect(
        f"host=127.0.0.1 port={port} user=relais dbname=postgres", autocommit=True
    ) as connection:
        connection.execute(statement.encode())


def _wait(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            _statement(port, "SELECT 1")
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _migrate(url: str) -> None:
    discover()
    engine = create_engine(url)
    upgrade(engine)
    engine.dispose()
