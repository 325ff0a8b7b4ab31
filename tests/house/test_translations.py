"""Every word of Relais is said in French and in English, and the French is set as in Québec (Q-2, Q-4, M-27, M-28)."""

from __future__ import annotations

import ast
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.support import Translations

from wiki.kinds.forum.naming import STATE_LABELS
from wiki.translations import check, update
from wiki.translations.catalogues import ENGLISH, FRENCH, entries, ids, load, texts, written
from wiki.translations.extraction import error_classes, facts_of_rules, sentences, sources
from wiki.translations.typography import faults

GUEST = ast.parse('''
from wiki.errors import NotFound

class Gone(NotFound):
    """This was here,
    and is not any more."""

class Shelf:
    """Where things stand."""
''')
HOST = ast.parse('''
class NotFound(RelaisError):
    """There is nothing here."""

class RelaisError(Exception):
    """Something went wrong."""
''')
ACCESS = ast.parse('''
def reader(viewer, item):
    """whoever may read it"""

def helper(viewer, item):
    """Not a fact."""

RULES = (Rule("page.read", "Read a page", (reader,)),)
''')
MODULES = {"wiki.errors": HOST, "wiki.shelf": GUEST, "wiki.rules": ACCESS}


def said_in(name: str) -> list[str]:
    return list(sentences(name, MODULES[name], error_classes(MODULES), facts_of_rules(MODULES)))


def french(number: int, singular: str, plural: str) -> str:
    """As a page says it: through the compiled catalogue."""
    compiled = BytesIO()
    write_mo(compiled, load(FRENCH))
    compiled.seek(0)
    return str(Translations(compiled).ungettext(singular, plural, number)) % {"num": number}


def test_the_catalogues_are_complete_and_well_set() -> None:
    """The gate: what is missing, out of date or badly set is named, one line each (Q-2)."""
    assert list(check.problems()) == []


def test_sentences_that_no_gettext_function_is_handed_are_found_too() -> None:
    """Errors near and far, rules and the facts that they name, and nothing else."""
    assert said_in("wiki.errors") == ["There is nothing here.", "Something went wrong."]
    assert said_in("wiki.shelf") == ["This was here, and is not any more."]
    assert said_in("wiki.rules") == ["whoever may read it", "Read a page"]


def test_the_command_line_speaks_french_down_to_the_words_of_click() -> None:
    """M-28: no English around our own words."""
    found = {ids(message)[0] for message in entries(sources())}
    assert {"Usage:", "Options", "Commands", "Show this message and exit.", "Error: {message}"} <= found


def test_nothing_is_plural_in_english_and_singular_in_french() -> None:
    """Q-2: "0 pages", "0 page"; with a catalogue that forgets its rule, French would count as English does."""
    assert [french(number, "One page", "%(num)d pages") for number in (0, 1, 2)] == [
        "0 page",
        "1 page",
        "2 pages",
    ]


def test_the_state_of_a_topic_is_said_of_nothing_else() -> None:
    """One English word can have several in French: a closed topic was told in the words of disabled accounts."""
    for label in STATE_LABELS.values():
        message = load(FRENCH).get(label._args[0])
        assert message is not None
        places = {name for name, _ in message.locations} - {"wiki/features/style/samples.py"}
        assert places == {"wiki/kinds/forum/naming.py"}


def test_a_forum_a_discussion_and_what_stands_beside_a_page_have_a_word_each() -> None:
    """A discussion is one of the three sorts of topics, and nothing else."""
    french = {ids(message)[0]: texts(message)[0] for message in entries(load(FRENCH))}
    named = {"Forum": "Forum", "Discussion": "Discussion", "Topics about this page": "Sujets sur cette page"}
    assert {english: french[english] for english in named} == named
    others = [
        text
        for text in french.values()
        if "discussion" in text.casefold() and "question" not in text.casefold()
    ]
    assert sorted(others) == ["Discussion", "Discussions"]


def test_an_update_of_what_is_up_to_date_changes_no_letter() -> None:
    for locale in (FRENCH, ENGLISH):
        assert written(update.updated(locale, sources())) == written(load(locale))


def test_a_new_sentence_waits_for_its_french_and_is_its_own_english() -> None:
    template = sources()
    template.add("A sentence that nobody has said before")
    template.add(("One thing more", "%(num)d things more"))
    in_french = {ids(message)[0]: texts(message) for message in entries(update.updated(FRENCH, template))}
    in_english = {ids(message)[0]: texts(message) for message in entries(update.updated(ENGLISH, template))}
    assert not any(in_french["A sentence that nobody has said before"])
    assert in_english["One thing more"] == ("One thing more", "%(num)d things more")


@pytest.mark.parametrize(
    ("english", "translation", "problem"),
    [
        ("Too long", "", "there is no translation"),
        ("%(who)s left", "Il ne reste personne", "the translation lacks who"),
        ("{names} is here", "{noms} est ici", "the translation names noms, which nothing fills"),
        ("Who are you?", "Qui êtes-vous ?", "no space goes before ; ! ?"),
        ("Too long", "L'autre", "the apostrophe is ’"),
    ],
)
def test_a_wrong_translation_is_told_what_is_wrong(english: str, translation: str, problem: str) -> None:
    assert problem in list(check.problems_of(Message(english, translation), FRENCH))


def test_a_plural_without_its_number_is_wrong_and_a_singular_may_count() -> None:
    one = ("One page", "%(num)d pages")
    assert not list(check.problems_of(Message(one, ("%(num)d page", "%(num)d pages")), FRENCH))
    assert list(check.problems_of(Message(one, ("une page", "des pages")), FRENCH)) == [
        "the translation lacks num"
    ]


def test_a_fuzzy_translation_is_refused() -> None:
    assert list(check.problems_of(Message("Page", "Page", flags=["fuzzy"]), FRENCH))


@pytest.mark.parametrize(
    "text",
    [
        "Voulez-vous continuer?",
        "Erreur\u00a0: il manque une page.",
        "Membres de «\u00a0%(title)s\u00a0»",
        "«\u00a0%(name)s:\u00a0» doit être suivi d’une valeur, comme dans %(name)s:%(example)s.",
        "Arrêtez d’abord `relais serve --port 'x'`.",
        "étiquette: auteur: espace:",
        "auth.ldap.verify; https://exemple.org, 14:30",
    ],
)
def test_well_set_french_passes(text: str) -> None:
    assert list(faults(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Vraiment ?",
        "Vraiment\u00a0!",
        "Rien ; tout",
        "Erreur: rien",
        "Erreur : rien",
        "«Page»",
        "« Page »",
        "L'espace",
        "Attendez...",
        'Le titre "Page"',
        "Deux  espaces",
    ],
)
def test_badly_set_french_is_seen(text: str) -> None:
    assert len(list(faults(text))) == 1


def test_the_glossary_names_both_languages_of_each_word() -> None:
    """One thing, one word: a row has English, French and what it is."""
    glossary = (Path(__file__).parents[2] / "docs/glossary.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in glossary.splitlines() if line.startswith("|")]
    assert len(rows) > 30
    assert all(len(row) == 3 and all(cell.strip() for cell in row) for row in rows)


def test_a_catalogue_of_sources_holds_no_translation() -> None:
    template = sources()
    assert isinstance(template, Catalog)
    assert not any(any(texts(message)) for message in entries(template))
