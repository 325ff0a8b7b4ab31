"""What is demanded of the catalogues, a line for each fault: `python -m wiki.translations.check`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from wiki.translations.catalogues import FRENCH, LOCALES, entries, ids, load, path_of, texts, written
from wiki.translations.extraction import sources
from wiki.translations.typography import faults
from wiki.translations.update import updated

_PLACEHOLDER = re.compile(r"%\((\w+)\)\w|\{(\w+)(?:![rsa])?\}")


def problems() -> Iterator[str]:
    """Everything that is wrong with the catalogues of all languages."""
    template = sources()
    for locale in LOCALES:
        yield from _lag(locale, template)
        for message in entries(load(locale)):
            yield from (f"{locale}: “{ids(message)[0]}”: {what}" for what in problems_of(message, locale))


def problems_of(message: Message, locale: str) -> Iterator[str]:
    """What is wrong with one translation."""
    if message.fuzzy:
        yield "the translation is marked as fuzzy"
    if not all(texts(message)):
        yield "there is no translation"
        return
    yield from _placeholder_problems(message)
    if locale == FRENCH:
        yield from (what for text in texts(message) for what in faults(text))


def placeholders(text: str) -> set[str]:
    """Names of what fills the text."""
    return {percent or brace for percent, brace in _PLACEHOLDER.findall(text)}


def _placeholder_problems(message: Message) -> Iterator[str]:
    """Each form says what its English says. The first one may count, since French has it say zero too."""
    every = set().union(*map(placeholders, ids(message)))
    for number, text in enumerate(texts(message)):
        needed = placeholders(ids(message)[number])
        if missing := needed - placeholders(text):
            yield f"the translation lacks {', '.join(sorted(missing))}"
        if strange := placeholders(text) - every:
            yield f"the translation names {', '.join(sorted(strange))}, which nothing fills"


def _lag(locale: str, template: Catalog) -> Iterator[str]:
    now, then = set(map(ids, entries(template))), set(map(ids, entries(load(locale))))
    yield from (
        f"{locale}: “{each[0]}” is not in the catalogue: run wiki.translations.update" for each in now - then
    )
    yield from (f"{locale}: “{each[0]}” is said nowhere: run wiki.translations.update" for each in then - now)
    if now == then and written(updated(locale, template)) != path_of(locale).read_bytes():
        yield f"{locale}: the file is not as wiki.translations.update writes it"


def main() -> None:
    found = sorted(set(problems()))
    for line in found:
        print(line, file=sys.stderr)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
