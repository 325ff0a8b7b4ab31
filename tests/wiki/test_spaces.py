"""Spaces: who knows of them, who reads and writes there, and that a right lost is lost at once (M-20, M-21, M-37)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from auth import groups
from auth.accounts import disable, find_account
from auth.identity import account_word, group_word
from auth.models import Group
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from wiki import clock
from wiki.access.models import Grant
from wiki.access.roles import STEWARD
from wiki.access.viewer import operator
from wiki.config import Settings
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.errors import LastSteward, SpaceNameTaken
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF, Space

# Everywhere that something of a space could be told.
LISTS = (
    "/",
    "/-/spaces",
    "/-/recent",
    "/-/recent?minor=1",
    "/-/search?q={word}",
    "/-/search?q=space:{space}",
    "/-/search?q=tag:{tag}",
    "/-/search?q=author:dana",
    "/-/search?q={typo}",
    "/-/quick?q={word}",
    "/-/links?q={word}",
    "/-/links?q={space}:{word}",
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"language": "en-CA"})


def members(visitor: Visitor, space: str, **fields: str) -> TestResponse:
    return visitor.post(f"/{space}/-/members", fields)


def settle(visitor: Visitor, space: str, **fields: str) -> TestResponse:
    form = {"title": "Paie", "description": "", "visibility": STAFF, "language": "fr-CA"}
    return visitor.post(f"/{space}/-/settings", {**form, **fields})


def team(cast: Cast, name: str, *people: str) -> str:
    """A group of the directory with these people; the word that it gives them."""
    with cast.site.database.writing() as session:
        group = Group(
            origin="ldap", external_id=name, name=name, name_key=name.casefold(), created_at=clock.now()
        )
        session.add(group)
        session.flush()
        for person in people:
            account = find_account(session, cast.ids[person])
            assert account is not None
            groups.add(session, group, account)
        session.commit()
        return group_word(group.id)


# ── Who knows ──────────────────────────────────────────────────────────────────────────────────────


def test_all_staff_read_an_open_space_and_its_members_write(visitors: Visitors, cast: Cast) -> None:
    """M-37: open to all staff unless it is said otherwise; guests see nothing of it."""
    space = cast.opened("Paie", bob="functional", dana="steward")
    page = cast.page("Barème", space=space)
    cast.index()
    assert "Barème" in visitors.charlie.get(f"/{space}/{page.slug}").text
    assert "Barème" in visitors.charlie.get("/-/search?q=bareme").text
    assert visitors.charlie.get(f"/{space}/-/new").status_code == 403
    assert visitors.bob.get(f"/{space}/-/new").status_code == 200
    assert visitors.gaelle.get(f"/{space}/{page.slug}").status_code == 404
    assert "Paie" not in visitors.gaelle.get("/-/spaces").text


def test_staff_know_of_a_members_only_space_and_whom_to_ask(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Page réservée")
    closed = visitors.charlie.get(f"/{cast.space}")
    assert closed.status_code == 200
    assert "Dana Tremblay" in closed.text
    assert "Bob Gagnon" not in closed.text
    assert "Inspection des aliments" in visitors.charlie.get("/-/spaces").text
    assert visitors.charlie.get(f"/{cast.space}/{page.slug}").status_code == 404
    assert visitors.gaelle.get(f"/{cast.space}").status_code == 404


@pytest.mark.parametrize(
    "path", ["", "/accueil", "/x", "/-/members", "/-/settings", "/-/tree", "/-/new", "/-/bin/1"]
)
def test_a_secret_space_answers_exactly_like_none(
    visitors: Visitors, cast: Cast, stranger: Visitor, path: str
) -> None:
    """The same words, address aside, to every person who is not a member, to administrators too."""
    cast.opened("Enquête A", SECRET, dana="steward")

    def said(visitor: Visitor, space: str) -> tuple[int, str]:
        answer = visitor.get(f"/{space}{path}")
        text = re.sub(r'name="csrf[-_]token" (value|content)="[^"]+"', "", answer.text)
        return answer.status_code, (text + answer.headers.get("Location", "")).replace(space, "SPACE")

    for visitor in (visitors.charlie, visitors.bob, visitors.gaelle, visitors.admin, stranger):
        assert said(visitor, "enquete-a") == said(visitor, "enquete-b")
        assert said(visitor, "enquete-a")[0] in (404, 303)
    assert visitors.dana.get("/enquete-a").status_code == 200


@pytest.mark.parametrize("visibility", [SECRET, MEMBERS_ONLY])
def test_no_list_tells_of_what_may_not_be_read(visitors: Visitors, cast: Cast, visibility: str) -> None:
    """L-12: titles, tags, names and numbers are secrets too."""
    space = cast.opened("Enquête interne", visibility, dana="steward")
    visitors.dana.post(
        f"/{space}/-/new",
        {"title": "Perquisition", "body": "Zibeline.\n", "tags": "Confidentiel", "language": "fr-CA"},
    )
    cast.index()
    values = {"word": "perquisition", "space": space, "tag": "confidentiel", "typo": "perquisitoin"}
    secrets: Sequence[str] = ["Perquisition", "Zibeline", "Confidentiel", "Enquête"]
    for visitor in (visitors.charlie, visitors.bob, visitors.gaelle, visitors.admin):
        for path in LISTS:
            shown = visitor.get(path.format(**values)).text
            told = [secret for secret in secrets if secret in shown]
            known = ["Enquête"] if visibility == MEMBERS_ONLY and path == "/-/spaces" else []
            assert told in ([], known), f"{path}: {told}"
    assert "Zibeline" in visitors.dana.get("/-/search?q=perquisition").text
    assert "#Confidentiel" in visitors.dana.get("/-/search?q=tag:confidentiel").text


# ── Roles ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_role_is_given_by_the_name_that_is_offered(visitors: Visitors, cast: Cast) -> None:
    """M-20: reading, writing, keeping."""
    page = cast.page("Procédure")
    offered = visitors.dana.get(f"/{cast.space}/-/members/suggestions?q=charl").json["names"]
    assert offered == ["Charlie D’Amours-Lévesque (charlie)"]
    assert members(visitors.dana, cast.space, who=offered[0], role="consultation").status_code == 303
    assert visitors.charlie.get(f"/{cast.space}/{page.slug}").status_code == 200
    assert visitors.charlie.get(f"/{cast.space}/-/new").status_code == 403
    word = account_word(cast.ids["charlie"])
    assert (
        members(visitors.dana, cast.space, word=word, role="functional", action="change").status_code == 303
    )
    assert visitors.charlie.get(f"/{cast.space}/-/new").status_code == 200
    assert visitors.charlie.get(f"/{cast.space}/-/members").status_code == 403


def test_what_was_done_to_whom_is_said(visitors: Visitors, cast: Cast) -> None:
    """Whoever is already there gets another role: who added them by mistake has to see it."""
    where, word = f"/{cast.space}/-/members", account_word(cast.ids["bob"])
    for fields, told in (
        ({"who": "bob", "role": "consultation"}, "Role of Bob Gagnon from now on: Reads."),
        (
            {"word": word, "role": "steward", "action": "change"},
            "Role of Bob Gagnon from now on: Keeps the space.",
        ),
        ({"word": word, "role": "", "action": "remove"}, "Bob Gagnon has no role here any more."),
        ({"who": "All staff", "role": "consultation"}, "Role of All staff from now on: Reads."),
    ):
        assert members(visitors.dana, cast.space, **fields).status_code == 303
        assert told in visitors.dana.get(where).text
    assert f'href="/{cast.space}/-/bin"' in visitors.dana.get(where).text


@pytest.mark.parametrize("who", ["charlie", "CHARLIE D'AMOURS LEVESQUE", "Charlie D’Amours-Lévesque"])
def test_a_person_is_named_as_people_do(visitors: Visitors, cast: Cast, who: str) -> None:
    assert members(visitors.dana, cast.space, who=who, role="consultation").status_code == 303
    assert "Charlie" in visitors.dana.get(f"/{cast.space}/-/members").text


@pytest.mark.parametrize(
    "fields",
    [
        {"who": "personne", "role": "consultation"},
        {"who": "\x00", "role": "consultation"},
        {"who": "charlie", "role": "owner"},
        {"word": "account:4", "role": "steward", "action": "change"},
        {"word": "everyone", "role": "consultation", "action": "change"},
        {"word": "x" * 500, "role": "consultation", "action": "change"},
        {"word": "account:2", "role": "owner", "action": "change"},
    ],
)
def test_roles_and_members_that_do_not_exist_are_refused(
    visitors: Visitors, cast: Cast, fields: dict[str, str]
) -> None:
    before = visitors.dana.get(f"/{cast.space}/-/members").text.count('class="member"')
    assert members(visitors.dana, cast.space, **fields).status_code == 422
    assert visitors.dana.get(f"/{cast.space}/-/members").text.count('class="member"') == before


def test_a_group_of_the_directory_has_a_role(visitors: Visitors, cast: Cast) -> None:
    """M-21: by group, so that who joins the team has its rights."""
    page = cast.page("Procédure")
    team(cast, "Inspecteurs", "charlie", "gaelle")
    assert visitors.charlie.get(f"/{cast.space}/{page.slug}").status_code == 404
    assert members(visitors.dana, cast.space, who="inspecteurs", role="functional").status_code == 303
    for visitor in (visitors.charlie, visitors.gaelle):
        assert visitor.get(f"/{cast.space}/{page.slug}").status_code == 200
        assert visitor.get(f"/{cast.space}/{page.slug}/-/edit").status_code == 200
    with cast.site.database.writing() as session:
        group = session.query(Group).filter_by(external_id="Inspecteurs").one()
        account = find_account(session, cast.ids["charlie"])
        assert account is not None
        groups.remove(session, group, account)
        session.commit()
    assert visitors.charlie.get(f"/{cast.space}/{page.slug}").status_code == 404
    assert visitors.gaelle.get(f"/{cast.space}/{page.slug}").status_code == 200


def test_all_staff_can_be_let_write(visitors: Visitors, cast: Cast) -> None:
    assert members(visitors.dana, cast.space, who="All staff", role="functional").status_code == 303
    assert "All staff" in visitors.dana.get(f"/{cast.space}/-/members").text
    assert visitors.charlie.get(f"/{cast.space}/-/new").status_code == 200
    assert visitors.gaelle.get(f"/{cast.space}/-/new").status_code == 404


def test_a_right_that_is_lost_is_dead_at_the_next_request(visitors: Visitors, cast: Cast) -> None:
    page = cast.page("Procédure")
    cast.index()
    path = f"/{cast.space}/{page.slug}"
    assert visitors.bob.get(f"{path}/-/edit").status_code == 200
    word = account_word(cast.ids["bob"])
    members(visitors.dana, cast.space, word=word, role="consultation", action="change")
    assert visitors.bob.get(path).status_code == 200
    assert visitors.bob.get(f"{path}/-/edit").status_code == 403
    assert visitors.bob.post(f"{path}/-/edit", {"title": "x", "body": "x"}).status_code == 403
    members(visitors.dana, cast.space, word=word, role="", action="remove")
    assert visitors.bob.get(path).status_code == 404
    assert "Procédure" not in visitors.bob.get("/-/search?q=procedure").text
    assert "Procédure" not in visitors.bob.get("/-/recent").text


def test_only_stewards_and_administrators_give_roles(visitors: Visitors, cast: Cast) -> None:
    """Administrators keep what they know of, without reading it for that."""
    fields = {"who": "charlie", "role": "steward"}
    for visitor, status in (
        (visitors.bob, 403),
        (visitors.alice, 403),
        (visitors.charlie, 404),
        (visitors.gaelle, 404),
    ):
        assert members(visitor, cast.space, **fields).status_code == status
        assert visitor.get(f"/{cast.space}/-/members/suggestions?q=a").status_code == status
    assert members(visitors.admin, cast.space, **fields).status_code == 303
    secret = cast.opened("Enquête", SECRET, dana="steward")
    assert members(visitors.admin, secret, **fields).status_code == 404


def test_a_space_keeps_a_steward(visitors: Visitors, cast: Cast) -> None:
    """U-7: whoever leaves hands over first; somebody who is gone keeps nothing."""
    dana, bob = account_word(cast.ids["dana"]), account_word(cast.ids["bob"])
    for fields in ({"role": "functional", "action": "change"}, {"role": "steward", "action": "remove"}):
        refused = members(visitors.dana, cast.space, word=dana, **fields)
        assert refused.status_code == 409
        assert "steward" in refused.text
    members(visitors.dana, cast.space, word=bob, role="steward", action="change")
    with cast.site.database.writing() as session:
        account = find_account(session, cast.ids["bob"])
        assert account is not None
        disable(session, account, by="administrator", now=clock.now())
        session.commit()
    with cast.acting("dana") as (session, actor):
        space = session.query(Space).filter_by(slug=cast.space).one()
        with pytest.raises(LastSteward):
            set_role(session, actor, space, dana, None)
        set_role(session, actor, space, account_word(cast.ids["alice"]), STEWARD)
        set_role(session, actor, space, dana, None)
    assert visitors.dana.get(f"/{cast.space}/-/members").status_code == 404


# ── Opening and describing ─────────────────────────────────────────────────────────────────────────


def test_an_administrator_opens_a_space_and_keeps_it(visitors: Visitors, cast: Cast) -> None:
    form = {
        "title": "L’Œuvre commune",
        "slug": "",
        "visibility": SECRET,
        "language": "en-CA",
        "description": "À deux.",
    }
    assert visitors.dana.post("/-/spaces/new", form).status_code == 403
    opened = visitors.admin.post("/-/spaces/new", form)
    assert opened.headers["Location"] == "/l-oeuvre-commune"
    assert "À deux." in visitors.admin.get("/l-oeuvre-commune").text
    assert visitors.admin.get("/l-oeuvre-commune/-/members").status_code == 200
    assert visitors.dana.get("/l-oeuvre-commune").status_code == 404
    again = visitors.admin.post("/-/spaces/new", form)
    assert again.status_code == 409
    assert "À deux." in again.text


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("", ""),
        ("\x00", ""),
        ("🦀", ""),
        ("Santé", "-"),
        ("Static", ""),
        ("x", "robots.txt"),
        ("x" * 121, ""),
    ],
)
def test_titles_and_addresses_that_cannot_be_are_refused(
    visitors: Visitors, cast: Cast, title: str, slug: str
) -> None:
    form = {"title": title, "slug": slug, "visibility": STAFF, "language": "fr-CA", "description": "Gardée."}
    answer = visitors.admin.post("/-/spaces/new", form)
    assert answer.status_code == 422
    assert "Gardée." in answer.text


def test_letters_that_fold_into_many_fit(visitors: Visitors, cast: Cast) -> None:
    form = {
        "title": "œ" * 120,
        "slug": "oeuf",
        "visibility": STAFF,
        "language": "fr-CA",
        "description": "a\x00b",
    }
    assert visitors.admin.post("/-/spaces/new", form).status_code == 303


def test_two_who_open_a_space_at_one_address(cast: Cast) -> None:
    cast.opened("Paie")
    with cast.site.database.writing() as session, pytest.raises(SpaceNameTaken):
        open_space(session, operator(), "Paie")


def test_who_knows_of_a_space_is_changed_by_its_steward(visitors: Visitors, cast: Cast) -> None:
    space = cast.opened("Paie", STAFF, dana="steward", bob="functional")
    page = cast.page("Barème", space=space)
    path = f"/{space}/{page.slug}"
    assert visitors.charlie.get(path).status_code == 200
    assert settle(visitors.bob, space, visibility=SECRET).status_code == 403
    assert settle(visitors.charlie, space, visibility=SECRET).status_code == 403
    assert settle(visitors.dana, space, visibility=SECRET, description="Close.").status_code == 303
    assert visitors.charlie.get(path).status_code == 404
    assert visitors.bob.get(path).status_code == 200
    assert settle(visitors.dana, space, visibility="everybody").status_code == 422
    assert settle(visitors.dana, space, title="\x00").status_code == 422
    assert settle(visitors.dana, space, visibility=STAFF).status_code == 303
    assert visitors.charlie.get(path).status_code == 200


# ── Several roles ──────────────────────────────────────────────────────────────────────────────────


def test_somebody_holds_several_roles_each_until_its_day(visitors: Visitors, cast: Cast) -> None:
    """A role with a last day ends by itself; the list says who gave it, and why."""
    where, word = f"/{cast.space}/-/members/roles", account_word(cast.ids["bob"])
    last = (clock.now() + timedelta(days=40)).date()
    fields = {
        "word": word,
        "roles": ["functional", "gardener"],
        "until_gardener": last.isoformat(),
        "reason": "Le temps du chantier.",
    }
    assert visitors.alice.get(f"{where}?word={word}").status_code == 403
    assert visitors.dana.get(f"{where}?word={word}").status_code == 200
    assert visitors.dana.post(where, fields, form=f"{where}?word={word}").status_code == 303
    listed = visitors.dana.get(f"/{cast.space}/-/members").text
    assert "Tends the garden" in listed
    assert "Le temps du chantier." in listed
    assert "given by Dana Tremblay" in listed
    assert f'value="{last.isoformat()}"' in visitors.dana.get(f"{where}?word={word}").text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"until_functional": "2001-01-01"}, 422),
        ({"until_functional": "demain"}, 422),
        ({"roles": ["owner"]}, 422),
        ({"word": "account:987654"}, 422),
        ({"word": ""}, 422),
    ],
)
def test_roles_that_cannot_be_are_refused(
    visitors: Visitors, cast: Cast, fields: dict[str, Any], status: int
) -> None:
    where, word = f"/{cast.space}/-/members/roles", account_word(cast.ids["bob"])
    sent = {"word": word, "roles": ["functional"], "reason": "", **fields}
    assert visitors.dana.post(where, sent, form=f"/{cast.space}/-/members").status_code == status
    assert visitors.bob.get(f"/{cast.space}/-/new").status_code == 200


def test_a_long_list_of_members_goes_on(visitors: Visitors, cast: Cast) -> None:
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        for number in range(60):
            group = Group(
                origin="ldap",
                external_id=f"g{number}",
                name=f"Équipe {number:02}",
                name_key=f"equipe {number:02}",
                created_at=clock.now(),
            )
            session.add(group)
            session.flush()
            set_role(session, operator(), space, group_word(group.id), "consultation")
        session.commit()
    first = visitors.dana.get(f"/{cast.space}/-/members").text
    assert "63 members" in first
    assert first.count('class="member"') == 50
    assert visitors.dana.get(f"/{cast.space}/-/members?begin=50").text.count('class="member"') == 13
    assert visitors.dana.get(f"/{cast.space}/-/members?q=equipe+07").text.count('class="member"') == 1
    assert "No member of that name" in visitors.dana.get(f"/{cast.space}/-/members?q=zzz&begin=-3").text


def test_a_title_of_a_space_that_is_too_long_is_refused_and_never_cut(visitors: Visitors, cast: Cast) -> None:
    long = settle(visitors.dana, cast.space, title="é" * 121)
    assert long.status_code == 422
    assert "This title has 121 characters; the longest allowed has 120." in long.text
    assert "é" * 121 in long.text
    assert settle(visitors.dana, cast.space, title="é" * 120).status_code == 303


@pytest.mark.parametrize("field", ["access_class_id", "stage", "slug_of_another"])
def test_a_field_that_no_form_has_is_refused(visitors: Visitors, cast: Cast, field: str) -> None:
    """L-4: neither the settings of a space nor its members take what they do not ask for."""
    space = cast.opened("Paie", dana="steward")
    for answer in (
        settle(visitors.dana, space, title="Solde", **{field: "1"}),
        members(visitors.dana, space, who="bob", role="steward", **{field: "1"}),
    ):
        assert answer.status_code == 422
        assert f"This form has no field “{field}”" in answer.text
    with cast.site.database.reading() as session:
        found = session.scalars(select(Space).where(Space.slug == space)).one()
        assert found.title == "Paie"
        held = select(Grant.word).where(Grant.space_id == found.id)
        assert set(session.scalars(held)) == {account_word(cast.ids["dana"])}
