"""One run: each size made ready, served, measured, and what was found held against what is to be reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import prose
from bench.datasets import Dataset, dataset
from bench.load import generator
from bench.measures import MEASURES, OF_TALK, ORGANISATION, QUALITY, Measure, organisation, quality
from bench.report import Report, machine
from bench.round import Pace, Round
from bench.server import Server, relais
from bench.talk import with_talk

SAME_AT_EVERY_SIZE = "page of 5 kB, 1 at once"  # without the noise of those who wait for one another


@dataclass(frozen=True)
class Options:
    """What was asked for."""

    pages: Path | None  # real prose
    terms: Path | None  # what people look for, with the page they mean
    sizes: Sequence[int]
    only: Sequence[str]  # names of measures
    pace: Pace
    kept: Path  # folder of the datasets


def run(options: Options, report: Report) -> None:
    """Measure what was asked for, and tell the report."""
    _say_machine(report)
    words = prose.read(options.pages)
    if set(options.only) & set(MEASURES):
        for size in options.sizes:
            report.of_size(size)
            _measure(dataset(size, words, options.kept, report.say), MEASURES, words, options, report)
        _compare_sizes(report)
    if set(options.only) & set(OF_TALK):
        _measure_talk(words, options, report)
    if ORGANISATION in options.only:
        size = min(options.sizes)
        report.of_size(size, f", {options.pace.people:,} people")
        organisation.organisation(
            dataset(size, words, options.kept, report.say), options.pace, options.kept, report
        )
    if options.terms and QUALITY in options.only:
        report.of_size(len(words))
        options.kept.mkdir(parents=True, exist_ok=True)
        quality.quality(words, options.terms, options.kept, report)
    report.say_goals()


def _measure_talk(words: Sequence[prose.Prose], options: Options, report: Report) -> None:
    """Topics stand beside the pages of the smallest site: what they cost does not depend on the others."""
    size = min(options.sizes)
    topics = options.pace.topics
    report.of_size(size, f" and {topics:,} topics")
    pages = dataset(size, words, options.kept, report.say)
    made, talk = with_talk(pages, topics, words, options.kept, report.say)
    measures = {name: partial(measure, talk) for name, measure in OF_TALK.items()}
    _measure(made, measures, words, options, report)


def _measure(
    made: Dataset,
    measures: Mapping[str, Measure],
    words: Sequence[prose.Prose],
    options: Options,
    report: Report,
) -> None:
    """Serve a copy of the site, and measure what was asked for."""
    with made.copied(options.kept) as data, relais(data) as server:
        round = Round(
            dataset=made,
            data=data,
            server=server,
            pace=options.pace,
            report=report,
            prose=words,
            scratch=options.kept,
        )
        for name, measure in measures.items():
            if name in options.only:
                measure(round)
        _tell_errors(server, report)


def _tell_errors(server: Server, report: Report) -> None:
    """What the server complained of, the first time in full."""
    _, *complaints = server.words().split(" ERROR ")
    if complaints:
        report.warn(f"the server logged {len(complaints)} errors; the first: {complaints[0]}")


def _say_machine(report: Report) -> None:
    found = machine()
    report.say("   ".join(f"{name}: {value}" for name, value in found.items()))
    report.say(f"load made by {generator()}")
    if float(found["load"]) > 0.25 * float(found["cores"]):
        report.warn("the machine is busy with something else: absolute figures are worth little")


def _compare_sizes(report: Report) -> None:
    """What a page costs on the largest site, against the smallest."""
    costs: Mapping[int, float] = {
        figure.size: figure.values["cpu"] for figure in report.figures if figure.what == SAME_AT_EVERY_SIZE
    }
    if len(costs) > 1:
        report.of_size(max(costs))
        report.add("page of 5 kB, against the smallest site", ratio=costs[max(costs)] / costs[min(costs)])
