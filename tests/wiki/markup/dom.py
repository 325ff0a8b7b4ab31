"""What a browser would make of a piece of HTML, for tests to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

URL_ATTRIBUTES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "poster",
    "xlink:href",
    "srcset",
    "background",
}


def tree(html: str) -> Element:
    """The body that a browser would build."""
    body = html5lib.parse(html, namespaceHTMLElements=False).find("body")
    assert body is not None
    return body


def elements(html: str) -> Iterator[Element]:
    return (
        element for element in tree(html).iter() if isinstance(element.tag, str) and element.tag != "body"
    )


def text(html: str) -> str:
    """What is read, with white space made plain."""
    return " ".join("".join(tree(html).itertext()).split())


def outline(html: str) -> list[tuple[str, str]]:
    return [(e.tag, "".join(e.itertext())) for e in elements(html) if re.fullmatch("h[1-6]", e.tag)]


def shape(html: str) -> list[object]:
    """A tree that can be compared, without the white space that a browser does not show."""
    return _shape(tree(html), False)


def _shape(element: Element, verbatim: bool) -> list[object]:
    verbatim = verbatim or element.tag == "pre"
    nodes: list[object] = [element.tag, sorted(element.attrib.items())]
    for piece, child in [(element.text, None), *((child.tail, child) for child in element)]:
        if child is not None and isinstance(child.tag, str):
            nodes.append(_shape(child, verbatim))
        words = piece or ""
        if not verbatim:
            words = re.sub(r"\s+", " ", words).strip()
        if words:
            nodes.append(words)
    return nodes


def assert_harmless(html: str) -> None:
    """No script, no handler, no style, no address that a browser would run or fetch elsewhere."""
    ids = []
    for element in elements(html):
        assert element.tag not in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "form",
            "svg",
            "math",
            "base",
        }
        assert element.tag not in {
            "meta",
            "link",
            "textarea",
            "select",
            "button",
            "template",
            "noscript",
            "html",
        }
        ids += [element.attrib["id"]] if "id" in element.attrib else []
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (name, value)
            assert name not in {"style", "name", "srcdoc", "formaction", "target"}, (name, value)
            if name in URL_ATTRIBUTES:
                assert_harmless_address(element.tag, value)
    assert len(ids) == len(set(ids)), ids
    assert all(identifier.startswith("c-") for identifier in ids), ids


def assert_harmless_address(tag: str, value: str) -> None:
    bare = re.sub(r"[^\x21-\x7e]", "", value).lower()  # as browsers read it, and stricter: nothing invisible
    scheme = re.match(r"[^/?#:]*:", bare)
    assert scheme is None or scheme[0] in {"http:", "https:", "mailto:", "tel:"}, value
    if tag == "img":
        assert scheme is None
        assert not bare.startswith("//"), value
