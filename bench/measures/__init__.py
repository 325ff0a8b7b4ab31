"""What is measured, in the order in which it is: what leaves the site as it was comes first."""

from collections.abc import Callable, Mapping

from bench.measures import (
    forum,
    memory,
    organisation,
    page,
    quality,
    rates,
    save,
    screens,
    search,
    start,
    statements,
)
from bench.round import Round
from bench.talk import Talk

Measure = Callable[[Round], None]
MeasureOfTalk = Callable[[Talk, Round], None]

MEASURES: Mapping[str, Measure] = {
    "memory": memory.memory,
    "page": page.page,
    "search": search.search,
    "history": screens.history,
    "screens": screens.screens,
    "save": save.save,
    "editors": save.editors,
    "findable": save.findable,
    "statements": statements.statements,
    "start": start.start,
    "rates": rates.rates,
}

# On one site of a run, where people talk.
OF_TALK: Mapping[str, MeasureOfTalk] = {
    "topics": forum.topics,
    "home": forum.home,
    "reply": forum.reply,
}

QUALITY = "quality"  # once a run, of the pages file as it is
ORGANISATION = "organisation"  # once a run, beside the smallest site
NAMES = (*MEASURES, *OF_TALK, ORGANISATION, QUALITY)

__all__ = [
    "MEASURES",
    "NAMES",
    "OF_TALK",
    "ORGANISATION",
    "QUALITY",
    "Measure",
    "MeasureOfTalk",
    "organisation",
    "quality",
]
