"""The style sheets keep their promises: contrast, weight, no other host (A-2, A-3, M-30)."""

from __future__ import annotations

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

from wiki.web.assets import NoSuchIcon, icon, icons

STATIC = Path(__file__).parents[2] / "wiki" / "static"
TEMPLATES = Path(__file__).parents[2] / "templates"
STYLES = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))

TEXT, PART = 4.5, 3.0  # the least contrast of text, and of what one must see to use a page
GROUNDS = ("paper", "surface", "sunken")

# Every pair that the style sheets put together: (what is seen, the grounds it is seen on).
TEXTS = [
    (("ink", "ink-soft", "accent", "accent-strong", "danger-ink"), GROUNDS),
    (("ink", "ink-soft", "accent", "accent-strong"), ("accent-soft",)),
    (("on-accent",), ("accent", "accent-strong")),
    (("on-danger",), ("danger-fill",)),
    (("info-ink", "ink", "accent", "accent-strong"), ("info-soft",)),
    (("success-ink", "ink", "accent", "accent-strong"), ("success-soft",)),
    (("warning-ink", "ink", "accent", "accent-strong"), ("warning-soft",)),
    (("danger-ink", "ink", "accent", "accent-strong"), ("danger-soft",)),
    (("ink",), ("mark", "added-soft", "added-strong", "removed-soft", "removed-strong")),
    (("success-ink",), ("added-soft", *GROUNDS)),
    (("danger-ink",), ("removed-soft",)),
    (("code-comment", "code-keyword", "code-name", "code-string", "code-number"), ("sunken",)),
]
PARTS = [
    (("line-strong", "accent", "baton"), ("paper", "surface")),
    (("focus",), (*GROUNDS, "accent-soft", "info-soft", "success-soft", "warning-soft", "danger-soft")),
    (("danger-fill",), GROUNDS),
]
TONES = ("info", "success", "warning", "danger")

_TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it, from 0 (black) to 1 (white)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio between two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def tokens(mode: int) -> dict[str, str]:
    """The colours of the light (0) or the dark (1) appearance, by name."""
    css = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    return {name: colours[mode] for name, *colours in _TOKEN.findall(css)}


def too_weak(pairs: list[tuple[tuple[str, ...], tuple[str, ...]]], least: float, mode: int) -> list[str]:
    colours = tokens(mode)
    return [
        f"{seen} on {ground}: {ratio:.2f}"
        for names, grounds in pairs
        for seen, ground in product(names, grounds)
        if (ratio := contrast(colours[seen], colours[ground])) < least
    ]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground_it_stands_on(mode: int) -> None:
    """A-3: 4.5:1, light and dark."""
    assert too_weak(TEXTS, TEXT, mode) == []


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_edges_marks_and_the_ring_of_focus_can_be_seen(mode: int) -> None:
    """A-2 and A-3: 3:1 for what one needs to see to use a page."""
    tones = [((f"{tone}-ink",), (*GROUNDS, f"{tone}-soft")) for tone in TONES]
    assert too_weak(PARTS + tones, PART, mode) == []


def test_contrast_itself_is_measured_rightly() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_every_colour_that_a_style_sheet_names_is_a_token_with_both_appearances() -> None:
    """A theme changes everything by giving other values to the tokens: no colour hides elsewhere."""
    defined = set(re.findall(r"(--[\w-]+):", "".join(path.read_text(encoding="utf-8") for path in STYLES)))
    for path in STYLES:
        css = _bare(path)
        assert set(re.findall(r"var\((--[\w-]+)", css)) <= defined, path.name
        if path.name not in ("tokens.css", "print.css"):
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", css), (
                f"a colour of its own in {path.name}"
            )


def test_nothing_is_asked_of_another_host() -> None:
    """M-30: no third-party request from a style sheet, a script, an icon or a template."""
    for path in [*STYLES, *SCRIPTS, *STATIC.glob("*.svg")]:
        text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert "//" not in re.sub(r"(^|\s)//.*|`[^`]*`|\"https://\"", "", text), path.name
    for path in TEMPLATES.rglob("*.html"):
        assert not re.search(r"(src|href|action)=\"(https?:)?//", path.read_text(encoding="utf-8")), path.name


def test_an_icon_that_is_not_drawn_is_an_error_of_the_template() -> None:
    assert 'icons.svg#search"' in icon("search")
    with pytest.raises(NoSuchIcon, match="unicorn"):
        icon("unicorn")


def test_style_sheets_point_only_at_files_that_are_there() -> None:
    for path in STYLES:
        css = _bare(path)
        assert "@import" not in css, "an import is fetched late"
        for target in re.findall(r"url\([\"']?([^\"')]+)", css):
            assert (path.parent / target).is_file(), f"{path.name}: {target}"


def test_templates_name_only_files_and_icons_that_are_there() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for name in re.findall(r"icon\(\"([\w-]+)\"\)", text):
            assert name in icons(), f"{path.name}: icon {name}"
        for name in re.findall(r"data-enhance=\"([\w -]+)\"", text):
            assert all((STATIC / "js" / f"{one}.js").is_file() for one in name.split()), (
                f"{path.name}: {name}"
            )


def test_templates_carry_nothing_inline() -> None:
    """The security policy forbids inline styles and scripts: they would do nothing."""
    for path in TEMPLATES.rglob("*.html"):
        if "emails" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*src=)", text), path.name


def test_a_first_page_stays_light() -> None:
    """M-30: what a first visit fetches besides the page itself, in bytes over the wire."""
    read = ("tokens", "base", "layout", "components", "markup", "print")
    styles = _weight(*(STATIC / "css" / f"{name}.css" for name in read))
    scripts = _weight(
        *(
            STATIC / "js" / f"{name}.js"
            for name in ("first", "main", "theme", "menu", "quick", "combobox", "tree", "contents")
        )
    )
    fonts = sum(path.stat().st_size for path in STATIC.glob("fonts/*.woff2"))
    assert styles <= 20_000
    assert scripts <= 15_000
    assert styles + scripts + fonts <= 60_000


def test_all_styles_and_scripts_together_stay_light() -> None:
    assert _weight(*STYLES) <= 25_000
    assert _weight(*SCRIPTS) <= 25_000
    assert max(len(path.read_text(encoding="utf-8").splitlines()) for path in SCRIPTS) <= 150


def _weight(*paths: Path) -> int:
    """Bytes when each file is compressed by itself, as it is sent."""
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


def _bare(path: Path) -> str:
    """A style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
