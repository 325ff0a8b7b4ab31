"""The folder of an index: a small pointer file names the sub-folder in use, so that a rebuilt index is put in place by
one rename, and locks that the kernel frees when a process dies."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from search.engines.whoosh.schema import FORMAT
from search.errors import IndexBusy, IndexUnusable

_POINTER, _WRITING, _REBUILDING, _PENDING = "current", "writing.lock", "rebuilding.lock", "pending"
_TRY_EVERY = 0.02  # seconds


class Folder:
    """Where the index stands. Made, when missing, readable by the service's account only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def current(self) -> Path:
        """The sub-folder in use. IndexUnusable when there is none or it is of another format."""
        try:
            number, name = (self.path / _POINTER).read_text().split()
        except (OSError, ValueError) as error:
            raise IndexUnusable from error
        if number != str(FORMAT):
            raise IndexUnusable
        return self.path / name

    @contextlib.contextmanager
    def new(self) -> Iterator[Path]:
        """An empty sub-folder for an index to be; removed when making it fails."""
        numbers = [int(path.name.removeprefix("index-")) for path in self._folders()]
        folder = self.path / f"index-{max(numbers, default=0) + 1}"
        folder.mkdir(mode=0o700)
        try:
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def use(self, folder: Path) -> None:
        """Put a sub-folder in use and remove the others: whoever reads them keeps the files it has open."""
        draft = self.path / f"{_POINTER}.new"
        draft.write_text(f"{FORMAT} {folder.name}\n")
        draft.replace(self.path / _POINTER)
        for other in self._folders():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)

    def _folders(self) -> list[Path]:
        return list(self.path.glob("index-*"))

    @contextlib.contextmanager
    def writing(self, patience: float) -> Iterator[None]:
        """One process at a time; IndexBusy after `patience` seconds."""
        with self._locked(_WRITING, patience):
            yield

    @contextlib.contextmanager
    def rebuilding(self) -> Iterator[None]:
        """While a new index is made, others still write the old one, and note what they write in `pending`."""
        with self._locked(_REBUILDING, 0.5):  # `is_rebuilding` holds it for an instant
            (self.path / _PENDING).unlink(missing_ok=True)
            yield

    def is_rebuilding(self) -> bool:
        """Whether a new index is being made, in this process or another."""
        try:
            with self._locked(_REBUILDING, 0):
                return False
        except IndexBusy:
            return True

    def note(self, change: Any) -> None:
        """Keep a change for the index that is being made."""
        with (self.path / _PENDING).open("ab") as file:
            pickle.dump(change, file)

    def noted(self) -> Iterator[Any]:
        """The changes kept since the rebuild began."""
        with contextlib.suppress(FileNotFoundError, EOFError), (self.path / _PENDING).open("rb") as file:
            while True:
                yield pickle.load(file)  # noqa: S301 - ours: the folder is writable by this account only

    @contextlib.contextmanager
    def _locked(self, name: str, patience: float) -> Iterator[None]:
        handle = os.open(self.path / name, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            until = time.monotonic() + patience
            while not _taken(handle):
                if time.monotonic() >= until:
                    raise IndexBusy
                time.sleep(_TRY_EVERY)
            yield
        finally:
            os.close(handle)


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
