"""What an author types is never run in a reader's browser (Q-4 and A-6 stand on this: the HTML is known)."""

from __future__ import annotations

import re
import threading

import pytest

from tests.wiki.markup import dom
from tests.wiki.markup.payloads import PAYLOADS
from wiki.markup import Target, render, resolve, split_front_matter
from wiki.markup.dialect import parser
from wiki.markup.page import Page
from wiki.markup.rendering import readable
from wiki.markup.walls import TAGS, allowed, purify, sanitise

REAL = """# Congés à prévoir « ici »

Bonjour @helene.tremblay, voir [[Guide]] et [[rh:Paie#Avance|la paie]] : <b>oui</b> & `<code>`, [texte]{lang=en}.[^1]

| Nom | Rôle |
|:----|-----:|
| [[Ève\\|Ève D.]] | `a|b` |

- [ ] à faire
- [x] fait ~~hier~~ **aujourd’hui**

> [!WARNING]
> Attention à https://www.quebec.ca/a_b?c=d&e=f (bientôt).

Terme
: Définition ![plan](/f/plan.png "Le plan")

```python
def f(x): return x < 1 and "&amp;"
```

[^1]: La note, *soulignée*.
"""


def raw(source: str) -> str:
    """What the renderer writes, before any wall."""
    env = {"page": Page("c-", "fr")}
    tokens = parser().parse(split_front_matter(readable(source))[1], env)
    env["page"].read(tokens)
    return str(parser().renderer.render(tokens, parser().options, env))


def test_there_are_more_than_fifty_payloads() -> None:
    assert len(PAYLOADS) == len(set(PAYLOADS)) >= 50


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_is_harmless(payload: str) -> None:
    for source in (
        payload,
        f"> {payload}",
        f"- {payload}",
        f"# {payload}",
        f"**{payload}**",
        f"x {payload} y",
    ):
        rendered = render(source)
        dom.assert_harmless(rendered.html)
        targets = {link.number: Target(f"/?q={link.target}", "absent", link.label) for link in rendered.links}
        dom.assert_harmless(resolve(rendered.html, targets))


@pytest.mark.parametrize("source", [*PAYLOADS, REAL])
def test_blocks_apart_are_sanitised_as_the_document_whole(source: str) -> None:
    """The walls judge skeletons, block by block; the document through both walls at once reads the same."""
    apart = re.sub(r'<a data-link="\d+">', '<a data-link="">', render(source).html)
    assert dom.shape(apart) == dom.shape(purify(raw(source)))


def test_the_walls_take_nothing_from_what_we_write() -> None:
    html = raw(REAL)
    assert sanitise(html) is html
    assert dom.shape(purify(html)) == dom.shape(html)


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if "\ud800" not in payload])
def test_the_walls_hold_without_the_parser(payload: str) -> None:
    """Were the parser to let HTML pass, the walls alone would still stop it: alone, and amid our own elements."""
    for html in (
        payload,
        f"<p>{payload}</p>\n",
        f'<p title="{payload}">x</p>',
        f"<table><tr>{payload}</table>",
    ):
        for element in dom.elements(sanitise(html)):
            assert element.tag in TAGS
            assert all(allowed(element.tag, name, value) for name, value in element.attrib.items())
            assert not any(name.startswith("on") or name == "style" for name in element.attrib)


def test_sanitising_again_changes_nothing() -> None:
    for source in [*PAYLOADS, REAL]:
        html = render(source).html
        assert sanitise(html) == html


def test_text_that_looks_like_a_tag_is_not_taken_for_one() -> None:
    """The skeleton is only trusted when every tag is written as ours are."""
    for html in (
        '<p title="x>y" onclick="alert(1)">z</p>',
        "<p title='x' onclick='alert(1)'>z</p>",
        '<p>a</p><img src="x" onerror="alert(1)"><p>b</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<p class="site-header">x</p>',
        '<p id="location">x</p>',
        "<p>x</p><b>y",
        "<table><tr><td>x</td>y</tr></table>",
        '<a title="x>x<b title="y" onclick="alert(1)">z</a>',
    ):
        clean = sanitise(html)
        assert clean == purify(html)
        assert clean != html


@pytest.mark.parametrize(
    ("tag", "name", "value", "passes"),
    [
        ("p", "class", "note", True),
        ("p", "class", "site-header", False),
        ("h2", "id", "c-conges", True),
        ("h2", "id", "location", False),
        ("span", "lang", "en-CA", True),
        ("span", "lang", "en onclick", False),
        ("img", "src", "/f/a.png", True),
        ("img", "src", "//evil.example/a.png", False),
        ("img", "src", "https://evil.example/a.png", False),
        ("td", "style", "text-align:left", False),
        ("a", "onclick", "x", False),
        ("div", "tabindex", "0", True),
        ("div", "tabindex", "5", False),
    ],
)
def test_the_list_names_values_too(tag: str, name: str, value: str, passes: bool) -> None:
    assert allowed(tag, name, value) is passes


def test_threads_do_not_mix_their_documents() -> None:
    """Bleach's parser holds the state of what it reads: each thread has its own."""
    expected = {
        n: render(f"# Titre {n}\n\n" + f"[a](http://x.example/{n}) *b* `c`\n\n" * 20).html for n in range(4)
    }
    seen: list[tuple[int, str]] = []

    def write(n: int) -> None:
        for _ in range(10):
            fresh = purify(expected[n])
            seen.append((n, render(f"# Titre {n}\n\n" + f"[a](http://x.example/{n}) *b* `c`\n\n" * 20).html))
            assert fresh == expected[n]

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 40
    assert all(html == expected[n] for n, html in seen)
