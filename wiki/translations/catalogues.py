"""The catalogues as files: one a language, without dates or line numbers, so that only words make a difference."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

FOLDER = Path(__file__).parent
FRENCH, ENGLISH = "fr_CA", "en_CA"
LOCALES = (FRENCH, ENGLISH)


def path_of(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def load(locale: str) -> Catalog:
    """The catalogue of this language as it stands in its file."""
    with path_of(locale).open("rb") as file:
        return read_po(file, locale=locale)


def written(catalog: Catalog) -> bytes:
    """The text of the catalogue's file."""
    text = BytesIO()
    write_po(
        text,
        catalog,
        width=0,
        sort_by_file=True,
        ignore_obsolete=True,
        include_lineno=False,
        omit_header=True,
    )
    return _header(catalog).encode() + text.getvalue()


def entries(catalog: Catalog) -> list[Message]:
    """All messages but the header."""
    return [message for message in catalog if message.id]


def texts(message: Message) -> tuple[str, ...]:
    """The translations of a message: one, or one for each plural form; empty where there is none."""
    string = message.string or ""
    return (string,) if isinstance(string, str) else tuple(string)


def ids(message: Message) -> tuple[str, ...]:
    """The English of a message: one, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _header(catalog: Catalog) -> str:
    lines = (
        f"Language: {catalog.locale}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {catalog.plural_forms}",
    )
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"
