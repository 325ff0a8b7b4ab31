"""What the dialect adds within a paragraph: wiki links, languages, bare addresses, mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

LANGUAGE_TAG = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}"

# Bounded, so that 100,000 opening brackets cost 100,000 short looks and not 100,000 readings of the whole text.
WIKI_LINK = re.compile(r"\[\[([^\[\]|]{1,300})(?:\|([^\[\]]{1,300}))?\]\](?!\()")
_LANGUAGE = re.compile(r"""\{lang=(["']?)(""" + LANGUAGE_TAG + r")\1\}")

_SCHEME = re.compile(r"(?<![A-Za-z0-9])https?\Z", re.IGNORECASE)
_AFTER_SCHEME = re.compile(r"://[^\W_][^\s<>«»]*")
_WWW_OR_NAME = re.compile(
    r"(?P<www>(?<![\w/.@-])www\.[^\W_][\w-]*\.[^\s<>«»]+)"
    r"|(?P<mail>(?<![\w/.@+-])[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+(?<=\w))"
    r"|(?P<mention>(?<![\w/.@+-])@[^\W_](?:[\w.-]{0,62}[^\W_])?)(?!@)"
)
_CLOSING = "?!.,:;*_~'\"’”…"
_ENTITY_AT_END = re.compile(r"&[A-Za-z0-9]{1,32};\Z")


def wiki_link(state: StateInline, silent: bool) -> bool:
    """`[[Title]]`, `[[Title|label]]`, `[[space:Title#Section|label]]`."""
    if not state.src.startswith("[[", state.pos):
        return False
    match = WIKI_LINK.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    target = " ".join(match[1].rstrip("\\").split())  # a table needs `\|` before the label
    if not target.strip("#"):
        return False
    if not silent:
        token = state.push("wiki_link", "a", 0)
        token.meta = {"target": target}
        token.content = " ".join((match[2] or "").split()) or target.lstrip("#")
    state.pos = match.end()
    return True


def language_span(state: StateInline, silent: bool) -> bool:
    """`[words]{lang=en}`: words in another language than the page's."""
    start, end = state.pos, state.posMax
    if state.src[start] != "[" or start > _last_language(state):
        return False
    label_end = state.md.helpers.parseLinkLabel(state, start)
    match = _LANGUAGE.match(state.src, label_end + 1, end) if label_end >= 0 else None
    if match is None:
        return False
    if not silent:
        state.push("span_open", "span", 1).attrs = {"lang": match[2]}
        state.pos, state.posMax = start + 1, label_end
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
    state.pos, state.posMax = match.end(), end
    return True


def _last_language(state: StateInline) -> int:
    # Kept in the state's own cache, under a position that no text has: looked up at each bracket, found once.
    if -1 not in state.cache:
        state.cache[-1] = state.src.rfind("]{lang=")
    return state.cache[-1]


def bare_address(state: StateInline, silent: bool) -> bool:
    """`https://…` in running text, from its colon: what stands before is already in `state.pending`."""
    if silent or state.linkLevel or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME.search(state.pending[-6:])
    match = _AFTER_SCHEME.match(state.src, state.pos, state.posMax)
    if scheme is None or match is None:
        return False
    address = scheme[0] + _without_closing(match[0])
    href = state.md.normalizeLink(address)
    if not address.partition("://")[2] or not state.md.validateLink(href):
        return False
    state.pending = state.pending[: -len(scheme[0])]
    _push_link(state, href, address)
    state.pos += len(address) - len(scheme[0])
    return True


def _push_link(state: StateInline, href: str, text: str) -> None:
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": href}
    opening.info = "auto"
    state.push("text", "", 0).content = text
    state.push("link_close", "a", -1).info = "auto"


def _without_closing(address: str) -> str:
    """`address` without the punctuation of the sentence around it, and without a `)` that it did not open."""
    end = len(address)
    unopened = address.count(")") - address.count("(")
    while end:
        last = address[end - 1]
        if last == ")" and unopened > 0:
            unopened -= 1
            end -= 1
        elif last == ";" and (entity := _ENTITY_AT_END.search(address, max(0, end - 34), end)):
            end = entity.start()
        elif last in _CLOSING or last in "[]":
            end -= 1
        else:
            break
    return address[:end]


def names_in_text(state: StateCore) -> None:
    """`www.…`, `name@host` and `@name` in the text that no link holds. Runs when text is whole again: an
    address such as `a_b@example.org` is cut at its `_` while emphasis is looked for."""
    for token in state.tokens:
        if token.children and ("@" in token.content or "www." in token.content):
            token.children = list(_with_names(state.md, token.children))


def _with_names(md: MarkdownIt, children: list[Token]) -> Iterator[Token]:
    links = 0
    for child in children:
        links += child.nesting if child.tag == "a" else 0
        if child.type == "text" and not links:
            yield from _named(md, child)
        else:
            yield child


def _named(md: MarkdownIt, text: Token) -> Iterator[Token]:
    done = 0
    for match in _WWW_OR_NAME.finditer(text.content):
        written = _without_closing(match[0]) if match.lastgroup == "www" else match[0]
        yield _text(text, text.content[done : match.start()])
        done = match.start() + len(written)
        if match.lastgroup == "mention":
            mention = Token("mention", "span", 0, content=written, level=text.level)
            yield mention
        else:
            scheme = "http://" if match.lastgroup == "www" else "mailto:"
            yield from _link(text, md.normalizeLink(scheme + written), written)
    yield _text(text, text.content[done:])


def _text(like: Token, content: str) -> Token:
    return Token("text", "", 0, content=content, level=like.level)


def _link(like: Token, href: str, content: str) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": href}, info="auto", level=like.level)
    yield _text(like, content)
    yield Token("link_close", "a", -1, info="auto", level=like.level)
