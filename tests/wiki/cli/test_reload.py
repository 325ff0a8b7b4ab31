"""A real server is reloaded and stopped while people work: nobody is refused, nothing is lost (part 6)."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from tests.factories import Cast
from tests.server import HttpVisitor, Server, environment, serving, wait_until
from wiki.app import Site
from wiki.config import Settings
from wiki.outbox import Delivery
from wiki.parts.revisions.models import Revision

_BASE = re.compile(r'name="base_revision"[^>]*value="(\d+)"')


def processes(server: Server) -> set[int]:
    """Those that the supervisor looks after at this moment, by their numbers."""
    return {child.pid for child in psutil.Process(server.process.pid).children()}


def reload(server: Server) -> None:
    """Have the server renewed, and wait until nobody of before is left."""
    before = processes(server)
    server.process.send_signal(signal.SIGHUP)
    wait_until(lambda: len(processes(server)) == len(before) and not processes(server) & before)


def log_of(settings: Settings) -> str:
    return (Path(settings.data) / "serve.log").read_text()


@dataclass
class Crowd:
    """People who read and write for as long as they are let, each request on a connection of its own, as a proxy
    sends them."""

    server: Server
    answers: list[int] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def at_work(self, reader: HttpVisitor, writers: Mapping[str, tuple[str, HttpVisitor]]) -> Iterator[None]:
        """Two who read, and one who writes in each page; what any of them met is raised at the end."""
        with ThreadPoolExecutor() as threads:
            tasks = [threads.submit(self._read, reader.again(), list(writers)) for _ in range(2)]
            tasks += [threads.submit(self._write, path, *writer) for path, writer in writers.items()]
            try:
                self.still_at_work()
                yield
            finally:
                self.over.set()
                for task in tasks:
                    task.result()

    def still_at_work(self) -> None:
        """Return when people have been answered again, or one of them met something."""
        read, saved = len(self.answers), len(self.saved)
        wait_until(
            lambda: (len(self.answers) > read + 10 and len(self.saved) > saved + 2) or self.over.is_set()
        )

    def _read(self, visitor: HttpVisitor, pages: list[str]) -> None:
        with self._until_over():
            while not self.over.is_set():
                for page in pages:
                    self.answers.append(visitor.get(page).status)

    def _write(self, page: str, title: str, visitor: HttpVisitor) -> None:
        number = 0
        with self._until_over():
            while not self.over.is_set():
                form = visitor.get(f"{page}/-/edit")
                found = _BASE.search(form.text)
                assert found, form.text[:300]
                number += 1
                words = f"Mot{number} de {title}"
                fields = {"title": title, "body": words, "base_revision": found[1], "language": "fr-CA"}
                answer = visitor.post(f"{page}/-/edit", fields)
                assert answer.status == 303, answer.text[:500]
                self.saved.append(words)

    @contextmanager
    def _until_over(self) -> Iterator[None]:
        """Whoever meets something sends everybody home."""
        try:
            yield
        finally:
            self.over.set()


def test_nobody_is_refused_and_nothing_is_lost_while_it_is_reloaded(
    settings: Settings, site: Site, cast: Cast
) -> None:
    pages = [cast.page(f"Page {number}") for number in range(2)]
    paths = [f"/{cast.space}/{page.slug}" for page in pages]
    with serving(settings) as server:
        supervisor = server.process.pid
        reader = server.visitor("alice")
        bob, dana = server.visitor("bob"), server.visitor("dana")
        for visitor in (reader, bob, dana):
            visitor.one_connection_each = True
        writers = {
            path: (page.title, visitor) for path, page, visitor in zip(paths, pages, (bob, dana), strict=True)
        }
        crowd = Crowd(server)
        with crowd.at_work(reader, writers):
            for _ in range(2):
                reload(server)
                crowd.still_at_work()
        assert set(crowd.answers) == {200}
        assert server.process.pid == supervisor
        assert server.process.poll() is None
        with site.database.reading() as session:
            kept = {body.strip() for body in session.scalars(select(Revision.body))}
        assert set(crowd.saved) <= kept
        # The worker that took over finishes what follows.
        wait_until(lambda: not _waiting(site))
        assert _dead(site) == 0
    assert server.process.returncode == 0


def _waiting(site: Site) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Delivery)) or 0


def _dead(site: Site) -> int:
    with site.database.reading() as session:
        return session.scalar(select(func.count()).where(Delivery.dead_at.is_not(None))) or 0


@pytest.fixture
def file(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of the settings, which may change while the server runs."""
    path = settings.data / "relais.toml"
    path.write_text('site_name = "Relais de Montréal"\n', encoding="utf-8")
    monkeypatch.setenv("RELAIS_CONFIG", str(path))
    return path


def test_the_settings_are_those_of_now_after_a_reload(settings: Settings, cast: Cast, file: Path) -> None:
    with serving(settings) as server:
        assert "Relais de Montréal" in HttpVisitor(server.host, server.port).get("/-/sign-in").text
        file.write_text('site_name = "Relais de Québec"\n', encoding="utf-8")
        reload(server)
        assert "Relais de Québec" in HttpVisitor(server.host, server.port).get("/-/sign-in").text


