"""Pages are written: by one person, by eight at once, and how soon they are found."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count, cycle

from bench.browser import Browser, Fields, UnexpectedAnswer, signed_in
from bench.datasets import EDITORS
from bench.round import Round
from bench.timing import Stopwatch

PATIENCE = 30  # seconds after which a page is not findable
PAUSE = 0.02  # seconds between two looks


class Draft:
    """The edit form of a page as one person holds it open, save after save."""

    def __init__(self, browser: Browser, page: str) -> None:
        self.browser, self.address = browser, f"{page}/-/edit"
        self.open()

    def open(self) -> None:
        """Get the form as the page is now."""
        self.fields: Fields = self.browser.form(self.address, "base_revision")

    def save(self, body: str) -> tuple[int, float]:
        """Status and seconds of the answer. After a save, the form goes on from the revision that it made."""
        answer = self.browser.post_and_look_away(
            self.address, self.fields | {"body": body, "summary": "Précision"}
        )
        if answer.status == 303:
            self.fields |= {"body": body, "base_revision": str(int(self.fields["base_revision"]) + 1)}
        return answer.status, answer.seconds


def save(round: Round) -> None:
    """Pages of 5 kB saved one after the other: a sentence more each time."""
    browser = signed_in(round.server.port, EDITORS[0])
    drafts = [Draft(browser, page) for page in round.dataset.plan.small[:20]]
    watch, errors, before = Stopwatch(), 0, round.server.cpu()
    for number, draft in zip(range(round.pace.saves), cycle(drafts)):
        status, seconds = draft.save(_longer(draft.fields["body"], f"Précision {number}."))
        watch.seconds.append(seconds)
        errors += status != 303
    cpu = (round.server.cpu() - before) / round.pace.saves
    round.report.add("save", p50=watch.percentile(50), p95=watch.percentile(95), cpu=cpu, errors=errors)


def findable(round: Round) -> None:
    """From the press of the button to the search that shows the page."""
    browser = signed_in(round.server.port, EDITORS[0])
    watch = Stopwatch()
    for page in round.dataset.plan.small[-round.pace.findable :]:
        word = f"zz{secrets.token_hex(5)}"
        draft = Draft(browser, page)
        with watch.running():
            draft.save(_longer(draft.fields["body"], f"Un mot: {word}."))
            _wait_for(browser, page, word)
    round.report.add("from save to findable", p50=watch.percentile(50), max=watch.percentile(100))


def _wait_for(browser: Browser, page: str, word: str) -> None:
    until = time.monotonic() + PATIENCE
    while f'href="{page}"' not in browser.page(f"/-/search?q={word}").text:
        if time.monotonic() > until:
            raise UnexpectedAnswer(f"{page} is not found by {word} after {PATIENCE} s")
        time.sleep(PAUSE)


# ── Eight at once ──────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Day:
    """What one editor did."""

    saved: int = 0
    told: int = 0  # of a conflict, with both texts to choose from
    errors: int = 0


Editing = Callable[[Browser, int, float], Day]


def editors(round: Round) -> None:
    """Eight people save as quickly as they can: each pages of their own, then all of them the same page."""
    browsers = [signed_in(round.server.port, name) for name in EDITORS]
    pages = round.dataset.plan.small

    def own(browser: Browser, number: int, seconds: float) -> Day:
        return _own_pages(browser, pages[number :: len(EDITORS)][:5], seconds)

    def same(browser: Browser, number: int, seconds: float) -> Day:
        return _same_page(browser, pages[0], number, seconds)

    days, took = _all_at_once(browsers, own, round.pace.editing)
    round.report.add(
        "eight editors, different pages",
        rate=sum(day.saved for day in days) / took,
        errors=sum(day.errors for day in days),
    )
    _lay_out(browsers[0], pages[0])
    days, took = _all_at_once(browsers, same, round.pace.editing)
    round.report.add(
        "eight editors, the same page",
        rate=sum(day.saved for day in days) / took,
        told=sum(day.told for day in days),
        errors=sum(day.errors for day in days),
        lost=_lost(browsers[0], pages[0], days),
    )


def _all_at_once(browsers: Sequence[Browser], editing: Editing, seconds: float) -> tuple[list[Day], float]:
    begun = time.perf_counter()
    with ThreadPoolExecutor(len(browsers)) as people:
        started = [
            people.submit(editing, browser, number, seconds) for number, browser in enumerate(browsers)
        ]
        days = [each.result() for each in started]
    return days, time.perf_counter() - begun


def _own_pages(browser: Browser, pages: Sequence[str], seconds: float) -> Day:
    """Only the saves are counted and timed: the forms are open before."""
    drafts = [Draft(browser, page) for page in pages]
    day, until = Day(), time.perf_counter() + seconds
    for number, draft in zip(count(), cycle(drafts)):
        if time.perf_counter() > until:
            break
        status, _ = draft.save(_longer(draft.fields["body"], f"Précision {number}."))
        day.saved += status == 303
        day.errors += status != 303
    return day


def _same_page(browser: Browser, page: str, number: int, seconds: float) -> Day:
    """Open the form, write in a paragraph of one's own, save; again."""
    day, until = Day(), time.perf_counter() + seconds
    draft = Draft(browser, page)
    while time.perf_counter() < until:
        draft.open()
        body = re.sub(rf"(Paragraphe {number} :.*)", rf"\1 x{number}y{day.saved}.", draft.fields["body"])
        status, _ = draft.save(body)
        day.saved += status == 303
        day.told += status == 409
        day.errors += status not in (303, 409)
    return day


def _lay_out(browser: Browser, page: str) -> None:
    """A text with a paragraph for each editor, far enough from one another to be merged."""
    paragraphs = (
        f"Paragraphe {number} :\n\nEntre deux.\n\nEncore entre deux." for number in range(len(EDITORS))
    )
    Draft(browser, page).save("\n\n".join(paragraphs))


def _lost(browser: Browser, page: str, days: Sequence[Day]) -> int:
    """How many saves that were answered as done are not in the page."""
    text = Draft(browser, page).fields["body"]
    marks = (f" x{number}y{which}." for number, day in enumerate(days) for which in range(day.saved))
    return sum(mark not in text for mark in marks)


def _longer(body: str, sentence: str) -> str:
    """The text with one more sentence at the end of a paragraph in its middle."""
    paragraphs = body.replace("\r\n", "\n").split("\n\n")
    paragraphs[len(paragraphs) // 2] += f" {sentence}"
    return "\n\n".join(paragraphs)
