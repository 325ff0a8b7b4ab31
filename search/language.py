"""What a person types → Query, and back. Pure.

Words, "phrases" (or « phrases »), word* for a beginning, -word to exclude, OR (or OU) between alternatives, and the
filters of `FILTERS`. What merely looks odd is taken as words; only what cannot mean anything is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from search.analysis import folded, normalized, words
from search.documents import Clause, Phrase, Query, Term
from search.errors import ExcludedFilter, MisplacedAsterisk, MissingFilterValue, UnreadableDate

MAX_TYPED = 1_000  # characters that are looked at
MAX_CLAUSES = 12  # words and phrases, excluded ones included
MAX_FILTERS = 12
MIN_PREFIX = 3

FILTERS = {  # as typed, folded → the filter
    "kind": "kind", "type": "kind",
    "space": "space", "espace": "space",
    "author": "author", "auteur": "author", "auteure": "author", "autrice": "author",
    "tag": "tag", "etiquette": "tag",
    "after": "after", "apres": "after",
    "before": "before", "avant": "before",
    "state": "state", "etat": "state",
}  # fmt: skip
_NAMES = {
    "en": {name: name for name in ("kind", "space", "author", "tag", "after", "before", "state")},
    "fr": {
        "kind": "type", "space": "espace", "author": "auteur", "tag": "étiquette", "after": "après",
        "before": "avant", "state": "état",
    },
}  # fmt: skip
_EXAMPLES = {"after": "2026-09-24", "before": "2026-09-24", "kind": "page"}
_ALTERNATIVE = ("OR", "OU")

_TOKEN = re.compile(
    r"(?P<sign>-+)?"
    r"(?:(?P<name>[^\W\d_]+):)?"
    r"""(?:"(?P<straight>[^"]*)"?|«(?P<guillemets>[^»]*)»?|“(?P<curly>[^”]*)”?|(?P<bare>[^\s"«»“”]+))?"""
)
_QUOTES = re.compile(r"[\"«»“”\s\x00-\x1f]+")
_EDGES = (
    "".join(map(chr, range(33, 48))).replace("#", "").replace("+", "").replace("*", "")
    + ":;<=>?@[\\]^_`{|}~…–—'’"
)
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(slots=True)
class _Draft:
    """A query while it is being read."""

    clauses: list[list[Clause]] = field(default_factory=list)
    excluded: list[Clause] = field(default_factory=list)
    filters: dict[str, list[str]] = field(default_factory=dict)
    joined: bool = False  # the last word was OR: the next clause joins the last group

    def add(self, clause: Clause, *, excluded: bool) -> None:
        if sum(map(len, self.clauses)) + len(self.excluded) >= MAX_CLAUSES:
            return
        if excluded:
            self.excluded.append(clause)
        elif self.joined and self.clauses:
            self.clauses[-1].append(clause)
        else:
            self.clauses.append([clause])
        self.joined = False

    def filter(self, name: str, value: str) -> None:
        values = self.filters.setdefault(name, [])
        if value not in values and sum(map(len, self.filters.values())) < MAX_FILTERS:
            values.append(value)


def parse(typed: str, language: str = "fr") -> Query:
    """The query that these words mean, for somebody who reads `language`.

    Never more than MAX_CLAUSES clauses: the rest is left out. Raises a QuerySyntaxError that says what to write."""
    draft = _Draft()
    tokens = list(_tokens(normalized(_bounded(typed))))
    for place, token in enumerate(tokens):
        _take(draft, token, last=place == len(tokens) - 1)
    filters = draft.filters
    return Query(
        clauses=tuple(map(tuple, draft.clauses)),
        excluded=tuple(draft.excluded),
        kinds=frozenset(filters.get("kind", ())),
        spaces=frozenset(filters.get("space", ())),
        states=frozenset(filters.get("state", ())),
        authors=tuple(filters.get("author", ())),
        tags=tuple(filters.get("tag", ())),
        after=_moment(filters.get("after", ())),
        before=_moment(filters.get("before", ())),
        language=language,
    )


def text_of(query: Query) -> str:
    """What to type to get this query: `parse(text_of(query), query.language) == query` for a parsed query."""
    names = _NAMES.get(query.language, _NAMES["en"])
    alternative = " OU " if query.language == "fr" else " OR "
    said = [alternative.join(map(_clause_text, group)) for group in query.clauses]
    said += ["-" + _clause_text(clause) for clause in query.excluded]
    dates = {"after": query.after, "before": query.before}
    for name, values in (
        ("kind", sorted(query.kinds)), ("space", sorted(query.spaces)), ("author", query.authors),
        ("tag", query.tags), ("state", sorted(query.states)),
    ):  # fmt: skip
        said += [f"{names[name]}:{_quoted(value)}" for value in values]
    said += [f"{names[name]}:{moment:%Y-%m-%d}" for name, moment in dates.items() if moment]
    return " ".join(said)


def _bounded(typed: str) -> str:
    """As much as is looked at, cut between words where there are several."""
    if len(typed) <= MAX_TYPED:
        return typed
    return typed[:MAX_TYPED].rsplit(maxsplit=1)[0] if typed[:MAX_TYPED].strip() else ""


def _tokens(typed: str) -> Iterator[re.Match[str]]:
    place = 0
    while place < len(typed):
        match = _TOKEN.match(typed, place)
        if match and match.end() > place:
            yield match
            place = match.end()
        else:
            place += 1


def _take(draft: _Draft, token: re.Match[str], *, last: bool) -> None:
    name = FILTERS.get(folded(token["name"])) if token["name"] else None
    phrase = next(
        (token[kind] for kind in ("straight", "guillemets", "curly") if token[kind] is not None), None
    )
    value = _tidy(phrase if phrase is not None else token["bare"] or "")
    if name:
        _take_filter(draft, token, name, value)
    elif phrase is not None:
        _take_words(draft, token["name"] or "", excluded=bool(token["sign"]))
        if any(words(value)):
            draft.add(Phrase(value), excluded=bool(token["sign"]))
    else:
        _take_bare(draft, token, last=last)


def _take_filter(draft: _Draft, token: re.Match[str], name: str, value: str) -> None:
    if token["sign"]:
        raise ExcludedFilter(typed=token.group())
    if not any(words(value)):
        raise MissingFilterValue(name=token["name"], example=_EXAMPLES.get(name, "…"))
    draft.filter(name, value)


def _take_bare(draft: _Draft, token: re.Match[str], *, last: bool) -> None:
    typed = token.group().lstrip("-")
    if typed in _ALTERNATIVE and not token["sign"]:
        if draft.clauses and not last:
            draft.joined = True
            return
        typed = typed.lower()  # nothing on one side: an ordinary word in capitals
    _take_words(draft, typed, excluded=bool(token["sign"]))


def _take_words(draft: _Draft, typed: str, *, excluded: bool) -> None:
    text = typed.strip(_EDGES)
    if not text.strip("*"):
        if "*" in text:
            raise MisplacedAsterisk(typed=text[:40])
        return
    prefix = text.endswith("*")
    text = text.removesuffix("*").strip(_EDGES)
    if "*" in text or (prefix and sum(map(str.isalnum, text)) < MIN_PREFIX):
        raise MisplacedAsterisk(typed=typed[:40])
    name, colon, rest = text.partition(":")
    if colon and folded(name) in FILTERS:  # punctuation stood before it: words, never a filter
        _take_words(draft, name, excluded=excluded)
        _take_words(draft, rest + "*" * prefix, excluded=excluded)
    elif any(words(text)):
        draft.add(Term(text.lower() if text in _ALTERNATIVE else text, prefix), excluded=excluded)


def _tidy(text: str) -> str:
    return _QUOTES.sub(" ", text).strip()


def _clause_text(clause: Clause) -> str:
    if isinstance(clause, Phrase):
        return f'"{clause.text}"'
    return clause.text + "*" * clause.prefix


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"\s", value) else value


def _moment(values: list[str] | tuple[()]) -> datetime | None:
    """The first instant of the last day, month or year typed, in UTC."""
    if not values:
        return None
    match = _DATE.fullmatch(values[-1])
    try:
        if match:
            return datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1), tzinfo=UTC)
    except ValueError:
        pass
    raise UnreadableDate(typed=values[-1][:40])
