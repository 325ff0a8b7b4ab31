"""What is looked for on every screen: axe, what is cut off or too wide, what is too small for a finger."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

STANDARDS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
# What WCAG 1.4.12 asks a page to bear.
SPACED_OUT = """
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }
"""
TWICE_AS_LARGE = "html { font-size: 200% }"

# Everything that moves is brought to its end; waiting for it would last for ever where it is folded away.
AXE = """async (standards) => {
    document.getAnimations().forEach((one) => {
        try { one.finish(); } catch { one.cancel(); }
    });
    const { violations } = await axe.run(standards);
    return violations.flatMap(({ id, help, nodes }) =>
        nodes.map((node) => `${id}: ${help}: ${node.target} ${node.html.slice(0, 200)}`));
}"""

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
    // A name that is shortened where it opens a menu, and stands whole in it, is not lost.
    const whole = (element) => {
        const panel = element.closest("summary")?.nextElementSibling;
        return panel ? panel.textContent.includes(element.textContent.trim()) : false;
    };
    const found = [];
    for (const element of document.body.querySelectorAll("*")) {
        if (element.closest(".skip, [hidden], template, svg, dialog:not([open])")) continue;
        const box = element.getBoundingClientRect();
        if (box.width <= 1 || box.height <= 1) continue;  // for screen readers alone
        if (wide && box.right > innerWidth + 1 && !scrolls(element)) found.push(`too wide ${name(element)}`);
        if (cut(element) && !whole(element)) found.push(`cut off ${name(element)}`);
    }
    return wide && !found.length ? ["the page scrolls sideways"] : found;
}"""

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


def violations(page: Page) -> list[str]:
    """What axe finds on the screen as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(AXE, STANDARDS)
    return [f"{page.url} {each}" for each in found]


def sideways(page: Page) -> list[str]:
    """What makes the page wider than the window, and text that is cut off."""
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def small(page: Page) -> list[str]:
    """What is pressed and has less than 24 pixels each way, links within sentences excepted (A-5)."""
    found: list[str] = page.evaluate(SMALL)
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
