"""The chain of revisions (W-2): whoever alters a byte of the past breaks all that follows."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiki.parts.revisions.chain import revision_hash, verify

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FIRST: dict[str, Any] = {
    "kind": "page",
    "item_id": 7,
    "number": 1,
    "author": "Bob Gagné",
    "at": NOON,
    "title": "Congés",
    "summary": "",
    "minor": False,
    "body": "Texte\n",
}


@dataclass(frozen=True)
class Row:
    item_kind: str
    item_id: int
    number: int
    author_name: str
    created_at: datetime
    title: str
    summary: str
    minor: bool
    body: str
    previous_hash: str
    hash: str


def chain_of(length: int) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, length + 1):
        previous = rows[-1].hash if rows else ""
        body = "Texte\n" * number
        seal = revision_hash(previous, **(FIRST | {"number": number, "body": body}))
        rows.append(Row("page", 7, number, "Bob Gagné", NOON, "Congés", "", False, body, previous, seal))
    return rows


def test_anybody_can_compute_a_hash_again() -> None:
    moment = "2026-11-24T12:00:00.000000+00:00"
    fields = ["relais-revision-1", "", "page", 7, 1, "Bob Gagné", moment, "Congés", "", False, "Texte\n"]
    written = json.dumps(fields, separators=(",", ":"))
    assert revision_hash("", **FIRST) == hashlib.sha256(written.encode()).hexdigest()


def test_the_same_moment_elsewhere_gives_the_same_hash() -> None:
    montreal = NOON.astimezone(timezone(timedelta(hours=-5)))
    assert revision_hash("", **(FIRST | {"at": montreal})) == revision_hash("", **FIRST)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "topic"),
        ("item_id", 8),
        ("number", 2),
        ("author", "Dana"),
        ("at", NOON + timedelta(microseconds=1)),
        ("title", "congés"),
        ("summary", "x"),
        ("minor", True),
        ("body", "Texte"),
    ],
)
def test_each_field_counts(field: str, value: object) -> None:
    assert revision_hash("", **(FIRST | {field: value})) != revision_hash("", **FIRST)
    assert revision_hash("0", **FIRST) != revision_hash("", **FIRST)


@given(st.text(), st.text(), st.text(), st.text())
def test_no_two_ways_of_cutting_fields_are_hashed_alike(a: str, b: str, c: str, d: str) -> None:
    one = revision_hash("", **(FIRST | {"title": a, "summary": b}))
    other = revision_hash("", **(FIRST | {"title": c, "summary": d}))
    assert (one == other) is ((a, b) == (c, d))


def test_a_whole_chain_is_sound_and_so_is_none() -> None:
    assert verify(chain_of(5)) is None
    assert verify([]) is None


@pytest.mark.parametrize(
    "change",
    [{"body": "Faux\n"}, {"author_name": "Charlie"}, {"minor": True}, {"created_at": NOON + timedelta(1)}],
)
def test_a_revision_altered_is_named(change: dict[str, Any]) -> None:
    rows = chain_of(5)
    rows[2] = replace(rows[2], **change)
    assert verify(rows) == 3


def test_a_revision_altered_and_sealed_again_betrays_itself_by_the_next() -> None:
    rows = chain_of(5)
    forged = revision_hash(rows[1].hash, **(FIRST | {"number": 3, "body": "Faux\n"}))
    rows[2] = replace(rows[2], body="Faux\n", hash=forged)
    assert verify(rows) == 4


def test_a_revision_taken_out_or_moved_is_named() -> None:
    rows = chain_of(5)
    assert verify(rows[:2] + rows[3:]) == 4
    assert verify(rows[1:]) == 2
    assert verify([rows[0], rows[2], rows[1], *rows[3:]]) == 3
