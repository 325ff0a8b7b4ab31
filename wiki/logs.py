"""What the program says of itself: one line a record, for people or for programs, each with the id of its request.

No line holds what people typed: no query string, no title, no name; an account is its number.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final, NamedTuple

from wiki.config import LogSettings

# The id of the request that is being answered, so that whatever is said meanwhile carries it.
REQUEST: ContextVar[str | None] = ContextVar("request", default=None)

# The logger of the lines of requests; what such a line tells is the attribute `answered` of its record.
REQUESTS: Final = "relais.requests"

_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# PostgreSQL names in it the values that it refuses; the sentence before it names the constraint.
_VALUES = re.compile(r"^DETAIL:.*\n?", re.MULTILINE)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode


class Answered(NamedTuple):
    """A request and its answer. The route is the template of its address, None when there is no such address."""

    method: str
    route: str | None
    status: int
    ms: float
    account: int | None
    bytes: int

    def __str__(self) -> str:
        who = f"account {self.account}" if self.account is not None else "nobody"
        return f"{self.method} {self.route or '-'} {self.status}, {self.ms} ms, {self.bytes} bytes, {who}"


def begin(settings: LogSettings) -> None:
    """Have everything that is said from here on written to the error output."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines() if settings.format == "json" else Sentences(_TEXT))
    logging.basicConfig(level=settings.level.upper(), handlers=[handler], force=True)
    logging.getLogger(REQUESTS).disabled = not settings.requests


class Discreet(logging.Formatter):
    """Traces without the values that a database was given."""

    def formatException(self, info: object) -> str:  # noqa: N802 (logging's own name)
        return _VALUES.sub("", super().formatException(info))  # type: ignore[arg-type]


class Sentences(Discreet):
    """For people: the message, then the id of its request."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name)
        answered = getattr(record, "answered", None)
        if answered is not None:
            record.message = str(answered)
        line = super().formatMessage(record)
        request = REQUEST.get()
        return f"{line} [{request}]" if request else line


class Lines(Discreet):
    """For programs: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request := REQUEST.get():
            told["request"] = request
        answered = getattr(record, "answered", None)
        if answered is not None:
            told |= answered._asdict()
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return _encode(told)
