"""The file of a backup: a tar.gz that any tool reads, with a manifest of checksums, and a seal over all its bytes.

The seal is one more member of the gzip stream, empty but for a comment: the SHA-256 of everything before it.
Whichever byte changes, of the content, of a header or of the seal, the file is no longer what was made.
"""

from __future__ import annotations

import json
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any, cast

from wiki.backup.errors import BackupAltered, NotABackup

FORMAT = 1
MANIFEST = "manifest.json"
_CHUNK = 1 << 20  # bytes
_LONGEST_MANIFEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself."""

    made_at: str  # ISO 8601, UTC
    version: str  # of the program
    schema: str  # of the database
    database: str  # "sqlite" or "postgresql"
    files: Mapping[str, str]  # name → SHA-256
    format: int = FORMAT


def write(target: IO[bytes], manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the archive of these files, sealed."""
    with tarfile.open(fileobj=target, mode="w:gz", format=tarfile.PAX_FORMAT) as archive:
        _add_text(archive, MANIFEST, json.dumps(asdict(manifest), indent=2))
        for name, path in files.items():
            archive.add(path, name, filter=_anonymous)
    target.flush()
    target.seek(0)
    digest = file_digest(target, "sha256").hexdigest()  # type: ignore[arg-type]  # an open file
    target.write(_seal(digest))


def extract(file: Path, folder: Path) -> Manifest:
    """The manifest of the archive, whose files are put in the folder once every byte was verified.

    :raises NotABackup, BackupAltered: and then nothing is in the folder that may be used.
    """
    _verify_seal(file)
    try:
        with tarfile.open(file, "r:gz") as archive:
            manifest = _manifest(file, archive)
            for name, checksum in manifest.files.items():
                if _copied(archive, name, folder / name) != checksum:
                    raise BackupAltered(file=file, what=name)
    except (tarfile.TarError, EOFError, zlib.error, KeyError) as error:
        raise NotABackup(file=file) from error
    return manifest


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's content."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _seal(digest: str) -> bytes:
    """An empty gzip member with the digest as its comment (RFC 1952)."""
    comment = b"relais sha256 " + digest.encode("ascii")
    return b"\x1f\x8b\x08\x10\0\0\0\0\0\xff" + comment + b"\0" + b"\x03\0" + bytes(8)


_SEAL_HEADER = 10  # bytes
_SEAL_LENGTH = len(_seal("0" * 64))


def _verify_seal(file: Path) -> None:
    length = file.stat().st_size - _SEAL_LENGTH
    if length <= 0:
        raise NotABackup(file=file)
    digest = sha256()
    with file.open("rb") as content:
        while length > 0:
            piece = content.read(min(_CHUNK, length))
            length -= len(piece)
            digest.update(piece)
        seal = content.read()
    expected = _seal(digest.hexdigest())
    if seal[:_SEAL_HEADER] != expected[:_SEAL_HEADER]:
        raise NotABackup(file=file)
    if seal != expected:
        raise BackupAltered(file=file, what="SHA-256")


def _manifest(file: Path, archive: tarfile.TarFile) -> Manifest:
    content = archive.extractfile(MANIFEST)
    told: Any = json.loads(cast(IO[bytes], content).read(_LONGEST_MANIFEST))
    if told["format"] != FORMAT or not all(_plain(name) for name in told["files"]):
        raise NotABackup(file=file)
    return Manifest(**told)


def _plain(name: str) -> bool:
    return name not in ("", ".", "..") and "/" not in name and "\\" not in name


def _copied(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Copy one file out of the archive; returns its SHA-256."""
    content = cast(IO[bytes], archive.extractfile(name))
    digest = sha256()
    with path.open("wb") as copy:
        while piece := content.read(_CHUNK):
            digest.update(piece)
            copy.write(piece)
    return digest.hexdigest()


def _add_text(archive: tarfile.TarFile, name: str, text: str) -> None:
    raw = text.encode()
    member = tarfile.TarInfo(name)
    member.size = len(raw)
    member.mode = 0o600
    archive.addfile(member, BytesIO(raw))


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the names of this machine's accounts."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
