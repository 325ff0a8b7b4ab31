"""What looks the same is the same."""

from __future__ import annotations

import pytest

from auth.browsers import browser_of
from auth.names import name_key, printable, username_key


@pytest.mark.parametrize(
    "typed",
    ["alice", " Alice ", "ＡＬＩＣＥ", "al\u00adice", "ali\u200bce", "alice\ufe0f", "\u2066alice\u2069"],
)
def test_one_username_however_it_is_disguised(typed: str) -> None:
    assert username_key(typed) == "alice"


def test_usernames_that_differ_stay_different() -> None:
    assert len({username_key(each) for each in ("andre", "andré", "an dre", "an  dre", "andre.")}) == 4


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Hélène D'Amours-Lévesque", "helene d amours levesque"),
        ("Hélène D’Amours‑Lévesque", "helene d amours levesque"),
        ("Cœur de Lion", "coeur de lion"),
        ("ÇA İ", "ca i"),
        ("...", ""),
    ],
)
def test_names_are_found_without_accents(name: str, key: str) -> None:
    assert name_key(name) == key


def test_text_is_cut_and_cleaned() -> None:
    assert printable("  a\x00b\n\tc  ", 4) == "ab c"
    assert printable("e\u0301", 10) == "é"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.0", "curl"),
        ("<script>", None),
        ("", None),
    ],
)
def test_a_browser_is_named_as_its_owner_knows_it(agent: str, words: str | None) -> None:
    assert browser_of(agent) == words
