"""Servers as they are really run, in processes of their own: their time, their CPU, their memory."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from bench.datasets import ROOT, SECRET
from wiki.config import ServerSettings

PATIENCE = 60  # seconds that a server may take to start
BESIDE_PYTHON = Path(sys.executable).parent  # where the programs of this environment are


class DidNotStart(Exception):
    """The server did not answer, or ended at once. It said:"""

    def __str__(self) -> str:
        return f"{self.__doc__}{' '.join(map(str, self.args))}"


class Server:
    """A server from its start to its end, used in a `with`."""

    def __init__(
        self, command: Sequence[str], health: str, folder: Path, environment: Mapping[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self.seconds_to_answer = 0.0
        self._command = [part.replace("{port}", str(self.port)) for part in command]
        self._health = f"http://127.0.0.1:{self.port}{health}"
        self._folder, self._environment = folder, environment
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 (lives as long as the server)

    def __enter__(self) -> Self:
        begun = time.perf_counter()
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=self._log,
            start_new_session=True,
        )
        try:
            self._wait(begun)
        except BaseException:
            self._end()
            raise
        self.seconds_to_answer = time.perf_counter() - begun
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def cpu(self) -> float:
        """Seconds of CPU that all its processes have used, those that ended meanwhile included."""
        used = (process.cpu_times() for process in self._processes())
        return sum(times.user + times.system + times.children_user + times.children_system for times in used)

    def memory(self) -> list[int]:
        """PSS of each of its processes in bytes, parents before children."""
        return [_pss(process.pid) for process in self._processes()]

    def words(self) -> str:
        """All that it said so far on its error output."""
        self._log.seek(0)
        return self._log.read()

    def at_rest(self) -> list[int]:
        """Its memory once nothing moves any more: every process is there and has done its beginnings."""
        last = self.memory()
        while True:
            time.sleep(1)
            now = self.memory()
            if len(now) == len(last) and abs(sum(now) - sum(last)) < sum(last) * 0.01:
                return now
            last = now

    def _processes(self) -> list[psutil.Process]:
        main = psutil.Process(self._process.pid)
        return [main, *main.children(recursive=True)]

    def _wait(self, begun: float) -> None:
        while True:
            if self._process.poll() is not None or time.perf_counter() - begun > PATIENCE:
                raise DidNotStart(self.words()[-2000:])
            try:
                with urllib.request.urlopen(self._health, timeout=PATIENCE):
                    return
            except OSError:
                time.sleep(0.005)

    def _end(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


def relais(data: Path, environment: Mapping[str, str] | None = None) -> Server:
    """`relais serve` on these data, with the default settings or those of this environment."""
    command = [str(BESIDE_PYTHON / "relais"), "serve", "--port", "{port}"]
    return Server(command, "/-/health", data, environment or environment_of(data))


def environment_of(data: Path) -> dict[str, str]:
    """The defaults on these data. A site that is set up in this environment is not the one that is measured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    return {**kept, "RELAIS_DATA": str(data.absolute()), "RELAIS_SECRET_KEY": SECRET.get_secret_value()}


def bare_sync() -> Server:
    """Bare Flask under gunicorn with two sync workers."""
    return Server(_gunicorn("--workers", "2"), "/", ROOT)


def bare_same_server() -> Server:
    """Bare Flask under gunicorn as `relais serve` runs it by default."""
    settings = ServerSettings.model_validate({})
    shape = ("--workers", str(settings.workers), "--threads", str(settings.threads))
    return Server(_gunicorn("-k", "gthread", *shape), "/", ROOT)


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """All of them, for as long as the block lasts."""
    if not servers:
        yield
        return
    with servers[0], running(*servers[1:]):
        yield


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _gunicorn(*options: str) -> list[str]:
    program = [sys.executable, "-m", "gunicorn", "--log-level", "warning"]
    return [*program, "--bind", "127.0.0.1:{port}", *options, "bench.bare:app"]


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
