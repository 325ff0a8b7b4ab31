"""An entry as a server sends it, and its distinguished name as it is compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

# In this order; the first that an entry has is its stable id.
STABLE_IDS = ("objectGUID", "entryUUID", "nsUniqueId", "ipaUniqueID")

_PAIRS = re.compile(r"(?:\\[0-9a-fA-F]{2})+|\\[^0-9a-fA-F]")
_AROUND = re.compile(r"\s*([,=+])\s*")


@dataclass(frozen=True, slots=True)
class Found:
    """A name and the values that were asked for, by attribute in lower case."""

    dn: str
    values: Mapping[str, Sequence[bytes]]

    def text(self, *attributes: str) -> str:
        """The first value of the first attribute that has one, "" when none has."""
        return next((text for name in attributes for text in self.texts(name) if text), "")

    def texts(self, attribute: str) -> list[str]:
        """All values of an attribute."""
        return [value.decode("utf-8", "replace") for value in self.values.get(attribute.lower(), ())]

    def stable_id(self, attribute: str | None) -> str:
        """The value that never changes, written as text; "" when the entry has none."""
        for name in (attribute,) if attribute else STABLE_IDS:
            for value in self.values.get(name.lower(), ()):
                return _as_text(name, value)
        return ""


def dn_key(dn: str) -> str:
    """A distinguished name as it is compared: case, spaces around separators and ways of escaping do not count."""
    if "\\" in dn:
        dn = _PAIRS.sub(_hexadecimal, dn)
    return _AROUND.sub(r"\1", dn).casefold().strip()


def _as_text(attribute: str, value: bytes) -> str:
    if attribute.lower() == "objectguid" and len(value) == 16:
        return str(UUID(bytes_le=value))
    return value.decode("utf-8", "replace").lower()


def _hexadecimal(match: re.Match[str]) -> str:
    pairs = match[0]
    if pairs[1:2].isalnum() and len(pairs) > 2:
        text = bytes.fromhex(pairs.replace("\\", "")).decode("utf-8", "replace")
    else:
        text = pairs[1:]
    return "".join(f"\\{ord(each):02x}" if each in ',+"\\<>;=# ' else each for each in text)
