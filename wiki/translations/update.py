"""Bring both catalogues up to date with the sources: `python -m wiki.translations.update`.

New sentences come empty in French, for somebody to translate; English is filled with the sentence itself.
Sentences that nothing says any more are dropped.
"""

from __future__ import annotations

from collections.abc import Callable

from babel.messages.catalog import Catalog

from wiki.translations.catalogues import ENGLISH, LOCALES, entries, ids, load, path_of, texts, written
from wiki.translations.extraction import sources


def updated(locale: str, template: Catalog) -> Catalog:
    """The catalogue of this language with the msgids of the template, its own translations kept."""
    catalog = load(locale)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    if locale == ENGLISH:
        for message in entries(catalog):
            message.string = ids(message) if message.pluralizable else ids(message)[0]
    return catalog


def main(say: Callable[[str], object] = print) -> None:
    template = sources()
    for locale in LOCALES:
        catalog = updated(locale, template)
        path_of(locale).write_bytes(written(catalog))
        untranslated = sum(not all(texts(message)) for message in entries(catalog))
        say(f"{locale}: {len(entries(catalog))} sentences, {untranslated} to translate")


if __name__ == "__main__":
    main()
