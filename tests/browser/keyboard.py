"""The keyboard of somebody who has no mouse, and who has to see where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page

FOCUS = """() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    const x = Math.min(Math.max(box.left + Math.min(box.width / 2, 20), 0), innerWidth - 1);
    const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
    const over = document.elementFromPoint(x, y);
    const label = element.closest("label");
    const seen = over && (element.contains(over) || over.contains(element) || (label && label.contains(over)));
    const ring = (one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2;
    const around = [element, element.parentElement, label].filter(Boolean).map((one) => getComputedStyle(one));
    return {
        name: `${element.tagName} ${element.id || element.name || element.textContent.trim().slice(0, 40)}`,
        key: [...document.querySelectorAll("*")].indexOf(element),
        visible: ring(style) || around.some(ring),
        inside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
        seen: Boolean(seen),
    };
}"""


def walk(page: Page, key: str = "Tab", most: int = 160) -> list[dict[str, Any]]:
    """Every place where the focus stops, from the top of the page until it leaves the page or comes round."""
    stops: list[dict[str, Any]] = []
    seen: set[int] = set()
    for _ in range(most):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUS)
        if stop is None or stop["key"] in seen:
            return stops
        seen.add(stop["key"])
        stops.append(stop)
    raise AssertionError(f"after {most} steps the focus is still going round: {stops[-3:]}")


def hidden(stops: Sequence[dict[str, Any]]) -> list[str]:
    """The stops that are not seen: no ring of two pixels, off the screen, or under something else (A-2)."""
    return [stop["name"] for stop in stops if not (stop["visible"] and stop["inside"] and stop["seen"])]


def focused(page: Page, selector: str) -> bool:
    return bool(page.evaluate("(selector) => document.activeElement.matches(selector)", selector))


def tab_to(page: Page, selector: str, key: str = "Tab", most: int = 160) -> None:
    """Go there as a person without a mouse does, who sees every stop on the way."""
    for _ in range(most):
        if focused(page, selector):
            return
        page.keyboard.press(key)
        stop = page.evaluate(FOCUS)
        assert stop is None or not hidden([stop]), f"the focus is not seen at {stop['name']}"
    raise AssertionError(f"the focus never comes to {selector}")


def go(page: Page, selector: str) -> None:
    """Tab to a link or a button, and press Enter."""
    tab_to(page, selector)
    page.keyboard.press("Enter")
