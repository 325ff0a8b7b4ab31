"""What content/demo says, and when it happened as seen from today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from wiki import clock, config

# Where the demo's people live.
THERE = ZoneInfo("America/Montreal")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo, and what they are there to show."""

    username: str
    name: str
    does: Mapping[str, str]  # by language


@dataclass(frozen=True, slots=True)
class Words:
    """What content/demo says."""

    folder: Path
    password: str
    people: Mapping[str, Mapping[str, Any]]
    spaces: Mapping[str, Mapping[str, Any]]
    history: Sequence[Mapping[str, Any]]
    topics: Sequence[Mapping[str, Any]]
    community: Mapping[str, Any]
    later: timedelta  # by how much all that is told is brought nearer

    @property
    def cast(self) -> list[Person]:
        return [Person(username, told["name"], told["does"]) for username, told in self.people.items()]

    def moment(self, told: datetime | str) -> datetime:
        """The instant at which something happened, of what a clock on the wall said."""
        said = told if isinstance(told, datetime) else datetime.fromisoformat(told)
        return said.replace(tzinfo=THERE) + self.later


def words() -> Words:
    """The words of the demo as they are shipped, told as of today."""
    folder = config.content_folder() / "demo"
    people, spaces = _read(folder / "people.yaml"), _read(folder / "spaces.yaml")
    return Words(
        folder,
        people["password"],
        people["people"],
        spaces["spaces"],
        _read(folder / "history.yaml"),
        _read(folder / "topics.yaml"),
        _read(folder / "community.yaml"),
        _weeks_since(spaces["told_on"]),
    )


def _weeks_since(day: date) -> timedelta:
    """Whole weeks: what happened on a Tuesday happened on a Tuesday."""
    today = clock.now().astimezone(THERE).date()
    return timedelta(weeks=(today - day).days // 7)


def _read(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))
