"""What is measured, in the order in which it is: what leaves the site as it was comes first."""

from collections.abc import Callable, Mapping

from bench.measures import memory, page, quality, rates, save, screens, search, start, statements
from bench.round import Round

Measure = Callable[[Round], None]

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

QUALITY = "quality"  # once a run, of the pages file as it is
NAMES = (*MEASURES, QUALITY)

__all__ = ["MEASURES", "NAMES", "QUALITY", "Measure", "quality"]
