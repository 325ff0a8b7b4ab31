"""The real program: served with its worker, filled while it serves, searched by HTTP (parts 1, 9 and 11)."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from sqlalchemy import text

from tests.wiki.importing.sources import GUIDE, jsonl
from tests.wiki.operator import PROGRAM, Operator
from tests.wiki.people import PASSWORD


def _browser() -> OpenerDirector:
    return build_opener(HTTPCookieProcessor(CookieJar()))


def _read(browser: OpenerDirector, url: str, form: dict[str, str] | None = None) -> str:
    with browser.open(url, urlencode(form).encode() if form else None, timeout=30) as answer:
        return str(answer.read().decode())


def test_pages_imported_while_it_serves_are_found_by_whoever_signs_in(
    relais: Operator, tmp_path: Path
) -> None:
    relais("user", "add", "alice", "--name", "Alice Côté", typed=PASSWORD)
    file = jsonl(tmp_path / "guide.jsonl", GUIDE)
    with relais.serving() as address:
        assert '"ok"' in _read(_browser(), f"{address}/-/health")
        imported = relais.begin("import", "jsonl", file, "--space", "inspection", "--create-space")
        assert imported.communicate()[0].count("new pages") == 1
        alice = _browser()
        form = _read(alice, f"{address}/-/sign-in")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        assert token is not None
        signed = {"csrf_token": token[1], "username": "alice", "password": PASSWORD.strip()}
        _read(alice, f"{address}/-/sign-in", signed)
        until = time.monotonic() + 30
        while "/inspection/abattoir" not in _read(alice, f"{address}/-/search?q=temperature"):
            assert time.monotonic() < until
            time.sleep(0.1)
        assert "Relever la température" in _read(alice, f"{address}/inspection/abattoir")
    relais("check")


def test_a_taken_port_and_a_missing_secret_are_said_in_one_sentence(relais: Operator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert str(port) in relais("serve", "--port", str(port), code=1).stderr.splitlines()[-1]
    del relais.environment["RELAIS_SECRET_KEY"]
    assert "RELAIS_SECRET_KEY" in relais("serve", "--port", "0", code=1).stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "words",
    [
        "init",
        "migrate",
        "reindex",
        "search rien",
        "check",
        "config",
        "permissions",
        "directory check",
        "space list",
        "user list",
        "demo",
        "demo --remove",
        "backup {folder}/site.tar.gz",
        "import markdown {folder} --space s --create-space",
        "--version",
        "--help",
        "import --help",
    ],
)
def test_each_command_works_on_an_empty_folder(tmp_path: Path, words: str) -> None:
    """With RELAIS_DATA and RELAIS_SECRET_KEY alone."""
    nobody = Operator(tmp_path / "new" / "data")
    nobody(*words.format(folder=tmp_path).split())


def test_an_error_shows_its_trace_when_asked(relais: Operator) -> None:
    assert "Traceback" not in relais("space", "show", "nothing", code=1).stderr
    assert "Traceback" in relais("--debug", "space", "show", "nothing", code=1).stderr


def test_a_new_database_is_announced_in_our_own_words_alone(relais: Operator) -> None:
    relais.environment.pop("RELAIS_DATABASE_URL", None)  # which names one that is ready
    server = relais.begin("serve", "--port", "0", "--workers", "1")
    assert server.stdout is not None
    said = [server.stdout.readline() for _ in range(2)]
    server.terminate()
    server.communicate()
    assert said[0].startswith("A new database is ready")
    assert said[1].startswith("Relais answers at")


def test_a_reader_that_closes_the_pipe_ends_the_command_quietly(relais: Operator) -> None:
    """As it ends any program of a pipeline: by SIGPIPE."""
    relais("init")
    for words in (("--help",), ("permissions",)):
        reading, writing = os.pipe()
        os.close(reading)
        command = subprocess.run(
            [*PROGRAM, *words],
            env={**os.environ, **relais.environment},
            stdout=writing,
            stderr=subprocess.PIPE,
            check=False,
        )
        os.close(writing)
        assert command.returncode == -signal.SIGPIPE
        assert command.stderr == b""


def test_the_database_of_a_newer_program_is_left_alone(relais: Operator) -> None:
    relais("init")
    with relais.database() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for words in (("serve",), ("migrate",), ("check",)):
        refused = relais(*words, code=1).stderr
        assert "9999" in refused.splitlines()[-1]
        assert "migrate" not in refused
