"""`python -m bench`: see docs/bench.md."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.browser import UnexpectedAnswer
from bench.measures import NAMES
from bench.prose import NoProse
from bench.report import Report
from bench.round import FULL, QUICK
from bench.run import Options, run
from bench.server import DidNotStart

PAGES_VARIABLE = "RELAIS_BENCH_PAGES"
SIZES = (1_000, 10_000, 50_000)
KEPT = Path("var/bench")


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and say with the exit code whether it could be done."""
    asked = _parser().parse_args(arguments)
    report = Report()
    try:
        run(_options(asked), report)
    except (UnexpectedAnswer, NoProse, DidNotStart) as error:
        print(f"bench: {str(error) or error.__doc__}", file=sys.stderr)
        return 1
    finally:
        if asked.json:
            report.write(asked.json)
    return 0


def _options(asked: argparse.Namespace) -> Options:
    named = os.environ.get(PAGES_VARIABLE)
    return Options(
        pages=asked.pages or (Path(named) if named else None),
        terms=asked.terms,
        sizes=asked.sizes or (SIZES[:1] if asked.quick else SIZES),
        only=asked.only or NAMES,
        pace=QUICK if asked.quick else FULL,
        kept=asked.kept.absolute(),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measure Relais beside a bare Flask."
    )
    parser.add_argument(
        "--pages", type=Path, metavar="FILE", help=f"real prose, JSONL, may be gzipped; or {PAGES_VARIABLE}"
    )
    parser.add_argument(
        "--terms", type=Path, metavar="FILE", help="what people look for, and the page they mean"
    )
    parser.add_argument(
        "--sizes", type=_numbers, metavar="N,…", help=f"pages of the sites; {SIZES} by default"
    )
    parser.add_argument("--only", type=_names, metavar="NAME,…", help=", ".join(NAMES))
    parser.add_argument("--quick", action="store_true", help="about a minute: 1,000 pages, short rounds")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--kept", type=Path, default=KEPT, metavar="FOLDER", help="where the sites are kept")
    return parser


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _names(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if unknown := set(names) - set(NAMES):
        raise argparse.ArgumentTypeError(f"no such measure: {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
