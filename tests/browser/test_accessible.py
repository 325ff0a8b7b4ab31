"""axe-core on every kind of page, light, dark and on a telephone; reflow, text size, spacing, focus, motion, targets
(WCAG 2.2 AA, A-1 to A-8)."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import TELEPHONE, Browsers, House
from tests.house.routes import Route, routes
from wiki.parts.spaces.models import MEMBERS_ONLY

STANDARDS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What WCAG 1.4.12 asks a page to bear.
SPACED_OUT = """
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }
"""
NOT_PAGES = {"static", "operations.health", "operations.ready", "operations.metrics"}
PAGES = [route for route in routes("GET") if route.endpoint not in NOT_PAGES]


# Everything that moves is brought to its end; waiting for it would last for ever where it is folded away.
AT_REST = """() => document.getAnimations().forEach((one) => {
  try { one.finish(); } catch { one.cancel(); }
})"""


def address_of(house: House, route: Route, person: str) -> str | None:
    """Where this person sees this page; None when it is no page, or none of theirs."""
    world = house.world
    address = route.address(world, world.places[MEMBERS_ONLY], person)
    if route.endpoint == "pages.read":
        address = house.rich
    answer = world.send("GET", address, person)
    return address if answer.status_code == 200 and answer.mimetype == "text/html" else None


def violations(page: Page) -> list[str]:
    page.evaluate(AT_REST)
    found = Axe().run(page, options=STANDARDS).response["violations"]
    return [
        f"{page.url} {violation['id']}: {violation['help']}: {node['target']} {node['html'][:200]}"
        for violation in found
        for node in violation["nodes"]
    ]


SIDEWAYS = """() => {
    const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
    const name = (one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 60)}`;
    const scrolls = (element) => {
        for (let up = element.parentElement; up && up !== document.body; up = up.parentElement)
            if (["auto", "scroll"].includes(getComputedStyle(up).overflowX)) return true;
        return false;
    };
    const cut = (element) => {
        const style = getComputedStyle(element);
        const cuts = [style.overflowX, style.overflowY].some((one) => ["hidden", "clip"].includes(one));
        const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        const wider = element.scrollWidth > element.clientWidth + 2;
        return cuts && words && (wider || element.scrollHeight > element.clientHeight + 2);
    };
    const found = [];
    for (const element of document.body.querySelectorAll("*")) {
        if (element.closest(".skip, [hidden], template, svg, dialog:not([open])")) continue;
        if (element.closest(".account summary")) continue;  // the menu that it opens says the whole name
        const box = element.getBoundingClientRect();
        if (box.width <= 1 || box.height <= 1) continue;  // for screen readers alone
        if (wide && box.right > innerWidth + 1 && !scrolls(element)) found.push(`too wide ${name(element)}`);
        if (cut(element)) found.push(`cut off ${name(element)}`);
    }
    return wide && !found.length ? ["the page scrolls sideways"] : found;
}"""


def sideways(page: Page) -> list[str]:
    """What makes the page wider than the window, and text that is cut off."""
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def set_style(page: Page, rules: str) -> None:
    """What a reader's own style sheet would do; made by script, as the policy refuses inline ones."""
    page.evaluate(
        """rules => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(rules);
            document.adoptedStyleSheets = [sheet];
        }""",
        rules,
    )


@pytest.mark.parametrize("route", PAGES, ids=str)
@pytest.mark.parametrize("person", ["dana", "alice", "nobody"])
def test_every_page_can_be_used_by_everybody(
    house: House, browsers: Browsers, route: Route, person: str
) -> None:
    """No violation in light and dark; nothing sideways at 320 px, in text twice as large, or spaced out."""
    address = address_of(house, route, person)
    if address is None:
        return  # the matrix has seen that it is refused
    page = browsers.page(None if person == "nobody" else person)
    if person == "alice":  # the same layouts as Dana's, with fewer buttons
        page.set_viewport_size(TELEPHONE)
        page.goto(address)
        assert not violations(page)
        return
    page.goto(address)
    assert not violations(page)
    set_style(page, "html { font-size: 200% }")
    assert not sideways(page), "text at 200 %"
    set_style(page, SPACED_OUT)
    assert not sideways(page), "text spaced out"
    set_style(page, "")
    page.set_viewport_size(TELEPHONE)
    assert not sideways(page), "320 px"
    page.emulate_media(color_scheme="dark")
    assert not violations(page)


@pytest.mark.parametrize(
    "path", ["/-/search?q=carrefour", "/-/search?q=zzzz", "/-/search?q=%22", "/rien/du/tout"]
)
def test_results_and_problems_too(house: House, browsers: Browsers, path: str) -> None:
    page = browsers.page("dana")
    page.goto(path)
    assert not violations(page)
    page.set_viewport_size(TELEPHONE)
    assert not violations(page)
    assert not sideways(page)


def test_a_form_that_is_refused_says_so_to_everybody(house: House, browsers: Browsers) -> None:
    """The summary takes the focus, and leads to the field, which is tied to its sentence (A-11)."""
    page = browsers.page("bob")
    page.goto(f"/{house.space}/-/new")
    page.fill("[name=body]", "Des mots à garder.")
    page.click("main form.columns [type=submit]")
    summary = page.locator("#form-errors")
    summary.wait_for()
    page.wait_for_function("document.activeElement.id === 'form-errors'")
    assert not violations(page)
    assert page.input_value("[name=body]") == "Des mots à garder."
    summary.locator("a").first.click()
    title = page.locator("[name=title]")
    assert title.evaluate("element => element === document.activeElement")
    assert title.get_attribute("aria-invalid") == "true"
    described = title.get_attribute("aria-describedby")
    assert described
    assert page.locator(f"#{described.split()[-1]}").inner_text().strip()


def test_menus_the_switcher_the_preview_and_the_conflict_are_usable_when_open(
    house: House, browsers: Browsers
) -> None:
    page = browsers.page("bob")
    page.goto(house.rich)
    page.click("#page-menu summary")
    assert not violations(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator("dialog[open] input").wait_for()
    assert not violations(page)
    page.goto(f"{house.rich}/-/edit")
    page.click("[data-preview-toggle]")
    page.locator(".editor__preview h2, .editor__preview h3").first.wait_for()
    assert not violations(page)


# ── Focus, targets, motion ─────────────────────────────────────────────────────────────────────────

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


@pytest.mark.parametrize("size", [(1280, 700), (320, 640)], ids=["wide", "telephone"])
@pytest.mark.parametrize("where", ["home", "page", "edit", "search"])
def test_the_focus_is_seen_wherever_it_stops(
    house: House, browsers: Browsers, where: str, size: tuple[int, int]
) -> None:
    """A ring of two pixels, never under a bar that stays (A-1, A-2)."""
    path = {
        "home": "/",
        "page": house.rich,
        "edit": f"{house.rich}/-/edit",
        "search": "/-/search?q=carrefour",
    }
    page = browsers.page("bob", viewport={"width": size[0], "height": size[1]})
    page.goto(path[where])
    stops = walk(page)
    assert len(stops) > 8
    assert stops[0]["name"].startswith("A "), "the first stop is the link past everything"
    assert not [stop["name"] for stop in stops if not stop["visible"]], "no ring"
    assert not [stop["name"] for stop in stops if not (stop["inside"] and stop["seen"])], "hidden"


def test_the_skip_link_leads_past_everything(house: House, browsers: Browsers) -> None:
    page = browsers.page("alice")
    page.goto(house.rich)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


SMALL = """() => {
    const pressed = "button, summary, input:not([type=hidden], :disabled), select, .button, nav a, .menu__panel a";
    const enough = (box) => box.width >= 24 && box.height >= 24;
    const labelOf = (one) => one.closest("label") ?? document.querySelector(`label[for="${one.id}"]`);
    const small = (element) => {
        if (enough(element.getBoundingClientRect())) return false;
        const label = ["radio", "checkbox"].includes(element.type) ? labelOf(element) : null;
        return !label || !enough(label.getBoundingClientRect());
    };
    return [...document.querySelectorAll(pressed)]
        .filter((element) => element.checkVisibility({ visibilityProperty: true }))
        .filter((element) => !element.closest(".visually-hidden, .skip") && small(element))
        .map((element) => element.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("where", ["page", "edit", "history"])
@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_pressed_is_large_enough_for_a_finger(
    house: House, browsers: Browsers, where: str, width: int
) -> None:
    """24 pixels each way, links within sentences excepted (A-5)."""
    path = {"page": house.rich, "edit": f"{house.rich}/-/edit", "history": f"{house.rich}/-/history"}[where]
    page = browsers.page("bob", viewport={"width": width, "height": 800}, has_touch=True)
    page.goto(path)
    small = page.evaluate(SMALL)
    assert not small


MOVING = """() => {
    const thousandths = (one) => parseFloat(one) * (one.includes("ms") ? 1 : 1000);
    const longest = (list) => Math.max(...list.split(",").map(thousandths));
    const moves = ({ transitionDuration, animationDuration, scrollBehavior }) =>
        longest(transitionDuration) > 10 || longest(animationDuration) > 10 || scrollBehavior === "smooth";
    const all = [...document.querySelectorAll("*")];
    return all.filter((one) => moves(getComputedStyle(one))).map((one) => one.outerHTML.slice(0, 100));
}"""


def test_nothing_moves_for_those_who_asked_for_stillness(house: House, browsers: Browsers) -> None:
    page = browsers.page("bob", reduced_motion="reduce")
    for path in ("/", house.rich, f"{house.rich}/-/edit"):
        page.goto(path)
        moving = page.evaluate(MOVING)
        assert not moving
