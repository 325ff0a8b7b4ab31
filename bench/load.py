"""Many requests at once, made by another process: wrk where it is installed, else a small client of our own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.server import Server

LUA = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it. Times are in seconds."""

    requests: int
    seconds: float
    p50: float
    p95: float
    refused: int  # answers of 400 and more
    broken: int  # connections that failed
    cpu: float  # of the server's processes, for each request

    @property
    def rate(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds

    @property
    def errors(self) -> int:
        return self.refused + self.broken


def generator() -> str:
    """What makes the load here."""
    return "wrk" if wrk_is_here() else "the bench's own client (wrk is not installed)"


def wrk_is_here() -> bool:
    return shutil.which("wrk") is not None


def load(server: Server, paths: Sequence[str], *, at_once: int, seconds: float, cookie: str = "") -> Load:
    """Ask the server for these paths, again and again, over so many connections."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".paths") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        # wrk counts in whole seconds.
        make = _wrk if seconds >= 1 and wrk_is_here() else _own_client
        before = server.cpu()
        done = subprocess.run(
            make(server.port, at_once, seconds, file.name, cookie), capture_output=True, text=True, check=True
        )
        used = server.cpu() - before
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return Load(**told, cpu=used / max(1, told["requests"]))


def _wrk(port: int, at_once: int, seconds: float, file: str, cookie: str) -> list[str]:
    options = ["-t1", f"-c{at_once}", f"-d{round(seconds)}s", "--timeout", "30s", "-s", str(LUA)]
    return ["wrk", *options, f"http://127.0.0.1:{port}", "--", file, cookie]


def _own_client(port: int, at_once: int, seconds: float, file: str, cookie: str) -> list[str]:
    return [sys.executable, "-m", "bench.client", str(port), str(at_once), str(seconds), file, cookie]
