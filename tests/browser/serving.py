"""A real `relais serve` beside the tests, and a real Chromium that looks at it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue

import pytest
from playwright.sync_api import Browser, sync_playwright

PATIENCE = 60  # seconds that the server may take to answer, on a machine that does other things
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def serving(data: Path, secret: str, database_url: str | None = None, **settings: str) -> Iterator[str]:
    """The address of a server over this data, with one web process and its worker, for as long as the block lasts.

    :param settings: more of what the environment says, without the `RELAIS_` in front.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RELAIS_")}
    environment |= {
        "RELAIS_DATA": str(data),
        "RELAIS_SECRET_KEY": secret,
        "RELAIS_SERVER__PORT": "0",
        "RELAIS_SERVER__WORKERS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    if database_url is not None:
        environment["RELAIS_DATABASE_URL"] = database_url
    environment |= {f"RELAIS_{name}": value for name, value in settings.items()}
    command = [sys.executable, "-c", "from wiki.cli import main; main()", "serve"]
    with (data / "serve.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            yield _announced(server, data / "serve.log")
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _announced(server: subprocess.Popen[str], log: Path) -> str:
    """The address that the server prints when it is ready."""
    lines: Queue[str] = Queue()

    def read() -> None:
        assert server.stdout is not None
        for line in server.stdout:
            lines.put(line)
        lines.put("")

    threading.Thread(target=read, daemon=True).start()
    try:
        while line := lines.get(timeout=PATIENCE):
            for word in line.split():
                if word.startswith("http://"):
                    return word
    except Empty:
        pass
    raise RuntimeError(f"the server does not answer: {log.read_text()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("Chromium is not installed. Type: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()
