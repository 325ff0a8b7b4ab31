"""What the program says of itself: one line a record, for people or for programs, each with the id of its request.

No line holds what people typed: no query string, no title, no name; an account is its number.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, TextIO

from wiki.config import LogSettings

# The id of the request that is being answered, so that whatever is said meanwhile carries it.
REQUEST: ContextVar[str | None] = ContextVar("request", default=None)

_TEXT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_OF_REQUESTS: Final = "relais.requests"
# PostgreSQL names in it the values that it refuses; the sentence before it names the constraint.
_VALUES = re.compile(r"^DETAIL:.*\n?", re.MULTILINE)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode
_quoted = lru_cache(maxsize=1024)(_encode)  # the same few methods and routes, again and again


def begin(settings: LogSettings) -> None:
    """Have everything that is said from here on written to the error output."""
    handler = logging.StreamHandler()
    handler.setFormatter(Lines() if settings.format == "json" else Sentences(_TEXT))
    logging.basicConfig(level=settings.level.upper(), handlers=[handler], force=True)
    wanted = settings.requests and logging.getLogger(_OF_REQUESTS).isEnabledFor(logging.INFO)
    ANSWERS.write_to(handler.stream if wanted else None, as_json=settings.format == "json")


class Answers:
    """The lines of requests. There is one for each page that is read: they pass by the machinery of logging, which
    costs a tenth of a page."""

    def __init__(self) -> None:
        self._stream: TextIO | None = None
        self._as_json = False

    def write_to(self, stream: TextIO | None, *, as_json: bool) -> None:
        """:param stream: None writes nothing."""
        self._stream, self._as_json = stream, as_json

    def tell(
        self, method: str, route: str | None, status: int, seconds: float, account: int | None, size: int
    ) -> None:
        """Write the line of this answer, in one piece. The route is the template of its address, None where there
        is no such address."""
        if self._stream is None:
            return
        line = _for_programs if self._as_json else _for_people
        self._stream.write(line(method, route, status, seconds * 1000, account, size))


ANSWERS = Answers()


def _for_programs(
    method: str, route: str | None, status: int, ms: float, account: int | None, size: int
) -> str:
    return (
        f'{{"time":"{datetime.now(UTC).isoformat(timespec="milliseconds")}","level":"info","logger":"{_OF_REQUESTS}",'
        f'"message":"answered","request":"{REQUEST.get()}","method":{_quoted(method)},'
        f'"route":{_quoted(route)},"status":{status},"ms":{ms:.1f},'
        f'"account":{"null" if account is None else account},"bytes":{size}}}\n'
    )


def _for_people(
    method: str, route: str | None, status: int, ms: float, account: int | None, size: int
) -> str:
    who = "nobody" if account is None else f"account {account}"
    return (
        f"{datetime.now().isoformat(' ', 'milliseconds')} INFO {_OF_REQUESTS}: "
        f"{method} {route or '-'} {status}, {ms:.1f} ms, {size} bytes, {who} [{REQUEST.get()}]\n"
    )


class Discreet(logging.Formatter):
    """Traces without the values that a database was given."""

    default_msec_format = "%s.%03d"

    def formatException(self, info: object) -> str:  # noqa: N802 (logging's own name)
        return _VALUES.sub("", super().formatException(info))  # type: ignore[arg-type]  # as logging gives it


class Sentences(Discreet):
    """For people: the message, then the id of its request."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's own name)
        line, request = super().formatMessage(record), REQUEST.get()
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
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return _encode(told)
