"""Links between pages lead by title, tell nothing of what is hidden, and are known from both ends (W-6)."""

from __future__ import annotations

import re

import pytest

from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from tests.wiki.pages.writing import address_of, create, edit, opened, sent, words
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET


def href(visitor: Visitor, address: str, label: str) -> str | None:
    """Where the link of this label leads for this reader; "" nowhere, None when there is none."""
    found = re.search(rf"<a([^>]*)>{re.escape(label)}</a>", words(visitor, address))
    if found is None:
        return None
    led = re.search(r'href="([^"]*)"', found[1])
    return led[1] if led else ""


def put_in_bin(visitor: Visitor, address: str) -> None:
    form = opened(visitor, f"{address}/-/delete", holding="reason")
    assert sent(visitor, f"{address}/-/delete", form, reason="Périmée").status_code == 303


def test_a_link_leads_to_the_page_of_that_title_however_it_is_typed(visitors: Visitors, cast: Cast) -> None:
    target = cast.page("L’évaluation des œufs", "## Première étape\n\nDu texte.\n")
    source = cast.page(
        "Guide", "[[l'evaluation des oeufs|un]] [[L’ÉVALUATION DES ŒUFS#Première étape|deux]]\n"
    )
    leads = address_of(cast, target)
    assert href(visitors.alice, address_of(cast, source), "un") == leads
    section = href(visitors.alice, address_of(cast, source), "deux")
    assert section is not None
    assert section.startswith(f"{leads}#")
    assert f'id="{section.partition("#")[2]}"' in words(visitors.alice, leads)


def test_an_absent_page_is_offered_to_those_who_may_write_it(visitors: Visitors, cast: Cast) -> None:
    source = address_of(cast, cast.page("Guide", "[[Rappel des lots]]\n"))
    assert "absent" in words(visitors.alice, source)
    assert href(visitors.alice, source, "Rappel des lots") == ""
    offered = href(visitors.bob, source, "Rappel des lots")
    assert offered == f"/{cast.space}/-/new?title=Rappel+des+lots"
    assert opened(visitors.bob, offered)["title"] == "Rappel des lots"


def test_the_page_that_was_wanted_is_adopted_when_it_comes(visitors: Visitors, cast: Cast) -> None:
    source = address_of(cast, cast.page("Guide", "[[Rappel des lots]]\n"))
    wanted = f"/{cast.space}/-/wanted"
    assert "Rappel des lots" in visitors.alice.get(wanted).text
    create(visitors.bob, cast, "rappel des LOTS")
    assert href(visitors.alice, source, "Rappel des lots") == f"/{cast.space}/rappel-des-lots"
    assert "Rappel des lots" not in visitors.alice.get(wanted).text
    assert "Guide" in visitors.alice.get(f"/{cast.space}/rappel-des-lots/-/backlinks").text


def test_a_page_renamed_to_what_was_wanted_is_adopted_too(visitors: Visitors, cast: Cast) -> None:
    source = address_of(cast, cast.page("Guide", "[[Rappel]]\n"))
    page = address_of(cast, cast.page("Retour"))
    assert edit(visitors.bob, page, title="Rappel").status_code == 303
    assert href(visitors.alice, source, "Rappel") == f"/{cast.space}/rappel"


