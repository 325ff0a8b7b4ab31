"""Pages as a person and their assistive software meet them: parsed, and checked at each reading."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib


@dataclass(frozen=True)
class Page:
    """A parsed page."""

    root: Element

    @property
    def text(self) -> str:
        return " ".join("".join(self.root.itertext()).split())

    def form(self, action: str) -> dict[str, str]:
        """The values that the form of this address holds."""
        [found] = [each for each in self.root.iter("form") if each.get("action") == action]
        return {
            field.get("name", ""): field.get("value", "")
            for field in found.iter("input")
            if field.get("name")
        }

    def actions(self) -> list[str]:
        return [form.get("action", "") for form in self.root.iter("form")]

    def value(self, name: str) -> str | None:
        return next((each.get("value") for each in self.root.iter("input") if each.get("name") == name), None)

    def attribute(self, name: str, attribute: str) -> str | None:
        return next(
            (each.get(attribute) for each in self.root.iter("input") if each.get("name") == name), None
        )


def page(markup: str) -> Page:
    """The page, found sound: one h1 that begins the title, labelled fields, unique ids, nothing inline."""
    found = Page(html5lib.parse(markup, treebuilder="etree", namespaceHTMLElements=False))
    headings = ["".join(each.itertext()).strip() for each in found.root.iter("h1")]
    title = "".join(next(found.root.iter("title")).itertext())
    assert len(headings) == 1, headings
    assert title.startswith(headings[0])
    assert found.root.get("lang")
    ids = [each.get("id") for each in found.root.iter() if each.get("id")]
    assert len(ids) == len(set(ids)), sorted(ids)
    labelled = {each.get("for") for each in found.root.iter("label")}
    for field in found.root.iter("input"):
        named = field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in labelled
        assert named or field.get("type") in ("hidden", "radio"), field.attrib
    assert not any(
        name == "style" or name.startswith("on") for each in found.root.iter() for name in each.attrib
    )
    return found
