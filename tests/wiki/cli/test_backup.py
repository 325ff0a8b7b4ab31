"""A backup is whole although the site is written to, and an altered one replaces nothing (part 3)."""

from __future__ import annotations

import shutil
import tarfile
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from auth.models import WebSession
from tests.wiki.operator import Operator
from tests.wiki.people import PASSWORD
from wiki import clock
from wiki.access.viewer import operator
from wiki.kinds.pages.commands import create_page, save_page
from wiki.kinds.pages.models import Page
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.models import Space


@pytest.fixture
def inspection(relais: Operator) -> Operator:
    relais("space", "open", "Inspection")
    relais("user", "add", "dana", "--name", "Dana Tremblay", typed=PASSWORD)
    return relais


def _write(relais: Operator, title: str, body: str = "Du texte.") -> int:
    with relais.database() as session:
        space = session.scalars(select(Space)).one()
        return create_page(session, operator(), space, title=title, body=body).id


def _titles(relais: Operator) -> set[str]:
    with relais.reading() as session:
        return set(session.scalars(select(Page.title)))


def test_a_site_comes_back_as_it_was_and_what_replaced_it_is_kept(
    inspection: Operator, tmp_path: Path
) -> None:
    file = tmp_path / "site.tar.gz"
    _write(inspection, "Avant", "Un mot rare : zythum.")
    with inspection.database() as session:
        at = clock.now()
        session.add(WebSession(token_hash="x", account_id=1, created_at=at, seen_at=at, expires_at=at))
    inspection("backup", file)
    assert file.stat().st_mode & 0o077 == 0
    _write(inspection, "Après")
    assert "--force" in inspection("restore", file, code=1).stderr
    assert "Après" in _titles(inspection)
    told = inspection("restore", file, "--force").stdout
    assert _titles(inspection) == {"Accueil", "Avant"}
    assert "replaced" in told
    assert inspection.found("zythum")["total"] == 1
    assert inspection.rows()["web_session"] == 0
    inspection("check")


def test_a_backup_fills_an_empty_site(inspection: Operator, tmp_path: Path) -> None:
    file = tmp_path / "site.tar.gz"
    _write(inspection, "Avant")
    inspection("backup", file)
    other = Operator(tmp_path / "other", inspection.environment.get("RELAIS_DATABASE_URL"))
    if "postgresql" in (other.environment.get("RELAIS_DATABASE_URL") or ""):
        other("restore", file, "--force")
    else:
        other.environment.pop("RELAIS_DATABASE_URL")
        assert "replaced" not in other("restore", file).stdout
    assert _titles(other) == {"Accueil", "Avant"}
    other("check")


def test_no_secret_is_in_it_and_nothing_is_overwritten(inspection: Operator, tmp_path: Path) -> None:
    file = tmp_path / "site.tar.gz"
    inspection("backup", file)
    with tarfile.open(file) as archive:
        assert archive.getnames() == ["manifest.json", "database", "settings.toml"]
        settings = archive.extractfile("settings.toml")
        assert settings is not None
        assert inspection.environment["RELAIS_SECRET_KEY"].encode() not in settings.read()
    assert str(file) in inspection("backup", file, code=1).stderr


def test_one_byte_altered_anywhere_is_refused_and_nothing_is_replaced(
    inspection: Operator, tmp_path: Path
) -> None:
    file, altered = tmp_path / "site.tar.gz", tmp_path / "altered.tar.gz"
    inspection("backup", file)
    _write(inspection, "Après")
    whole = file.read_bytes()
    places = [0, 4, 9, 100, len(whole) // 2, len(whole) - 100, len(whole) - 60, len(whole) - 1]
    for place in places:
        altered.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        refused = inspection("restore", altered, "--force", code=1)
        assert "altered.tar.gz" in refused.stderr
    for cut in (b"", whole[:1000], whole[:-1], whole + b"\n"):
        altered.write_bytes(cut)
        inspection("restore", altered, "--force", code=1)
    assert "Après" in _titles(inspection)
    assert list(inspection.data.glob(".restore-*")) == []


def test_a_backup_made_while_people_write_is_of_one_instant(inspection: Operator, tmp_path: Path) -> None:
    """Each page of the backup has the revision that it names, and each history is whole."""
    pages = [_write(inspection, f"Page {number}") for number in range(2)]
    stop, written = threading.Event(), threading.Event()

    def write(page_id: int) -> None:
        number = 1
        while not stop.wait(0.02):  # others have their turn
            with inspection.database() as session:
                save_page(session, operator(), page_id, base=number, body=f"Texte {number}.\n" * 200)
            number += 1
            written.set()

    writers = [threading.Thread(target=write, args=(page_id,)) for page_id in pages]
    for writer in writers:
        writer.start()
    try:
        files = []
        for number in range(2):
            written.clear()
            assert written.wait(30)
            files.append(tmp_path / f"{number}.tar.gz")
            inspection("backup", files[-1])
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    with inspection.reading() as session:
        last = set(session.execute(select(Revision.item_id, Revision.number)).all())
    for file in files:
        inspection("restore", file, "--force")
        inspection("check")
        with inspection.reading() as session:
            assert set(session.execute(select(Revision.item_id, Revision.number)).all()) < last


def test_a_database_that_serves_is_not_replaced_under_it(inspection: Operator, tmp_path: Path) -> None:
    file = tmp_path / "site.tar.gz"
    inspection("backup", file)
    with inspection.reading() as session:
        session.scalars(select(Page.id)).all()
        assert "relais serve" in inspection("restore", file, "--force", code=1).stderr
    inspection("restore", file, "--force")


def test_what_is_no_backup_is_refused(inspection: Operator, tmp_path: Path) -> None:
    file = tmp_path / "site.tar.gz"
    shutil.make_archive(str(tmp_path / "site"), "gztar", inspection.data, "index")
    assert "not a backup" in inspection("restore", file, "--force", code=1).stderr
    inspection("restore", tmp_path / "none", code=2)


def test_a_backup_that_cannot_be_written_says_why_and_leaves_nothing(
    relais: Operator, tmp_path: Path
) -> None:
    relais("init")
    absent = tmp_path / "absent" / "site.tar.gz"
    refused = relais("backup", absent, code=1).stderr
    assert (
        refused
        == f"relais: The backup {absent} cannot be written: it does not exist. Nothing is left of it.\n"
    )
    assert relais("backup", "/dev/full/site.tar.gz", code=1).stderr.count("\n") == 1
