"""Faults of French typography as it is set in Québec: what a proof-reader would strike out of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

NO_BREAK = "\u00a0"

# What is typed at a keyboard, not read: code, and names of settings, options and filters with their values.
_CODE = re.compile(r"`[^`]*`|(?:\w+: ){2,}\w+:|\b\w+:(?=[%\w])|\\[nt]")

_FAULTS = (
    (re.compile(r"\s[;!?]"), "no space goes before ; ! ?"),
    (re.compile(rf"(?<!{NO_BREAK}):(?= |$)"), "a no-break space goes before :"),
    (re.compile(rf"«(?!{NO_BREAK})|(?<!{NO_BREAK})»"), "no-break spaces go inside « »"),
    (re.compile(r"'"), "the apostrophe is ’"),
    (re.compile(r"\.\.\."), "the ellipsis is …"),
    (re.compile(r'["“”]'), "quotation marks are « »"),
    (re.compile(r"  |^ | $"), "a space too many"),
)


def faults(text: str) -> Iterator[str]:
    """What is wrong with this French text, a clause for each kind of fault."""
    read = _CODE.sub("x", text)
    for pattern, what in _FAULTS:
        if pattern.search(read):
            yield what
