"""What a page holds, for those who fill its forms."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib

from tests.visitor import check_page


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
    """The page, after every rule that holds for all pages was looked at."""
    check_page(markup)
    return Page(html5lib.parse(markup, treebuilder="etree", namespaceHTMLElements=False))
