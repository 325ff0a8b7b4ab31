"""Pages of another wiki come in as a file of one page a line (part 12 of the command line; W-1, W-2, W-6)."""

from __future__ import annotations

import gzip
import signal
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.factories import Cast
from tests.wiki.importing.sources import GUIDE, jsonl, line
from tests.wiki.operator import Operator
from wiki.access.viewer import operator
from wiki.errors import Forbidden
from wiki.kinds.pages.commands import rename_page, save_page
from wiki.kinds.pages.importing import plan_import, prepare, read_jsonl, write_new
from wiki.kinds.pages.models import Page
from wiki.outbox import Delivery
from wiki.parts.links.models import Link
from wiki.parts.revisions.models import Rendering, Revision
from wiki.parts.spaces.models import Space


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    return jsonl(tmp_path / "guide.jsonl", GUIDE)


def _page(session: Session, slug: str) -> Page:
    return session.scalars(select(Page).where(Page.source_slug == slug)).one()


def test_pages_stand_where_their_paths_say_and_links_lead_to_each_other(
    relais: Operator, guide: Path
) -> None:
    relais("import", "jsonl", guide, "--space", "inspection", "--create-space", "--title", "Inspection")
    with relais.database() as session:
        pages = {page.source_slug: page for page in session.scalars(select(Page))}
        first = pages.pop(None)
        assert {slug: page.parent_id for slug, page in pages.items()} == {
            "guide": first.id,
            "abattoir": pages["guide"].id,
            "abattoir-eau": pages["abattoir"].id,
            "lexique": first.id,
        }
        links = {
            (link.source_id, link.label): link.target_id
            for link in session.scalars(select(Link).order_by(Link.source_id))
        }
        assert links == {
            (pages["guide"].id, "la visite d’un abattoir"): pages["abattoir"].id,
            (pages["abattoir"].id, "guide"): pages["guide"].id,
            (pages["abattoir-eau"].id, "Abattoir"): pages["abattoir"].id,
        }
        body = session.scalars(select(Revision.body).where(Revision.item_id == pages["guide"].id)).one()
        assert body == "Voir [[Abattoir|la visite d’un abattoir]].\n"
    assert [hit["source_slug"] for hit in relais.found("temperature")["hits"]] == ["abattoir"]
    relais("check")


def test_a_second_run_changes_nothing(relais: Operator, guide: Path) -> None:
    relais("import", "jsonl", guide, "--space", "inspection", "--create-space")
    before = relais.rows()
    again = relais("import", "jsonl", guide, "--space", "inspection", "--create-space")
    assert relais.rows() == before
    assert "4  pages unchanged" in again.stdout


def test_bad_lines_are_listed_with_their_number_and_the_rest_goes_in(
    relais: Operator, tmp_path: Path
) -> None:
    file = jsonl(
        tmp_path / "pages.jsonl",
        [
            GUIDE[0],
            "{not json",
            '["a list"]',
            {"slug": "sans-titre", "markdown": "x"},
            line("guide", "Encore le guide", "x"),
            line("long", "Long", "x" * 600_000),
            line("titre", "T" * 201, "x"),
            line("s" * 201, "Nom trop long", "x"),
            line("signes", "!!!", "x"),
            "",
            GUIDE[3],
        ],
    )
    outcome = relais("import", "jsonl", file, "--space", "inspection", "--create-space", code=1)
    told = [
        message.partition(": ")[0] for message in outcome.stderr.splitlines() if message.startswith("pages")
    ]
    assert told == [f"pages.jsonl:{number}" for number in range(2, 10)]
    assert "This title has 201 characters; the longest allowed has 200." in outcome.stderr
    assert "2  new pages" in outcome.stdout
    with relais.database() as session:
        assert set(session.scalars(select(Page.source_slug))) == {None, "guide", "lexique"}


def test_what_no_database_keeps_does_not_stop_an_import(relais: Operator, tmp_path: Path) -> None:
    odd = '{"slug": "odd", "title": "A\\u0000B", "markdown": "un \\ud800 deux \\u0000 trois"}'
    relais("import", "jsonl", jsonl(tmp_path / "odd.jsonl", [odd]), "--space", "s", "--create-space")
    assert relais.found("trois")["total"] == 1


