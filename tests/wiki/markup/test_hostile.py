"""Texts written to stop a server: each is rendered, or shown as typed, long before anybody would notice."""

from __future__ import annotations

import subprocess
import sys
from types import FrameType

import pytest

from tests.wiki.markup import dom
from wiki.markup import render, stretches

SIZE = 128 * 1024
GUARD = 20  # seconds: what is meant is "it ends", on any machine

REPEATED = [
    "[", "![", "[[", "[a](", "[^a]", "[a]: b\n", "](", "*", "**a ", "*a_ ", "a_b*c~", "`", "``a`", "<", "&#", "\\",
    "> ", "- ", "1. ", "# a\n", "|a", "~~a", "[a]{lang=en}", "http://a.b(", "://", "@a ", "a@b.", "[[a|b]] ", "a\n\n",
    "```\n\na\n\n", "- a\n\nb\n\n", "a\n\n- b\n", "# a\n\n- b\n\n",
    "- [ ] a\n", "!!! note\n", "::: {lang=en}\n", "> [!NOTE]\n", "a\n: b\n", "```\n", "***\n", "<http://a.b>",
    "[^1]: a\n", "«", "=\n", "\u00a0",
]  # fmt: skip
BUILT = {
    "deep quotes": "\n".join(">" * depth + "a" for depth in range(1000)),
    "deep lists": "\n".join(" " * 2 * depth + "- a" for depth in range(700)),
    "nested brackets": "[" * 100_000 + "]" * 100_000,
    "nested links": "[" * 20_000 + "a" + "](b)" * 20_000,
    "nested pictures": "![" * 20_000 + "a" + "](b)" * 20_000,
    "nested languages": "[" * 20_000 + "a" + "]{lang=en}" * 20_000,
    "nested emphasis": "*" * 100_000 + "a" + "*" * 100_000,
    "a very wide table": "|" + "a|" * 100_000 + "\n|" + "-|" * 100_000 + "\n",
    "a very long table": "|a|b|\n|-|-|\n" + "|a|b|\n" * 20_000,
    "a table that completes itself": "|" + "a|" * 256 + "\n|" + "-|" * 256 + "\n" + "|a|\n" * 60_000,
    "many notes": "".join(f"[^{n}] " for n in range(20_000)) + "\n\n" + "".join(f"[^{n}]: x\n" for n in range(20_000)),
    "an unending front matter": "---\n" + "a: b\n" * 30_000,
    "closing signs": "http://a.b/" + ")" * 250_000 + "&a;" * 80_000,
    "code": "```python\n" + "x = ([{'" * 60_000 + "\n```",
    "many headings alike": "# a\n" * 5_000,
}  # fmt: skip


SLOWEST = ["[", "![", "**a ", "~~a", "@a ", "a\n\n", "::: {lang=en}\n", "<http://a.b>"]


@pytest.mark.parametrize("piece", REPEATED)
def test_twice_the_text_is_at_most_about_twice_the_work(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in calls, so that the machine does not matter; a text that is refused is no work at all."""
    counts = []
    for times in (500, 1_000):
        monkeypatch.setattr(stretches, "MEMORY", stretches.Memory(8_000_000))  # where nothing is known yet
        counts.append(_calls(piece * times))
    assert counts[1] < 2.4 * counts[0]


def _calls(source: str) -> int:
    count = 0

    def see(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(see)
    try:
        render(source)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("part", range(2))
def test_the_longest_pages_end(part: int) -> None:
    """In a process that can be killed, so that a text which does not end fails here and not the suite."""
    names = list(_longest())[part::2]
    program = f"from tests.wiki.markup.test_hostile import render_each; render_each({names!r})"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=GUARD * len(names),
        check=False,
    )
    assert done.stdout.split("\n")[:-1] == names, done.stderr[-2000:]


def _longest() -> dict[str, str]:
    return {f"{piece!r} repeated": piece * (SIZE // len(piece)) for piece in SLOWEST} | BUILT


def render_each(names: list[str]) -> None:
    """Renders the texts of these names, saying each when it is done."""
    sources = _longest()
    for name in names:
        render(sources[name])
        print(name)


@pytest.mark.parametrize("name", ["deep lists", "nested brackets", "nested emphasis"])
def test_what_is_too_complex_is_shown_as_typed(name: str) -> None:
    rendered = render(BUILT[name], language="en")
    assert not rendered.complete
    notice, text = dom.tree(rendered.html)
    assert notice.attrib["class"] == "unrendered"
    assert "too complex" in (notice.text or "")
    assert (text.text or "").strip() == BUILT[name].strip()
    assert rendered.text == BUILT[name]


def test_what_people_write_is_not_too_complex() -> None:
    words = "Un paragraphe **de** texte, [un lien](/x) et [[Page]].\n\n"
    section = f"## Titre\n\n{words}- a\n  - b\n    - c\n\n| a | b |\n|-|-|\n| c | d |\n\n{words * 2}"
    assert render(section * (SIZE // len(section.encode()) // 4)).complete
    assert render("\n".join(" " * 2 * depth + "- a" for depth in range(15))).complete
