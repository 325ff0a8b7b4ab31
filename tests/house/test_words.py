"""Pages speak one language at a time: no English on a French page, no French on an English one (M-28, Q-2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import html5lib
import pytest

from tests.house.routes import Route, routes
from tests.house.world import World
from wiki.parts.spaces.models import MEMBERS_ONLY
from wiki.translations.catalogues import ENGLISH, FRENCH, entries, ids, load, texts

GETS = routes("GET")
READ_ALOUD = ("aria-label", "title", "placeholder", "alt", "value")

# Titles of pages: what people wrote in one language stands on pages of both.
WRITTEN = {"Accueil"}
COUNTS = {"num", "count", "number", "total", "size", "limit", "over", "max", "minimum"}

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


@cache
def said(locale: str) -> frozenset[str]:
    """Every sentence of this language, plurals included."""
    in_french = {ids(message): texts(message) for message in entries(load(FRENCH))}
    return frozenset(
        word for source, words in in_french.items() for word in (source if locale == ENGLISH else words)
    )


@cache
def only_in(locale: str) -> re.Pattern[str]:
    """What is said in this language and not so in the other one; names may stand in it."""
    other = said(FRENCH if locale == ENGLISH else ENGLISH)
    folded = {word.casefold() for word in other}
    words = [word for word in said(locale) if word.casefold() not in folded and len(_bare(word)) > 3]
    return re.compile("|".join(f"(?:{_open(word)})" for word in sorted(words, key=len, reverse=True)))


def _bare(word: str) -> str:
    return re.sub(r"\W", "", _PLACEHOLDER.sub("", word))


def _open(word: str) -> str:
    """The sentence with any number, or any words, in the places that it leaves open."""
    pattern, at = "", 0
    for place in _PLACEHOLDER.finditer(word):
        pattern += re.escape(_spaced(word[at : place.start()].replace("%%", "%")))
        pattern += r"[\d ]+" if (place[1] or place[2]) in COUNTS else ".+"
        at = place.end()
    return pattern + re.escape(_spaced(word[at:].replace("%%", "%")))


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def words_of(page: str) -> Iterator[str]:
    """Each piece of text of a page, and each name that is only read aloud; not what people wrote."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    written = {
        inner
        for element in tree.iter()
        if "markup" in (element.get("class") or "").split() or element.tag in ("textarea", "option")
        for inner in element.iter()
    }
    for element in tree.iter():
        if element in written or not isinstance(element.tag, str):
            continue
        yield from (_spaced(text.strip()) for text in (element.text, element.tail) if text and text.strip())
        if element.tag != "input" or element.get("type") in ("submit", "button"):
            yield from (_spaced(element.get(name) or "") for name in READ_ALOUD if element.get(name))
        yield from (
            _spaced(value) for name, value in element.attrib.items() if str(name).startswith("data-say-")
        )


def foreign(page: str, locale: str) -> list[str]:
    """What a page in this language says in the other one."""
    other = only_in(ENGLISH if locale == FRENCH else FRENCH)
    return [text for text in words_of(page) if text not in WRITTEN and other.fullmatch(text)]


@pytest.mark.parametrize("route", GETS, ids=str)
@pytest.mark.parametrize(("accepted", "locale"), [("fr", FRENCH), ("en", ENGLISH)])
def test_a_page_speaks_one_language(world: World, route: Route, accepted: str, locale: str) -> None:
    """Refusals too: Charlie and Gaëlle see little else."""
    for person in ("dana", "alice", "admin", "charlie", "nobody"):
        address = route.address(world, world.places[MEMBERS_ONLY], person)
        answer = world.visitors[person].client.get(address, headers={"Accept-Language": accepted})
        if answer.mimetype == "text/html" and answer.status_code != 303:
            assert not foreign(answer.text, locale), f"{person} {address}"


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/-/sign-in", {"username": "", "password": ""}),
        ("/-/sign-in", {"username": "bob", "password": "faux"}),
        ("/{space}/-/new", {"title": "", "body": "x"}),
        ("/{space}/-/new", {"title": "x" * 300, "body": "x"}),
        ("/{space}/{slug}/-/delete", {"reason": ""}),
        ("/{space}/-/topics/new", {"title": "", "body": ""}),
        ("/{space}/-/topics/new", {"title": "x", "body": "x", "tags": ",".join(map(str, range(30)))}),
        ("/{space}/-/topics/{topic}/reply", {"body": "\u200b"}),
        ("/{space}/-/topics/{topic}/pin", {"pin-until": "2020-01-01", "pin-reason": ""}),
        ("/{space}/-/topics/{topic}/move", {"space": "987654"}),
        ("/{space}/{slug}/-/move", {"title": ""}),
        ("/{space}/-/members", {"who": "Personne de ce nom", "role": "consultation"}),
        ("/{space}/-/settings", {"title": "", "visibility": "staff", "language": "fr-CA"}),
    ],
)
def test_a_refusal_speaks_one_language(own_world: World, path: str, data: dict[str, str]) -> None:
    place = own_world.places[MEMBERS_ONLY]
    person = "nobody" if "sign-in" in path else "dana"
    for accepted, locale in (("fr", FRENCH), ("en", ENGLISH)):
        answer = own_world.visitors[person].client.post(
            path.format(space=place.space, slug=place.slug, topic=place.topic_id),
            data={"csrf_token": own_world.tokens[person], **data},
            headers={"Accept-Language": accepted},
        )
        assert answer.status_code in (401, 409, 422), answer.status
        assert not foreign(answer.text, locale)


def test_the_test_sees_what_it_looks_for() -> None:
    english, french = "<p>Recent changes</p>", "<p>Modifications récentes</p>"
    assert foreign(english, FRENCH) == ["Recent changes"]
    assert foreign(french, ENGLISH) == ["Modifications récentes"]
    assert not foreign(english, ENGLISH)
    assert not foreign(french, FRENCH)


def test_no_word_of_a_catalogue_is_markup() -> None:
    """Words are part of the compiled templates, where nothing escapes them any more."""
    dangerous = [word for locale in (FRENCH, ENGLISH) for word in said(locale) if re.search(r'[<>&"]', word)]
    assert not dangerous