def test_what_the_source_changed_is_followed_unless_it_was_edited_here(
    relais: Operator, guide: Path, tmp_path: Path
) -> None:
    relais("import", "jsonl", guide, "--space", "inspection", "--create-space")
    with relais.database() as session:
        edited = _page(session, "lexique")
        save_page(session, operator(), edited.id, base=1, body="Nos mots à nous.")
    changed = [
        line("guide", "Guide d’inspection", "Tout autre.", "guide"),
        *GUIDE[1:3],
        line("lexique", "Lexique", "D’autres mots.", "annexes/lexique"),
    ]
    outcome = relais("import", "jsonl", jsonl(guide, changed), "--space", "inspection", code=1)
    assert "1  pages changed" in outcome.stdout
    assert "2  pages unchanged" in outcome.stdout
    assert "guide.jsonl:4: " in outcome.stderr
    with relais.database() as session:
        assert _page(session, "guide").revision_number == 2
        assert _page(session, "lexique").revision_number == 2
    assert [hit["source_slug"] for hit in relais.found("tout autre")["hits"]] == ["guide"]
    assert relais.found("nos mots à nous")["hits"][0]["source_slug"] == "lexique"
    relais("check")


def test_a_page_renamed_here_keeps_its_title_and_is_not_taken_for_edited(
    relais: Operator, guide: Path
) -> None:
    relais("import", "jsonl", guide, "--space", "inspection", "--create-space")
    with relais.database() as session:
        rename_page(session, operator(), _page(session, "abattoir").id, "Visite d’un abattoir")
    relais("reindex")
    before = relais.rows()
    again = relais("import", "jsonl", guide, "--space", "inspection")
    assert "4  pages unchanged" in again.stdout
    assert relais.rows()["page"] == before["page"]
    changed = [*GUIDE[:2], line("abattoir-eau", "Eau", "Voir [[abattoir]] !", "guide/abattoir/eau"), GUIDE[3]]
    relais("import", "jsonl", jsonl(guide, changed), "--space", "inspection")
    with relais.database() as session:
        water = _page(session, "abattoir-eau")
        assert session.get_one(Revision, water.revision_id).body == "Voir [[Visite d’un abattoir]] !\n"


def test_a_page_in_the_bin_is_left_there(relais: Operator, guide: Path) -> None:
    relais("import", "jsonl", guide, "--space", "inspection", "--create-space")
    with relais.database() as session:
        _page(session, "lexique").deleted_at = func.now()
    outcome = relais("import", "jsonl", guide, "--space", "inspection", code=1)
    assert "guide.jsonl:4: " in outcome.stderr
    assert "3  pages unchanged" in outcome.stdout


def test_equal_titles_are_told_apart_by_their_folder_then_by_a_number(
    relais: Operator, tmp_path: Path
) -> None:
    lines = [
        line("a", "Introduction", "Un.", "lait/a"),
        line("b", "introduction", "Deux.", "viande/b"),
        line("c", "Introduction", "Trois.", "viande/c"),
        line("d", "Introduction", "Quatre, après [[c|trois]].", "viande/d"),
        line("e", "Abattoir", "Cinq.", "viande/e"),
        line("f", "Introduction", "Six, sous une autre page.", "viande/e/f"),
    ]
    relais("import", "jsonl", jsonl(tmp_path / "p.jsonl", lines), "--space", "s", "--create-space")
    with relais.database() as session:
        titles = dict(
            session.execute(select(Page.source_slug, Page.title).where(Page.source_slug.is_not(None))).all()
        )
        assert titles == {
            "a": "Introduction",
            "b": "introduction (viande)",
            "c": "Introduction (2)",
            "d": "Introduction (3)",
            "e": "Abattoir",
            "f": "Introduction",
        }
        target = session.scalars(select(Link.target_id)).one()
        assert session.get_one(Page, target).source_slug == "c"


def test_pages_that_wait_for_these_titles_lead_to_them(relais: Operator, guide: Path, tmp_path: Path) -> None:
    waiting = jsonl(tmp_path / "first.jsonl", [line("sommaire", "Sommaire", "D’abord [[Lexique]].")])
    relais("import", "jsonl", waiting, "--space", "inspection", "--create-space")
    relais("import", "jsonl", guide, "--space", "inspection")
    with relais.database() as session:
        link = session.scalars(select(Link).where(Link.source_id == _page(session, "sommaire").id)).one()
        assert link.target_id == _page(session, "lexique").id


def test_a_dry_run_says_it_all_and_writes_nothing(relais: Operator, guide: Path) -> None:
    relais("init")
    before = relais.rows()
    told = relais("import", "jsonl", guide, "--space", "inspection", "--create-space", "--dry-run")
    assert "4  new pages" in told.stdout
    assert relais.rows() == before
    relais("import", "jsonl", guide, "--space", "inspection", "--create-space")
    jsonl(guide, [line("guide", "Guide d’inspection", "Tout autre.", "guide"), *GUIDE[1:]])
    before = relais.rows()
    told = relais("import", "jsonl", guide, "--space", "inspection", "--dry-run")
    assert "1  pages changed" in told.stdout
    assert relais.rows() == before


