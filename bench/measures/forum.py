"""The forum as people use it, on a site of many topics: read, listed, answered; and what follows them home."""

from __future__ import annotations

import secrets
from itertools import cycle

from bench.browser import Browser, signed_in
from bench.datasets import EDITORS
from bench.measures.page import beside_bare
from bench.round import Round
from bench.talk import POSTS, Talk
from bench.timing import Stopwatch

ANSWERED = 20  # topics, in turn
LENGTH = 600  # characters of a reply


def topics(talk: Talk, round: Round) -> None:
    """A long topic, beside a bare Flask as a page is; the list of all, its beginning and what is unanswered."""
    beside_bare(round, {f"topic of {POSTS} posts": talk.long})
    round.median(f"end of a topic of {POSTS} posts", [f"{path}?page=3" for path in talk.long])
    round.median("list of topics", [talk.topics])
    round.median("list of unanswered topics", [f"{talk.topics}?show=unanswered"])


def home(talk: Talk, round: Round) -> None:
    """Home and feed of somebody who has pages, drafts, questions, and topics to read."""
    person = signed_in(round.server.port, EDITORS[0])
    round.median("home, with topics", ["/"], person)
    round.median("feed", [talk.feed], Browser(round.server.port))


def reply(talk: Talk, round: Round) -> None:
    """Replies sent one after the other, in forms that are open: the POST alone."""
    person = signed_in(round.server.port, EDITORS[1])
    forms = [(f"{address(path)}/reply", person.form(path, "sending")) for path in talk.short[:ANSWERED]]
    watch, errors, before = Stopwatch(), 0, round.server.cpu()
    for number, (path, form), prose in zip(range(round.pace.saves), cycle(forms), cycle(round.prose)):
        words = f"Précision {number}.\n\n{prose.markdown[:LENGTH]}"
        answer = person.post_and_look_away(path, form | {"body": words, "sending": secrets.token_hex(6)})
        watch.seconds.append(answer.seconds)
        errors += answer.status != 303
    cpu = (round.server.cpu() - before) / round.pace.saves
    round.report.add("reply", p50=watch.percentile(50), p95=watch.percentile(95), cpu=cpu, errors=errors)


def address(topic: str) -> str:
    """Of what is done to the topic at this path: it names the topic by its number alone."""
    return topic.rpartition("/")[0] + "/" + topic.rpartition("/")[2].partition("-")[0]
