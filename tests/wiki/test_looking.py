"""Looking at a space as somebody else sees it: never more than both may read, told to the journal, nothing changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from auth.identity import ADMINISTRATORS, EVERYONE, MEMBERS, Identity, account_word
from auth.models import Account
from tests.factories import Cast
from tests.visitor import Visitors
from tests.wiki.test_rules import published
from wiki import clock
from wiki.access.looking import looking_as
from wiki.access.roles import MODERATE, right_word
from wiki.access.viewer import Viewer
from wiki.kinds.pages.commands import restrict_page
from wiki.kinds.pages.models import Page
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, Space
from wiki.web.looking import COOKIE, LONGEST

BANNER = "tel que"


def looks(visitors: Visitors, cast: Cast, who: str, by: str = "dana", space: str = "") -> None:
    where = f"/{space or cast.space}/-/rights"
    answer = getattr(visitors, by).post(f"{where}/look", {"who": who}, form=where)
    assert answer.status_code == 303, answer.text


def restricted(cast: Cast, title: str, *people: str) -> str:
    page = cast.page(title)
    with cast.acting("dana") as (session, actor):
        words = {*(account_word(cast.ids[who]) for who in people), right_word(MODERATE, page.space_id)}
        restrict_page(session, actor, page.id, words, reason="En cours")
        return f"/{cast.space}/{session.get_one(Page, page.id).slug}"


def test_what_the_other_may_not_read_goes_and_comes_back(visitors: Visitors, cast: Cast) -> None:
    closed, shared = restricted(cast, "Enquête"), restricted(cast, "Barème", "alice")
    cast.page("Grille")
    cast.index()
    explained = visitors.dana.get(f"/{cast.space}/-/rights", query_string={"who": "alice"}).text
    assert "Voir l’espace comme Alice" in explained
    looks(visitors, cast, "alice")
    dana = visitors.dana
    assert dana.get(closed).status_code == 404
    assert dana.get(shared).status_code == 200
    told = dana.get(f"/{cast.space}").text
    assert BANNER in told
    assert "Grille" in told
    assert "Enquête" not in told
    assert "Enquête" not in dana.get("/-/search", query_string={"q": "enquête"}).text.replace(
        'value="enquête"', ""
    )
    assert BANNER in dana.get(closed).text
    assert dana.get(f"/{cast.space}/-/rights").status_code == 403
    answer = dana.post("/-/rights/stop", form="/-/search")
    assert answer.location == f"/{cast.space}/-/rights"
    assert dana.get(closed).status_code == 200
    assert BANNER not in dana.get(f"/{cast.space}").text


def test_nobody_sees_more_through_the_eyes_of_another(visitors: Visitors, cast: Cast) -> None:
    """Alice reads a closed space of which Dana knows nothing, and Bob has rights that Dana has not."""
    hidden = cast.opened("Paie", SECRET, alice="steward")
    cast.page("Salaires", by="alice", space=hidden)
    looks(visitors, cast, "alice")
    assert visitors.dana.get(f"/{hidden}").status_code == 404
    assert visitors.dana.get(f"/{hidden}/salaires").status_code == 404
    assert "Paie" not in visitors.dana.get("/-/spaces").text


def test_an_administrator_who_is_no_member_reads_nothing_as_a_member(visitors: Visitors, cast: Cast) -> None:
    closed = cast.opened("Dossiers", MEMBERS_ONLY, bob="steward")
    cast.page("Plainte", space=closed)
    looks(visitors, cast, "bob", by="admin", space=closed)
    assert visitors.admin.get(f"/{closed}/plainte").status_code == 404
    assert "Plainte" not in visitors.admin.get(f"/{closed}").text


def test_other_spaces_are_not_there_meanwhile(visitors: Visitors, cast: Cast) -> None:
    other = cast.opened("Formation", MEMBERS_ONLY, dana="steward", alice="functional")
    looks(visitors, cast, "alice")
    assert visitors.dana.get(f"/{cast.space}").status_code == 200
    assert visitors.dana.get(f"/{other}/accueil").status_code == 404


def test_nothing_is_changed_and_what_was_typed_is_kept(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Grille", body="Un.")
    editor = f"/{cast.space}/{page.slug}/-/edit"
    dana = visitors.dana
    token = dana.token(editor)
    looks(visitors, cast, "bob")
    fields = {"csrf_token": token, "title": "Grille", "body": "Mes mots à moi.", "base_revision": "1"}
    answer = dana.post(editor, fields, form="/-/search")
    assert answer.status_code == 403
    assert "rien ne peut être modifié" in answer.text
    assert "Mes mots à moi." in answer.text
    assert "Mes mots" not in dana.get(f"/{cast.space}/{page.slug}").text
    assert dana.post("/-/sign-out", form="/-/search").status_code == 303


def test_whoever_is_to_accept_new_rules_looks_no_more_until_then(visitors: Visitors, cast: Cast) -> None:
    looks(visitors, cast, "alice")
    published(cast)
    dana = visitors.dana
    assert BANNER not in dana.get(f"/{cast.space}", follow_redirects=True).text
    assert dana.post("/-/terms", {"number": "1", "agreed": "y"}).status_code == 303
    assert BANNER in dana.get(f"/{cast.space}").text
    assert dana.post("/-/rights/stop", form="/-/search").location == f"/{cast.space}/-/rights"


def test_it_stands_in_the_journal(visitors: Visitors, cast: Cast) -> None:
    looks(visitors, cast, "alice")
    cast.index()
    told = visitors.admin.get("/-/audit").text
    assert "Une personne a regardé un espace tel qu’une autre le voit" in told


def test_it_ends_by_itself(visitors: Visitors, cast: Cast) -> None:
    closed = restricted(cast, "Enquête")
    looks(visitors, cast, "alice")
    assert visitors.dana.get(closed).status_code == 404
    with clock.held(clock.now() + LONGEST + timedelta(seconds=1)):
        assert visitors.dana.get(closed).status_code == 200


def test_it_ends_with_the_right_and_with_the_person(visitors: Visitors, cast: Cast) -> None:
    closed = restricted(cast, "Enquête", "alice", "charlie")
    looks(visitors, cast, "bob")
    assert visitors.dana.get(closed).status_code == 404
    with cast.site.database.writing() as session:
        session.scalars(select(Account).where(Account.id == cast.ids["bob"])).one().disabled_at = clock.now()
        session.commit()
    assert visitors.dana.get(closed).status_code == 200
    looks(visitors, cast, "alice")
    with cast.acting("dana") as (session, dana):
        space = session.scalars(select(Space).where(Space.slug == cast.space)).one()
        set_role(session, dana, space, account_word(cast.ids["admin"]), "steward")
        set_role(session, dana, space, account_word(cast.ids["dana"]), "functional")
    assert BANNER not in visitors.dana.get(f"/{cast.space}").text


@pytest.mark.parametrize("cookie", ["", "x", "x.y", "WzEsMiwzXQ.forged"])
def test_a_forged_cookie_changes_nothing(visitors: Visitors, cast: Cast, cookie: str) -> None:
    closed = restricted(cast, "Enquête")
    visitors.dana.client.set_cookie(COOKIE, cookie)
    assert visitors.dana.get(closed).status_code == 200


def test_the_cookie_of_one_person_is_nothing_to_another(visitors: Visitors, cast: Cast) -> None:
    closed = restricted(cast, "Enquête", "bob")
    looks(visitors, cast, "alice")
    stolen = visitors.dana.client.get_cookie(COOKIE)
    assert stolen is not None
    visitors.bob.client.set_cookie(COOKIE, stolen.value)
    assert visitors.bob.get(closed).status_code == 200


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("dana", "C’est vous"),
        ("Personne", "Aucune personne ni aucun groupe"),
        ("", "Aucune personne ni aucun groupe"),
        ("members", "est un groupe"),
    ],
)
def test_whose_eyes_are_refused(visitors: Visitors, cast: Cast, who: str, sentence: str) -> None:
    where = f"/{cast.space}/-/rights"
    answer = visitors.dana.post(f"{where}/look", {"who": who}, form=where)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_only_who_keeps_the_space_looks(visitors: Visitors, cast: Cast) -> None:
    where = f"/{cast.space}/-/rights/look"
    for person, status in (("bob", 403), ("alice", 403), ("gaelle", 404), ("charlie", 404)):
        assert getattr(visitors, person).post(where, {"who": "dana"}, form="/-/search").status_code == status


def test_what_is_open_is_what_both_open() -> None:
    words = frozenset({EVERYONE, MEMBERS, ADMINISTRATORS, "account:1"})
    guest = frozenset({EVERYONE, "account:2"})
    own = Viewer(
        Identity(1, principals=words),
        frozenset({1, 2, 3}),
        {7: frozenset({"read", "keep"}), 8: frozenset({"read"})},
    )
    person = Viewer(
        Identity(2, principals=guest), frozenset({2, 3, 4}), {7: frozenset({"read", "write"})}, silenced=True
    )
    seen = looking_as(own, person, 7, frozenset({1, 2, 4}))
    assert seen.classes == {2}
    assert seen.rights == {7: {"read"}}
    assert seen.silenced
    assert seen.account_id == 1
    assert not seen.staff
    assert not seen.administrator