def test_a_space_must_be_there_or_be_asked_for(relais: Operator, guide: Path) -> None:
    refused = relais("import", "jsonl", guide, "--space", "inspection", code=1)
    assert "inspection" in refused.stderr
    relais("import", "jsonl", guide, "--space", "inspection", "--create-space")
    relais("import", "jsonl", guide.with_name("none.jsonl"), "--space", "inspection", code=2)


def test_a_compressed_file_is_read_and_a_cut_one_is_refused_whole(relais: Operator, guide: Path) -> None:
    whole = gzip.compress(guide.read_bytes())
    cut = guide.with_name("cut.jsonl.gz")
    cut.write_bytes(whole[:-20])
    relais("space", "open", "Inspection")
    before = relais.rows()
    assert "cut.jsonl.gz" in relais("import", "jsonl", cut, "--space", "inspection", code=1).stderr
    assert relais.rows() == before
    cut.write_bytes(whole)
    assert "4  new pages" in relais("import", "jsonl", cut, "--space", "inspection").stdout


def test_an_import_goes_on_where_it_stopped(relais: Operator, guide: Path) -> None:
    relais("import", "jsonl", guide, "--space", "inspection", "--create-space", "--limit", "2")
    with relais.database() as session:
        assert session.scalar(select(func.count()).select_from(Page)) == 3
    rest = relais("import", "jsonl", guide, "--space", "inspection")
    assert "2  new pages" in rest.stdout
    assert "2  pages unchanged" in rest.stdout
    relais("check")


def test_an_import_killed_in_the_middle_loses_and_doubles_nothing(relais: Operator, tmp_path: Path) -> None:
    """A second run finishes what a killed one began; histories, rows and index agree."""
    lines = [
        line(f"p{n}", f"Page numéro {n}", f"Mot{n}. " + "Voir [[p1|la première]]. " * 5)
        for n in range(1, 450)
    ]
    file = jsonl(tmp_path / "many.jsonl", lines)
    relais("space", "open", "Inspection")
    running = relais.begin("import", "jsonl", file, "--space", "inspection")
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with relais.reading() as session:
            if (session.scalar(select(func.count()).select_from(Page)) or 0) > 1:
                break
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.communicate()
    with relais.database() as session:
        some = session.scalar(select(func.count()).select_from(Page)) or 0
        assert 1 < some <= 450
        # The lease of the killed process, where it came so far, has come to its end.
        session.query(Delivery).update({"leased_until": None})
    rest = relais("import", "jsonl", file, "--space", "inspection")
    assert f"{450 - some}  new pages" in rest.stdout
    assert relais.found("mot449")["hits"][0]["source_slug"] == "p449"
    relais("check")


def test_an_imported_page_is_the_very_same_as_a_written_one(cast: Cast, tmp_path: Path) -> None:
    """The quick way and the usual way leave the same rows, ids and hashes aside."""
    text = "## Mesures\n\nÀ [[Absente|noter]] : 4 °C.\n"
    written = cast.page("Écrite", text)
    file = jsonl(tmp_path / "one.jsonl", [line("importee", "Importée", text.rstrip())])
    with cast.acting("bob") as (session, actor):
        space = session.query(Space).filter_by(slug=cast.space).one()
        plan = plan_import(session, space, read_jsonl(file))
        prepared = list(prepare(plan.new, plan.links))
        space_id = space.id
        assert write_new(session, actor, space_id, prepared, {}) == []
    differ = {
        "id",
        "title",
        "title_key",
        "order_key",
        "slug",
        "source_slug",
        "revision_id",
        "created_at",
        "updated_at",
    }
    with cast.site.database.reading() as session:
        imported = session.scalars(select(Page).where(Page.source_slug == "importee")).one()
        one = session.get_one(Page, written.id)
        assert _values(imported, differ) == _values(one, differ)
        differ = {"id", "item_id", "title", "what", "created_at", "hash", "revision_id", "source_id"}
        for table, condition in (
            (Revision, lambda page: Revision.id == page.revision_id),
            (Rendering, lambda page: Rendering.revision_id == page.revision_id),
            (Link, lambda page: Link.source_id == page.id),
        ):
            rows = [session.scalars(select(table).where(condition(page))).one() for page in (imported, one)]
            assert _values(rows[0], differ) == _values(rows[1], differ)
    with cast.acting("alice") as (session, actor), pytest.raises(Forbidden):
        write_new(session, actor, space_id, prepared, {})


def _values(row: object, besides: set[str]) -> dict[str, object]:
    columns = row.__table__.columns.keys()  # type: ignore[attr-defined]  # any mapped row
    return {name: getattr(row, name) for name in columns if name not in besides}
