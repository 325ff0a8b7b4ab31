"""Figures: said as they are found, kept for a file, and held against what is to be reached."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from bench.goals import GOALS, Goal

# Name of a value → how it is written. Times are kept in seconds, memory in bytes, shares as fractions.
FORMS: Mapping[str, str] = {
    "rate": "{:,.1f}/s",
    "p50": "p50 {:.1ms}",
    "p95": "p95 {:.1ms}",
    "max": "max {:.1ms}",
    "cpu": "CPU {:.2ms} each",
    "took": "{:.2f} s",
    "share": "{:.3f} of bare Flask",
    "share_same": "{:.3f} of bare Flask under the same server",
    "cost": "{:.1f} × the CPU of bare Flask",
    "memory": "{:.1MB}",
    "decision": "{:.2us}",
    "statements": "{:.0f} SQL statements",
    "ratio": "{:.2f} ×",
    "processes": "{:.0f} processes",
    "errors": "{:.0f} errors",
    "merged": "{:.0f} merged",
    "told": "{:.0f} told of a conflict",
    "lost": "{:.0f} lost",
    "quality": "{:.3f}",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What one measure found."""

    size: int  # pages of the site; 0 when they do not matter
    what: str
    values: Mapping[str, float]


class Report:
    """All figures of a run."""

    def __init__(self, *, quiet: bool = False) -> None:
        self.figures: list[Figure] = []
        self.warnings: list[str] = []
        self._quiet = quiet
        self._size = 0

    def of_size(self, size: int, besides: str = "") -> None:
        """What follows was measured on a site of so many pages, with what there is besides."""
        self._size = size
        self.say(f"\n{size:,} pages{besides}")

    def add(self, what: str, **values: float) -> None:
        self.figures.append(Figure(self._size, what, values))
        written = "   ".join(_written(name, value) for name, value in values.items())
        self.say(f"  {what:.<44} {written}")

    def warn(self, sentence: str) -> None:
        self.warnings.append(sentence)
        self.say(f"  ! {sentence}")

    def say(self, line: str) -> None:
        if not self._quiet:
            print(line, flush=True)

    def say_goals(self) -> None:
        """Each goal of which something was measured, beside what was found."""
        lines = [line for goal in GOALS for line in self._beside(goal)]
        if lines:
            doubt = " (something disturbed this run: see the warnings)" if self.warnings else ""
            self.say(f"\nTo reach{doubt}")
        for line in lines:
            self.say(line)

    def write(self, path: Path) -> None:
        """The whole run, for comparing it with another."""
        content = {
            "machine": machine(),
            "figures": list(map(asdict, self.figures)),
            "warnings": self.warnings,
        }
        path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def _beside(self, goal: Goal) -> Iterator[str]:
        for figure in self.figures:
            if figure.what != goal.what or goal.value not in figure.values or not goal.holds_for(figure.size):
                continue
            found = figure.values[goal.value]
            verdict = "reached" if goal.reached(found) else "MISSED "
            wanted = f"{'≥' if goal.at_least else '≤'} {_written(goal.value, goal.limit)}"
            of = f"{figure.size:,} pages" if figure.size else ""
            yield f"  {verdict} {goal.what:.<44} {_written(goal.value, found):<34} {wanted:<34} {of}"


def machine() -> dict[str, str]:
    """What the figures were found on, and when."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "flask": version("flask"),
        "gunicorn": version("gunicorn"),
        "at": time.strftime("%Y-%m-%d %H:%M"),
    }


def _processor() -> str:
    for line in _lines(Path("/proc/cpuinfo")):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def _lines(path: Path) -> Sequence[str]:
    return path.read_text().splitlines() if path.exists() else ()


def _written(name: str, value: float) -> str:
    form = FORMS[name]
    if "ms}" in form:
        return form.replace("ms}", "f} ms").format(value * 1000)
    if "us}" in form:
        return form.replace("us}", "f} µs").format(value * 1e6)
    if "MB}" in form:
        return form.replace("MB}", "f} MB").format(value / 1e6)
    return form.format(value)