def test_what_could_not_be_served_is_refused_and_all_goes_on(
    settings: Settings, cast: Cast, file: Path
) -> None:
    with serving(settings) as server:
        before = processes(server)
        file.write_text('site_nmae = "Une faute de frappe"\n', encoding="utf-8")
        server.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "not reloaded" in log_of(settings))
        assert "site_nmae" in log_of(settings)
        assert processes(server) == before
        assert "Relais de Montréal" in HttpVisitor(server.host, server.port).get("/-/sign-in").text
        file.write_text('site_name = "Relais de Québec"\n', encoding="utf-8")
        reload(server)
        assert "Relais de Québec" in HttpVisitor(server.host, server.port).get("/-/sign-in").text


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP], ids=["stopped", "reloaded"])
def test_who_is_being_answered_is_answered(settings: Settings, cast: Cast, end: signal.Signals) -> None:
    """A form that arrives slowly: begun before the server is told to end, sent after."""
    page = cast.page("Lente")
    path = f"/{cast.space}/{page.slug}"
    with serving(settings, workers=1) as server:
        bob = server.visitor("bob")
        form = bob.get(f"{path}/-/edit")
        base = _BASE.search(form.text)
        assert base
        fields = {"title": "Lente", "body": "Arrivé à temps", "base_revision": base[1], "language": "fr-CA"}
        before = processes(server)
        with _half_sent(server, f"{path}/-/edit", bob.form(fields), bob.cookies) as (connection, rest):
            server.process.send_signal(end)
            if end == signal.SIGTERM:  # the worker, told at the same time, has nothing to finish
                wait_until(lambda: processes(server) < before)
            else:
                wait_until(lambda: len(processes(server) - before) == 2)
            connection.sendall(rest)
            status = connection.makefile("rb").readline()
        assert b" 303 " in status, status
        if end == signal.SIGTERM:
            assert server.process.wait(60) == 0
        else:
            wait_until(lambda: not processes(server) & before)
            assert "Arrivé à temps" in server.visitor("alice").get(path).text


@contextmanager
def _half_sent(server: Server, path: str, body: bytes, cookies: str) -> Iterator[tuple[socket.socket, bytes]]:
    """A request that the server has begun to take in, and what is still to be sent of it."""
    with socket.create_connection((server.host, server.port), timeout=60) as connection:
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {server.host}\r\nCookie: {cookies}\r\nExpect: 100-continue\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        connection.sendall(head.encode())
        answer = connection.recv(1024)  # which the server sends once it has taken the request
        assert b"100" in answer, answer
        connection.sendall(body[:20])
        yield connection, body[20:]


def test_all_web_processes_are_counted_together(
    settings: Settings, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever process is asked, and also after one of them was killed."""
    token = "a token for tests alone, and long enough"
    monkeypatch.setenv("RELAIS_METRICS__TOKEN", token)
    with serving(settings, workers=2, run_worker=False) as server:
        for _ in range(40):
            _ask(server, "/-/health")
        assert _counted(server, token) == 40
        (web,) = psutil.Process(server.process.pid).children()
        killed = web.children()[0]
        killed.kill()
        wait_until(
            lambda: len(web.children()) == 2 and killed.pid not in {each.pid for each in web.children()}
        )
        for _ in range(40):
            _ask(server, "/-/health")
        assert {_counted(server, token) for _ in range(8)} == {80}


def _ask(server: Server, path: str, **headers: str) -> str:
    connection = HTTPConnection(server.host, server.port, timeout=60)
    connection.request("GET", path, headers={"Connection": "close", **headers})
    answer = connection.getresponse()
    assert answer.status == 200
    return answer.read().decode()


def _counted(server: Server, token: str) -> int:
    told = _ask(server, "/-/metrics", Authorization=f"Bearer {token}")
    found = re.search(r'relais_requests_total\{route="/-/health",method="GET",status="2xx"\} (\d+)', told)
    assert found
    return int(found[1])


def test_the_service_manager_is_told_when_it_can_be_asked(
    settings: Settings, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ready, reloading and ready again, stopping: by one process, the one that the manager knows."""
    address = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(address))
        manager.settimeout(60)
        monkeypatch.setenv("NOTIFY_SOCKET", str(address))
        with serving(settings, workers=1) as server:
            assert manager.recv(100) == b"READY=1"
            server.process.send_signal(signal.SIGHUP)
            assert manager.recv(100) == b"RELOADING=1"
            assert manager.recv(100) == b"READY=1"
        assert manager.recv(100) == b"STOPPING=1"
        manager.settimeout(0)
        with pytest.raises(BlockingIOError):
            manager.recv(100)


def test_what_is_not_http_leaves_neither_an_address_nor_its_words(settings: Settings, cast: Cast) -> None:
    """Nor does anything else that the server says by itself (V rows)."""
    with serving(settings, workers=1, run_worker=False) as server:
        for sent in (b"GET /mots secrets/de quelqu'un HTTP/1.1\r\n\r\n", b"MOTS SECRETS\r\n\r\n"):
            with socket.create_connection((server.host, server.port), timeout=60) as connection:
                connection.sendall(sent)
                assert b" 400 " in connection.makefile("rb").readline()
        said = log_of(settings)
    assert said.count("a request that is not HTTP was refused") == 2
    assert "secrets" not in said.lower()
    assert "127.0.0.1" not in said


def test_it_can_be_asked_whether_it_would_serve(settings: Settings, cast: Cast) -> None:
    command = [sys.executable, "-m", "wiki.cli", "serve", "--check"]
    asked = {**os.environ, **environment(settings), "LANGUAGE": "en"}
    fine = subprocess.run(command, env=asked, capture_output=True, text=True, check=False)
    assert (fine.returncode, fine.stdout) == (0, "The site can be served.\n")
    asked["RELAIS_SERVER__THREADS"] = "0"
    wrong = subprocess.run(command, env=asked, capture_output=True, text=True, check=False)
    assert wrong.returncode == 1
    assert "RELAIS_SERVER__THREADS" in wrong.stderr
