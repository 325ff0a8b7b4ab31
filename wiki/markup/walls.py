"""HTML of an author → HTML that may be served: bleach, then nh3, with one allow-list.

The parser writes no HTML of the author's (first wall). Bleach gets no more fixes, so that nh3 stands behind it;
each catches what the other may miss. Bleach costs ten times as much as all the rest of a save, hence the
arrangement of `sanitise`: the walls judge the *skeleton* of a block, its tags and attributes with every run of
text replaced by one letter. Text that holds neither `<` nor `>` cannot change how HTML is read, so when both walls
leave the skeleton as it is they would leave the block as it is, and the verdict serves for every block of that
shape. A block whose skeleton they would alter goes through them whole.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from hashlib import blake2b

import nh3
from bleach.sanitizer import Cleaner

from wiki.markup.highlighting import CLASSES, LANGUAGE_CLASS

# fmt: off
TAGS = frozenset({
    "a", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr",
    "img", "input", "li", "ol", "p", "pre", "section", "span", "strong", "sup", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
})
# fmt: on
SCHEMES = frozenset({"http", "https", "mailto", "tel"})

# fmt: off
_OWN_CLASSES = frozenset({
    "admonition", "admonition-title", "note", "tip", "important", "warning", "caution",
    "align-left", "align-center", "align-right", "table", "code", "task", "tasks", "external", "mention",
    "footnotes", "footnote-ref", "footnote-back", "unrendered",
})
# fmt: on
_NUMBER = re.compile(r"[0-9]{1,9}")
_VALUES: dict[str, re.Pattern[str]] = {
    "id": re.compile(r"[a-z][a-z0-9]*-[\w:-]+"),
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"),
    "role": re.compile(r"note|region|doc-endnotes|doc-noteref|doc-backlink"),
    "tabindex": re.compile(r"0"),
    "scope": re.compile(r"col"),
    "type": re.compile(r"checkbox"),
    "checked": re.compile(r""),
    "disabled": re.compile(r""),
    "start": _NUMBER,
    "width": _NUMBER,
    "height": _NUMBER,
    "loading": re.compile(r"lazy"),
    "rel": re.compile(r"noopener"),
    "data-link": re.compile(r"[0-9]{0,6}"),
    "src": re.compile(r"(?!//)[^:\\\x00-\x20]*"),  # this site's own: neither scheme nor host
}
_EVERYWHERE = frozenset({"class", "id", "lang", "role", "aria-label"})
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "title", "rel", "data-link"}),
    "div": frozenset({"tabindex"}),
    "img": frozenset({"src", "alt", "title", "width", "height", "loading"}),
    "input": frozenset({"type", "checked", "disabled"}),
    "ol": frozenset({"start"}),
    "pre": frozenset({"tabindex"}),
    "th": frozenset({"scope"}),
}


def allowed(tag: str, name: str, value: str) -> bool:
    """Whether an element `tag` may carry the attribute `name` with this value."""
    if name not in _EVERYWHERE and name not in _ATTRIBUTES.get(tag, ()):
        return False
    if name == "class":
        return all(_known_class(word) for word in value.split())
    pattern = _VALUES.get(name)
    return pattern is None or pattern.fullmatch(value) is not None


def on_this_site(url: str) -> bool:
    """Whether `url` names a picture that this site serves: no other host is asked for anything."""
    return url != "" and allowed("img", "src", url)


def _known_class(word: str) -> bool:
    return word in _OWN_CLASSES or word in CLASSES or LANGUAGE_CLASS.fullmatch(word) is not None


class _Walls(threading.local):
    """Bleach's and nh3's cleaners. One pair a thread: bleach's parser holds the state of what it reads."""

    def __init__(self) -> None:
        self._bleach = Cleaner(tags=TAGS, attributes=allowed, protocols=SCHEMES, strip=False)
        self._nh3 = nh3.Cleaner(
            tags=set(TAGS),
            attributes={tag: set(_EVERYWHERE | _ATTRIBUTES.get(tag, frozenset())) for tag in TAGS},
            attribute_filter=lambda tag, name, value: value if allowed(tag, name, value) else None,
            url_schemes=set(SCHEMES),
            link_rel=None,
        )

    def clean(self, html: str) -> str:
        return self._nh3.clean(self._bleach.clean(html))


class _Verdicts:
    """Which skeletons the walls leave as they are. Holds digests, so that its size is known: at most 4 MB."""

    def __init__(self, capacity: int = 25_000) -> None:  # about 150 bytes each
        self._capacity = capacity
        self._lock = threading.Lock()
        self._known: OrderedDict[bytes, bool] = OrderedDict()

    def find(self, digest: bytes) -> bool | None:
        with self._lock:
            verdict = self._known.get(digest)
            if verdict is not None:
                self._known.move_to_end(digest)
            return verdict

    def keep(self, digest: bytes, verdict: bool) -> None:
        with self._lock:
            self._known[digest] = verdict
            if len(self._known) > self._capacity:
                self._known.popitem(last=False)


_walls = _Walls()
_verdicts = _Verdicts()

# A tag as our renderer writes them: attributes in double quotes, holding neither < nor >. Whatever is written
# otherwise is taken for text, and text with a < or a > in it sends the block through the walls whole.
_TAG = re.compile(r'(</?[a-z][a-z0-9]*(?: [a-z-]+="[^"<>]*")*>)')
_ANGLE = re.compile(r"[<>]")


def sanitise(html: str) -> str:
    """`html`, a sequence of whole elements, without anything that the allow-list does not name."""
    pieces = _TAG.split(html)
    texts = pieces[::2]
    if _ANGLE.search("".join(texts)):
        return purify(html)
    # White space stays itself: it is the only text that may stand between the parts of a table.
    pieces[::2] = ["x" if text and not text.isspace() else text for text in texts]
    return html if _unaltered("".join(pieces)) else purify(html)


def purify(html: str) -> str:
    """`html` sent through both walls whole, whatever it is."""
    return _walls.clean(html)


def _unaltered(skeleton: str) -> bool:
    digest = blake2b(skeleton.encode(), digest_size=16).digest()
    verdict = _verdicts.find(digest)
    if verdict is None:
        verdict = purify(skeleton) == skeleton
        _verdicts.keep(digest, verdict)
    return verdict
