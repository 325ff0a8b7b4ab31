"""Who may do what is a file that reviewers read: a change of a right is a changed line of it (part 5)."""

from __future__ import annotations

from pathlib import Path

from tests.wiki.operator import Operator

CHECKED_IN = Path(__file__).parents[3] / "docs" / "permissions.txt"


def test_the_table_that_is_checked_in_is_the_one_in_force(relais: Operator) -> None:
    """Renew it with: LANGUAGE=en relais permissions > docs/permissions.txt"""
    assert relais("permissions").stdout == CHECKED_IN.read_text(encoding="utf-8")
