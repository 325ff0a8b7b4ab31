"""Sources to import: lines and files as another wiki would write them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def line(slug: str, title: str, markdown: str, path: str | None = None, **more: Any) -> dict[str, Any]:
    """One line of a JSONL file, as its fields."""
    return {
        "slug": slug,
        "title": title,
        "path": path or slug,
        "markdown": f"# {title}\n\n{markdown}\n",
        **more,
    }


def jsonl(file: Path, lines: Iterable[Mapping[str, Any] | str]) -> Path:
    """The file, written; a line that is text is written as it is."""
    written = (each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in lines)
    file.write_text("".join(f"{each}\n" for each in written), encoding="utf-8")
    return file


def folder(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """The folder with these files, by their relative paths."""
    for place, content in files.items():
        file = root / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


GUIDE = (
    line("guide", "Guide d’inspection", "Voir [[abattoir|la visite d’un abattoir]].", "guide", source="x"),
    line("abattoir", "Abattoir", "Relever la température. Retour au [guide](guide).", "guide/abattoir"),
    line("abattoir-eau", "Eau", "À 82 °C, comme dans [[abattoir]].", "guide/abattoir/eau"),
    line("lexique", "Lexique", "Des mots.", "annexes/lexique"),
)