def test_links_to_a_page_in_the_bin_are_absent_and_come_back_with_it(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Rappel")
    source = address_of(cast, cast.page("Guide", "[[Rappel]]\n"))
    address = address_of(cast, page)
    put_in_bin(visitors.bob, address)
    assert href(visitors.alice, source, "Rappel") == ""
    assert "Rappel" in visitors.alice.get(f"/{cast.space}/-/wanted").text
    restore = f"/{cast.space}/-/bin/{page.id}"
    sent(visitors.bob, restore, opened(visitors.bob, restore, holding="title"))
    assert href(visitors.alice, source, "Rappel") == address


def test_a_new_page_takes_the_links_of_one_in_the_bin(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Rappel")
    source = address_of(cast, cast.page("Guide", "[[Rappel]]\n"))
    put_in_bin(visitors.bob, address_of(cast, page))
    create(visitors.bob, cast, "Rappel", "Le nouveau.")
    assert href(visitors.alice, source, "Rappel") == f"/{cast.space}/rappel"
    restore = f"/{cast.space}/-/bin/{page.id}"
    sent(visitors.bob, restore, opened(visitors.bob, restore, holding="title"), title="Ancien rappel")
    led = href(visitors.alice, source, "Rappel")
    assert led is not None
    assert "Le nouveau." in words(visitors.alice, led)


def test_links_leave_with_the_text_that_held_them(visitors: Visitors, cast: Cast) -> None:
    target = address_of(cast, cast.page("Rappel"))
    source = address_of(cast, cast.page("Guide", "[[Rappel]]\n"))
    assert "Guide" in visitors.alice.get(f"{target}/-/backlinks").text
    assert "Linked from one page" in visitors.alice.get(target).text
    edit(visitors.bob, source, body="Plus rien.\n")
    assert "Guide" not in visitors.alice.get(f"{target}/-/backlinks").text
    assert "Linked from one page" not in visitors.alice.get(target).text


def test_another_section_or_space_of_the_same_words_is_another_link(visitors: Visitors, cast: Cast) -> None:
    elsewhere = cast.opened("Paie", bob="functional")
    cast.page("Rappel", "## Un\n\n## Deux\n\nDu texte.\n")
    cast.page("Rappel", space=elsewhere)
    source = address_of(cast, cast.page("Guide", "[[Rappel#Un|ici]]\n"))
    first = href(visitors.bob, source, "ici")
    edit(visitors.bob, source, body="[[Rappel#Deux|ici]]\n")
    second = href(visitors.bob, source, "ici")
    edit(visitors.bob, source, body=f"[[{elsewhere}:Rappel|ici]]\n")
    assert first != second
    assert href(visitors.bob, source, "ici") == f"/{elsewhere}/rappel"


def test_where_two_pages_bear_a_title_a_neighbour_is_meant_and_stays_meant(
    visitors: Visitors, cast: Cast
) -> None:
    cast.page("Généralités")
    parent = cast.page("Abattoirs", "[[Généralités|ici]]\n")
    near = cast.page("Généralités", parent_id=parent.id)
    address = address_of(cast, parent)
    assert href(visitors.bob, address, "ici") == f"/{cast.space}/generalites"
    edit(visitors.bob, address, body="Voir [[Généralités|ici]], et [[Rien]].\n")
    assert href(visitors.bob, address, "ici") == f"/{cast.space}/generalites"
    fresh = cast.page("Volailles", "[[Généralités|ici]]\n", parent_id=parent.id)
    assert href(visitors.bob, address_of(cast, fresh), "ici") == address_of(cast, near)


@pytest.mark.parametrize("visibility", [SECRET, MEMBERS_ONLY])
def test_a_hidden_page_is_drawn_exactly_as_an_absent_one(
    visitors: Visitors, cast: Cast, visibility: str
) -> None:
    """W-6, L-12: byte for byte, for who may write here and for who reads."""
    hidden = cast.opened("Enquête interne", visibility, dana="steward")
    cast.page("Plan", by="dana", space=hidden)
    template = "Voir [[{0}:Plan]], [[{0}: Plan|là]], [[{0}:Plan#Un|ici]], [[{0}:Rien]].\n"
    real = address_of(cast, cast.page("Guide A", template.format("enquete-interne"), by="dana"))
    nothing = address_of(cast, cast.page("Guide B", template.format("enquete-externe"), by="dana"))
    for reader in (visitors.alice, visitors.bob):
        shown = words(reader, real).replace("enquete-interne", "enquete-externe")
        assert shown == words(reader, nothing)
    assert href(visitors.dana, real, "là") == f"/{hidden}/plan"


def test_wanted_pages_tell_nothing_of_a_hidden_space(visitors: Visitors, cast: Cast) -> None:
    """L-12: a word before a colon is wanted alike, whether a space of that name is hidden or is none."""
    hidden = cast.opened("Enquête interne", SECRET, dana="steward")
    cast.page("Plan", by="dana", space=hidden)
    cast.page("Guide", "[[enquete-interne:Plan]] [[enquete-externe:Plan]]\n", by="dana")
    for_bob = visitors.bob.get(f"/{cast.space}/-/wanted").text
    assert "enquete-interne:Plan" in for_bob
    assert "enquete-externe:Plan" in for_bob
    assert "enquete-interne:Plan" not in visitors.dana.get(f"/{cast.space}/-/wanted").text
    assert visitors.bob.get(f"/{hidden}/-/wanted").status_code == 404


def test_backlinks_and_their_number_tell_nothing_of_hidden_pages(visitors: Visitors, cast: Cast) -> None:
    hidden = cast.opened("Enquête interne", SECRET, dana="steward")
    target = address_of(cast, cast.page("Rappel"))
    cast.page("Plan secret", f"[[{cast.space}:Rappel]]\n", by="dana", space=hidden)
    assert "Plan secret" in visitors.dana.get(f"{target}/-/backlinks").text
    assert "Linked from one page" in visitors.dana.get(target).text
    for path in (target, f"{target}/-/backlinks", f"{target}/-/move", f"{target}/-/delete"):
        shown = visitors.bob.get(path).text
        assert "Plan secret" not in shown
        assert "Linked from one page" not in shown
        assert "One page links" not in shown


def test_a_page_that_nobody_links_to_is_an_orphan(visitors: Visitors, cast: Cast) -> None:
    """Links from the bin, from oneself or from where one may not read are none."""
    hidden = cast.opened("Enquête interne", SECRET, dana="steward")
    cast.page("Seule", "[[Seule]]\n")
    cast.page("Liée")
    parent = cast.page("Guide", "[[Liée]]\n")
    cast.page("Sous le guide", parent_id=parent.id)
    cast.page("Plan", f"[[{cast.space}:Seule]]\n", by="dana", space=hidden)
    gone = cast.page("Périmée", "[[Seule]]\n")
    put_in_bin(visitors.bob, address_of(cast, gone))

    def orphans(visitor: Visitor) -> list[str]:
        html = visitor.get(f"/{cast.space}/-/orphans").text
        return re.findall(r'<h2 class="list__title"><a [^>]+>([^<]+)</a>', html)

    assert orphans(visitors.bob) == ["Guide", "Seule"]
    assert orphans(visitors.dana) == ["Guide"]


def test_a_word_before_a_colon_that_names_no_space_is_part_of_the_title(
    visitors: Visitors, cast: Cast
) -> None:
    page = cast.page("note : à lire")
    source = address_of(
        cast, cast.page("Guide", f"[[note : à lire|un]] [[{cast.space}:Note : à lire|deux]]\n")
    )
    assert href(visitors.alice, source, "un") == address_of(cast, page)
    assert href(visitors.alice, source, "deux") == address_of(cast, page)


def offered(visitor: Visitor, typed: str, space: str) -> list[str]:
    """The links that the editor offers to whoever typed this after two brackets."""
    answer = visitor.client.get("/-/links", query_string={"q": typed, "from": space})
    return [each["link"] for each in answer.get_json()["suggestions"]]


def test_titles_are_offered_as_links_that_lead_there(visitors: Visitors, cast: Cast) -> None:
    """As they are written in this space, of what the writer may read, and of pages alone."""
    cast.page("Tournée du matin")
    note = cast.page("tournee:guide")
    visitors.bob.post(
        f"/{cast.space}/-/topics/new", {"title": "Tournée de qui?", "body": "Dites.", "kind": "question"}
    )
    cast.index()
    links = offered(visitors.bob, "tournee", cast.space)
    assert set(links) == {"[[Tournée du matin]]", f"[[{cast.space}:tournee:guide]]"}
    assert offered(visitors.bob, f"{cast.space}:tournée du m", "ailleurs") == [
        f"[[{cast.space}:Tournée du matin]]"
    ]
    source = address_of(cast, cast.page("Guide", " ".join(links)))
    assert href(visitors.alice, source, f"{cast.space}:tournee:guide") == address_of(cast, note)
    for stranger in (visitors.charlie, visitors.gaelle):
        assert offered(stranger, "tournee", cast.space) == []
        assert offered(stranger, f"{cast.space}:tournee", cast.space) == []


def test_before_a_letter_is_typed_the_pages_seen_last_are_offered(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Tournée du matin")
    assert offered(visitors.alice, "", cast.space) == []
    visitors.alice.get(address_of(cast, page))
    assert offered(visitors.alice, "", cast.space) == ["[[Tournée du matin]]"]
