"""Why somebody may, or may not: asked by those who keep a space (W-25), with what departs from its rule."""

from __future__ import annotations

from datetime import timedelta

import pytest

from auth.identity import account_word
from tests.factories import Cast
from tests.visitor import Visitors
from wiki import clock
from wiki.access.keyring import rights_changed
from wiki.access.models import Restraint
from wiki.access.roles import MODERATE, SILENCE, right_word
from wiki.access.viewer import operator
from wiki.kinds.pages.commands import restrict_page
from wiki.kinds.pages.models import Page
from wiki.parts.spaces.commands import set_roles
from wiki.parts.spaces.models import SECRET, Space


def asked(visitors: Visitors, cast: Cast, who: str, item: str = "", by: str = "dana") -> str:
    query = {"who": who, "item": item}
    return getattr(visitors, by).get(f"/{cast.space}/-/rights", query_string=query).text


def test_it_says_by_what_somebody_reads_and_writes(visitors: Visitors, cast: Cast) -> None:
    told = asked(visitors, cast, "Bob Gagnon (bob)")
    for words in (
        "Bob Gagnon et cet espace",
        "Peut lire",
        "par un rôle dans l’espace",
        "Fonctionnel (écriture) – à son nom",
    ):
        assert words in told
    told = asked(visitors, cast, "Chantal")
    assert "Aucune personne ni aucun groupe" in told
    told = asked(visitors, cast, "Charlie D’Amours-Lévesque (charlie)")
    for words in ("Ne peut pas lire", "rien de ce que détient Charlie", "Aucun rôle dans cet espace"):
        assert words in told


def test_a_restricted_page_says_which_door_is_closed(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Enquête")
    with cast.acting("dana") as (session, actor):
        words = {account_word(cast.ids["alice"]), right_word(MODERATE, page.space_id)}
        restrict_page(session, actor, page.id, words, reason="En cours")
        address = f"{cast.space}/{session.get_one(Page, page.id).slug}"
    for given in (address, f"/{address}", f"https://relais.test/{address}?x=1"):
        told = asked(visitors, cast, "bob", given)
        assert "Une restriction – rien de ce que détient Bob Gagnon ne l’ouvre" in told
        assert "Ne peut pas lire" in told
    told = asked(visitors, cast, "alice", address)
    assert "Une restriction – à son nom" in told
    assert "Peut lire" in told
    assert "parce que cette personne anime l’espace" in asked(visitors, cast, "dana", address)


def test_it_says_what_lessens_rights(visitors: Visitors, cast: Cast) -> None:
    with cast.site.database.writing() as session:
        end = clock.now() + timedelta(days=7)
        word = account_word(cast.ids["bob"])
        session.add(Restraint(word=word, space_id=None, sort=SILENCE, imposed_at=clock.now(), ends_at=end))
        rights_changed(session)
        session.commit()
    assert "Privée de parole sur tout le site, jusqu’au" in asked(visitors, cast, "bob")
    assert "Privée de parole" not in asked(visitors, cast, "alice")


@pytest.mark.parametrize("item", ["nulle-part", "-/topics/9999-rien", "../../etc", "-/members"])
def test_what_is_not_there_is_refused_and_kept(visitors: Visitors, cast: Cast, item: str) -> None:
    answer = visitors.dana.get(f"/{cast.space}/-/rights", query_string={"who": "bob", "item": item})
    assert answer.status_code == 422
    assert "Il n’y a rien à" in answer.text
    assert f'value="{item}"' in answer.text


def test_exceptions_are_listed_with_who_answers_for_them(visitors: Visitors, cast: Cast) -> None:
    assert "Aucune exception" in visitors.dana.get(f"/{cast.space}/-/rights").text
    page, soon = cast.page("Enquête"), clock.now() + timedelta(hours=3)
    with cast.acting("dana") as (session, actor):
        restrict_page(
            session, actor, page.id, {account_word(cast.ids["alice"])}, reason="Plainte 12", review_at=soon
        )
        space = session.get_one(Space, page.space_id)
        word = account_word(cast.ids["charlie"])
        set_roles(session, actor, space, word, {"functional": soon}, reason="Remplacement")
    told = visitors.dana.get(f"/{cast.space}/-/rights").text
    for words in (
        "Enquête",
        "Plainte 12",
        "par Dana Tremblay",
        "Charlie",
        "Remplacement",
        "Donné par Dana Tremblay",
    ):
        assert words in told
    assert "À revoir</span>" not in told
    with clock.held(soon + timedelta(hours=1)):
        told = visitors.dana.get(f"/{cast.space}/-/rights").text
    assert "À revoir</span>" in told
    assert "Remplacement" not in told


def test_only_who_keeps_the_space_asks(visitors: Visitors, cast: Cast) -> None:
    """An administrator who does not read the space meets no title of a page in it."""
    page = cast.page("Enquête")
    with cast.acting("dana") as (session, actor):
        restrict_page(session, actor, page.id, {account_word(cast.ids["alice"])}, reason="Plainte")
    address = f"/{cast.space}/-/rights"
    assert visitors.bob.get(address).status_code == 403
    assert visitors.gaelle.get(address).status_code == 404
    told = visitors.admin.get(address).text
    assert "Un élément que vous ne pouvez pas lire" in told
    assert "Enquête" not in told
    hidden = cast.opened("Paie", SECRET, dana="steward")
    assert visitors.admin.get(f"/{hidden}/-/rights").status_code == 404
    with cast.site.database.reading() as session:
        assert session.query(Space).filter_by(slug=hidden).one().visibility == SECRET
        assert operator().unbounded
