"""The demo is a small living wiki, and leaves no trace when it goes (part 1)."""

from __future__ import annotations

import pytest
import yaml
from sqlalchemy import select

from tests.wiki.operator import Operator
from tests.wiki.people import PASSWORD
from wiki import demo
from wiki.access.viewer import operator
from wiki.kinds.pages.commands import create_page
from wiki.kinds.pages.models import Page
from wiki.parts.links.models import Link
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.models import Space


@pytest.fixture
def living(relais: Operator) -> Operator:
    relais("demo")
    return relais


def test_it_has_a_tree_links_revisions_and_people(living: Operator) -> None:
    told = demo.words()
    edits = [edit for space in told.spaces.values() for edit in space["edits"]]
    with living.reading() as session:
        pages = session.scalars(select(Page)).all()
        assert 12 <= len(pages) <= 20
        revisions = session.scalars(select(Revision)).all()
        summaries = {revision.summary for revision in revisions}
        assert {edit["summary"] for edit in edits} <= summaries
        assert all(revision.author_id for revision in revisions if revision.number > 1)
        absent = session.scalars(select(Link.title).where(Link.target_id.is_(None))).all()
        assert sorted(absent) == ["Gabarit de communiqué", "Grille du bien-être animal"]
    assert living.found("temperature abattoir", "--as", "gaelle")["total"] > 0
    assert living.found("temperature abattoir", "--as", "charlie")["total"] == 0
    assert living.found("teletravail", "--as", "charlie")["total"] > 0
    assert "demo --remove" in living("check").stdout


def test_its_accounts_are_listed_with_their_password(living: Operator) -> None:
    shown = living("demo", "--accounts").stdout
    people = yaml.safe_load((demo.words().folder / "people.yaml").read_text(encoding="utf-8"))
    assert people["password"] in shown
    assert all(f"  {username} " in shown for username in people["people"])


def test_it_is_made_once(living: Operator) -> None:
    before = living.rows()
    assert "--remove" in living("demo", code=1).stderr
    assert living.rows() == before


def test_it_goes_without_a_trace_and_takes_nothing_else(relais: Operator) -> None:
    relais("space", "open", "À nous")
    relais("user", "add", "zoe", "--name", "Zoé", typed=PASSWORD)
    relais("user", "administrator", "zoe")
    before = relais.rows()
    relais("demo")
    with relais.database() as session:
        ours = session.scalars(select(Space).where(Space.slug == "a-nous")).one()
        body = "Voir [[inspection-des-aliments:Chaîne de possession]]."
        create_page(session, operator(), ours, title="Reste", body=body)
    relais("demo", "--remove")
    more = {table: number - before[table] for table, number in relais.rows().items()}
    assert {table: number for table, number in more.items() if number} == {
        "page": 1,
        "revision": 1,
        "rendering": 1,
    }  # the link led to a space that is no more
    assert relais.found("abattoir")["total"] == 0
    relais("check")
    assert relais("demo", "--accounts").stdout == ""


def test_it_does_not_touch_an_account_that_has_one_of_its_names(relais: Operator) -> None:
    relais("user", "add", "bob", "--name", "Un autre Bob", typed=PASSWORD)
    before = relais.rows()
    assert "bob" in relais("demo", code=1).stderr
    assert relais.rows() == before
    relais("demo", "--remove")
    assert "Un autre Bob" in relais("user", "list").stdout
