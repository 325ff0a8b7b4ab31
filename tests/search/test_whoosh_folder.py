"""The index on disk: several processes, sudden deaths, rebuilding beside, damage. Rows L-9, V-9."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.documents import Document
from search.engines.whoosh import WhooshEngine
from search.errors import IndexBusy, IndexUnusable
from tests.search.shelf import ask, found, page


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


@pytest.fixture
def engine(index_folder: Path) -> Iterator[WhooshEngine]:
    """An index of one page, seen from this process."""
    made = WhooshEngine(index_folder)
    made.rebuild([page(1, "Permis")])
    yield made
    made.close()


@pytest.fixture
def other(index_folder: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts Python in another process, with `engine` on the same index; it says things by printing lines."""
    started: list[subprocess.Popen[str]] = []
    opening = "import sys\nfrom pathlib import Path\nfrom search.engines.whoosh import WhooshEngine\n"
    opening += "from tests.search.shelf import *\nengine = WhooshEngine(Path(sys.argv[1]))\n"

    def start(script: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", opening + textwrap.dedent(script), str(index_folder)]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_what_another_process_writes_is_soon_found(
    engine: WhooshEngine, other: Callable[[str], subprocess.Popen[str]]
) -> None:
    assert found(engine, "licence") == []
    writer = other("engine.update([page(2, 'Licence')], gone=[('page', 1)])\nprint('written', flush=True)")
    assert line(writer) == "written"
    wait_until(lambda: found(engine, "licence") == [2])
    assert found(engine, "permis") == []


def test_a_writer_killed_at_any_moment_loses_only_its_own_batch(
    engine: WhooshEngine, other: Callable[[str], subprocess.Popen[str]]
) -> None:
    script = """
        for batch in range(1, 1000):
            engine.update([page(batch * 100 + n, 'Licence', 'mot ' * 300) for n in range(30)])
            print(batch, flush=True)
    """
    for pause in (0.0, 0.03, 0.06):
        writer = other(script)
        assert line(writer) == "1"
        time.sleep(pause)  # anywhere in the next batch
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        engine.update([page(2, "Patente")])
        assert found(engine, "permis patente OR permis", limit=5)
        assert set(found(engine, "permis OR patente")) == {1, 2}
        assert ask(engine, "licence").total % 30 == 0
        assert ask(engine, "licence").total >= 30
    fresh = WhooshEngine(engine._folder.path)
    assert fresh.references() == engine.references()


def test_a_killed_rebuild_leaves_the_old_index_in_use(
    engine: WhooshEngine, other: Callable[[str], subprocess.Popen[str]], index_folder: Path
) -> None:
    rebuilder = other("engine.rebuild((print(n, flush=True) or page(n, 'Neuf')) for n in range(2, 10**9))")
    assert line(rebuilder) == "2"
    rebuilder.send_signal(signal.SIGKILL)
    rebuilder.wait()
    assert found(engine, "permis") == [1]
    engine.update([page(5, "Licence")])
    assert engine.rebuild([page(7, "Brevet")]) == 1
    assert engine.references() == {("page", 7)}
    assert len(list(index_folder.glob("index-*"))) == 1


def test_searching_goes_on_while_another_process_rebuilds(
    engine: WhooshEngine, other: Callable[[str], subprocess.Popen[str]], index_folder: Path
) -> None:
    engine.update([page(n, "Permis", "ancien texte " * 20) for n in range(1, 40)])
    rebuilder = other(
        """
        for time in range(4):
            engine.rebuild(page(n, 'Permis', f'texte {time} ' * 20) for n in range(1, 40))
        """
    )
    seen = 0

    def finished() -> bool:
        nonlocal seen
        results = ask(engine, "permis")
        assert results.total == 39
        assert all("texte" in "".join(text for text, _ in hit.snippet) for hit in results.hits)
        seen += 1
        return rebuilder.poll() is not None

    wait_until(finished)
    assert seen > 1
    assert rebuilder.returncode == 0
    wait_until(lambda: ask(engine, '"texte 3"').total == 39)
    assert len(list(index_folder.glob("index-*"))) == 1


