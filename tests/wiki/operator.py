"""Whoever types commands: the real program on an empty folder of its own, in this process or in another."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wiki.cli.main import main
from wiki.db import Base, Database

SECRET = "for tests alone, and long enough to be good"
PROGRAM = [sys.executable, "-m", "wiki.cli"]


class Operator:
    """Types `relais …` with a data folder, a database and a secret, in English."""

    def __init__(self, data: Path, database_url: str | None = None) -> None:
        self.data = data
        self.environment: dict[str, str] = {
            "RELAIS_DATA": str(data),
            "RELAIS_SECRET_KEY": SECRET,
            "RELAIS_AUTH__PASSWORDS__TIME_COST": "1",
            "RELAIS_AUTH__PASSWORDS__MEMORY_KIB": "8",
            "RELAIS_AUTH__PASSWORDS__PARALLELISM": "1",
            "LANGUAGE": "en",
        }
        if database_url is not None:
            self.environment["RELAIS_DATABASE_URL"] = database_url

    def __call__(self, *words: str | Path, typed: str | None = None, code: int = 0) -> Result:
        """The outcome of a command that ends with this exit code."""
        outcome = CliRunner(env=self.environment).invoke(main, [str(word) for word in words], input=typed)
        if outcome.exception is not None and not isinstance(outcome.exception, SystemExit):
            raise outcome.exception
        assert outcome.exit_code == code, outcome.output
        return outcome

    def found(self, query: str, *words: str) -> dict[str, Any]:
        """What `relais search --json` answers."""
        answer: dict[str, Any] = json.loads(self("search", query, "--json", *words).stdout)
        return answer

    def begin(self, *words: str | Path, **options: Any) -> subprocess.Popen[str]:
        """The command in a process of its own."""
        return subprocess.Popen(
            [*PROGRAM, *map(str, words)],
            env={**_clean(os.environ), **self.environment},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **options,
        )

    @contextmanager
    def serving(self) -> Iterator[str]:
        """`relais serve` with its worker, at the address that is given."""
        server = self.begin("serve", "--port", "0", "--workers", "1")
        assert server.stdout is not None
        try:
            address = next(
                (found[0] for line in server.stdout if (found := re.search(r"http://[\d.:]+", line))), None
            )
            assert address is not None, server.wait()
            yield address
        finally:
            server.terminate()
            server.stdout.read()
            assert server.wait(30) == 0

    @contextmanager
    def database(self) -> Iterator[Session]:
        """A session that writes, on the operator's database."""
        with closing(self._database()) as database, database.writing() as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads: it waits for nobody."""
        with closing(self._database()) as database, database.reading() as session:
            yield session

    def _database(self) -> Database:
        kept = self.environment.get("RELAIS_DATABASE_URL")
        return Database(kept or f"sqlite:///{self.data / 'relais.sqlite3'}")

    def rows(self) -> Mapping[str, int]:
        """How many rows each table has."""
        with self.reading() as session:
            return {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in Base.metadata.sorted_tables
            }


def _clean(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if not name.startswith("RELAIS_")}
