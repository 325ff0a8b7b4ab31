"""A real `relais serve` in processes of its own, and visitors who reach it over HTTP, many at once."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import psutil

from tests.factories import PASSWORD
from wiki.config import Settings

PATIENCE = 60  # seconds, on a machine that does other things
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_ADDRESS = re.compile(r"http://([\d.]+):(\d+)")


def wait_until(fact: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Return as soon as this is so."""
    until = time.monotonic() + patience
    while not fact():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.05)


@dataclass(frozen=True)
class Server:
    """A site that is being served. The supervisor leads a process group of its own."""

    host: str
    port: int
    process: subprocess.Popen[str]

    def visitor(self, username: str) -> HttpVisitor:
        """Somebody who has signed in."""
        visitor = HttpVisitor(self.host, self.port)
        answer = visitor.post("/-/sign-in", {"username": username, "password": PASSWORD})
        assert answer.status == 303, answer.text[:300]
        visitor.get("/-/search")  # another session, another token
        return visitor

    def worker(self) -> psutil.Process | None:
        """The process of the outbox: the child of the supervisor that has no children; None while it is begun."""
        try:
            children = psutil.Process(self.process.pid).children()
            idle = [child for child in children if not child.children()]
        except psutil.NoSuchProcess:  # one ended while they were listed
            return None
        return idle[0] if len(children) == 2 and len(idle) == 1 else None

    def kill_worker(self) -> None:
        """As the machine does when memory runs out; the supervisor begins another."""
        wait_until(lambda: self.worker() is not None)
        found = self.worker()
        assert found is not None
        found.kill()
        wait_until(lambda: (self.worker() or found).pid != found.pid)

    def kill(self) -> None:
        """Everything at once, without a word: a power cut."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(PATIENCE)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str


class HttpVisitor:
    """One browser on one connection; or, as a proxy speaks for it, on one for each request."""

    def __init__(self, host: str, port: int, *, one_connection_each: bool = False) -> None:
        self.one_connection_each = one_connection_each
        self._address = host, port
        self._connection = HTTPConnection(host, port, timeout=PATIENCE)
        self._cookies: dict[str, str] = {}
        self._token = ""

    def again(self) -> HttpVisitor:
        """The same person in a second window."""
        other = HttpVisitor(*self._address, one_connection_each=self.one_connection_each)
        other._cookies, other._token = dict(self._cookies), self._token
        return other

    @property
    def cookies(self) -> str:
        """The header that tells who this is."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def form(self, fields: dict[str, str]) -> bytes:
        """A form with the token of the last page that had one, as it is sent."""
        return urlencode({"csrf_token": self._token, **fields}).encode()

    def get(self, path: str) -> Answer:
        answer = self._ask("GET", path)
        found = _TOKEN.search(answer.text)
        if found:
            self._token = found[1]
        return answer

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form with the token of the last page that had one."""
        if not self._token:
            self.get(path)
        return self._ask("POST", path, self.form(fields))

    def _ask(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Cookie": self.cookies}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.one_connection_each:
            self._connection.close()
            headers["Connection"] = "close"
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        except (ConnectionError, HTTPException):
            # The server let go of an idle connection; what was sent on it was not taken.
            self._connection.close()
            raise
        for header in response.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}
        text = response.read().decode()
        return Answer(response.status, text, response.headers.get("Location", ""))


@contextmanager
def serving(settings: Settings, *, workers: int = 2, run_worker: bool = True) -> Iterator[Server]:
    """The site of these settings, served until the block ends."""
    words = ["serve", "--port", "0", "--workers", str(workers), *([] if run_worker else ["--no-worker"])]
    log = Path(settings.data) / "serve.log"
    with log.open("a") as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", "wiki.cli", *words],
            env={**os.environ, **environment(settings)},
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            start_new_session=True,
        )
    try:
        host, port = _announced(process, log)
        yield Server(host, port, process)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)
        if process.stdout is not None:
            process.stdout.close()


def environment(settings: Settings) -> dict[str, str]:
    """The variables that give another process these settings."""
    assert settings.secret_key is not None
    passwords = settings.auth.passwords
    return {
        "RELAIS_DATA": str(settings.data),
        "RELAIS_DATABASE_URL": settings.database,
        "RELAIS_SECRET_KEY": settings.secret_key.get_secret_value(),
        "RELAIS_LANGUAGE": settings.language,
        "RELAIS_AUTH__PASSWORDS__TIME_COST": str(passwords.time_cost),
        "RELAIS_AUTH__PASSWORDS__MEMORY_KIB": str(passwords.memory_kib),
        "RELAIS_AUTH__PASSWORDS__PARALLELISM": str(passwords.parallelism),
    }


def _announced(process: subprocess.Popen[str], log: Path) -> tuple[str, int]:
    """Host and port, which the server prints when it is ready."""
    assert process.stdout is not None
    for line in process.stdout:
        found = _ADDRESS.search(line)
        if found:
            return found[1], int(found[2])
    raise AssertionError(f"the server did not start: {log.read_text()}")