def test_what_is_saved_during_a_rebuild_is_in_both_indexes(engine: WhooshEngine) -> None:
    """A save stays findable within two seconds while the index is rebuilt, and after."""
    writer = WhooshEngine(engine._folder.path)

    def documents() -> Iterator[Document]:
        yield page(1, "Permis")
        yield page(3, "Brevet")
        writer.update([page(2, "Licence")], gone=[("page", 3)])
        assert found(writer, "licence") == [2]

    engine.rebuild(documents())
    assert engine.references() == {("page", 1), ("page", 2)}
    assert writer.references() == engine.references()
    engine.rebuild([page(1, "Permis")])
    assert engine.references() == {("page", 1)}, "what was noted for one rebuild is not kept for the next"


def test_one_rebuild_at_a_time(engine: WhooshEngine) -> None:
    def documents() -> Iterator[Document]:
        yield page(2, "Licence")
        with pytest.raises(IndexBusy):
            WhooshEngine(engine._folder.path).rebuild(())

    engine.rebuild(documents())
    assert engine.references() == {("page", 2)}


def test_a_rebuild_that_fails_changes_nothing_and_leaves_nothing(
    engine: WhooshEngine, index_folder: Path
) -> None:
    def documents() -> Iterator[Document]:
        yield page(2, "Licence")
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        engine.rebuild(documents())
    assert found(engine, "permis") == [1]
    assert len(list(index_folder.glob("index-*"))) == 1


def test_an_update_that_fails_changes_nothing(engine: WhooshEngine) -> None:
    broken = page(2, "Licence", updated_at="yesterday")
    with pytest.raises(AttributeError):
        engine.update([page(1, "Patente"), broken])
    assert found(engine, "permis") == [1]
    engine.update([page(3, "Brevet")])
    assert engine.references() == {("page", 1), ("page", 3)}


def test_a_forked_process_reads_its_own_files(engine: WhooshEngine) -> None:
    engine.update([page(n, "Permis", f"texte numéro {n}") for n in range(1, 30)])
    assert ask(engine, "permis").total == 29
    child = os.fork()
    if child == 0:
        right = all(found(engine, f"numéro {n}", limit=1) == [n] for n in range(1, 30))
        os._exit(0 if right else 1)
    for n in range(1, 30):
        assert found(engine, f"numéro {n}", limit=1) == [n]
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_the_index_is_readable_by_its_account_only(engine: WhooshEngine, index_folder: Path) -> None:
    for folder in (index_folder, *index_folder.glob("index-*")):
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("damage", ["missing", "version", "pointer", "emptied", "segment", "contents"])
def test_a_missing_or_damaged_index_says_what_to_do(
    engine: WhooshEngine, index_folder: Path, damage: str
) -> None:
    (current,) = index_folder.glob("index-*")
    if damage == "missing":
        shutil.rmtree(index_folder)
    elif damage == "version":
        (index_folder / "current").write_text(f"0 {current.name}\n")
    elif damage == "pointer":
        (index_folder / "current").write_bytes(b"\xff\x00")
    elif damage == "emptied":
        shutil.rmtree(current)
    else:
        pattern = "*.toc" if damage == "contents" else "*.trm"
        (next(current.glob(pattern))).write_bytes(b"\x00" * 40)
    fresh = WhooshEngine(index_folder)
    with pytest.raises(IndexUnusable, match="relais reindex"):
        ask(fresh, "permis")
    with pytest.raises(IndexUnusable):
        fresh.suggest("per", None)
    if damage != "segment":
        with pytest.raises(IndexUnusable):
            fresh.update([page(2, "Licence")])
    fresh.rebuild([page(1, "Permis")])
    assert found(fresh, "permis") == [1]
