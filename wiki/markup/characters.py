"""Characters that no text is written with."""

from __future__ import annotations

import re

# Control characters but tab and line feed, halves of characters, and those that Unicode promises never to use:
# HTML, XML and some databases refuse them. The null character is not among them: CommonMark has it shown.
_NEVER_USED = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
UNPRINTABLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef" + _NEVER_USED + "]")
