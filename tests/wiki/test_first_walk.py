"""The main job, from signing in to finding what one wrote."""

from __future__ import annotations

from tests.factories import Cast
from tests.visitor import Visitor, Visitors


def test_bob_writes_a_procedure_and_alice_finds_it_without_its_accents(
    visitors: Visitors, cast: Cast
) -> None:
    answer = visitors.bob.post(
        f"/{cast.space}/-/new",
        {
            "title": "Inspection des abattoirs",
            "body": "Relever la température à l’arrivée.",
            "language": "fr-CA",
        },
    )
    assert answer.status_code == 303
    cast.index()
    page = visitors.alice.get(f"/{cast.space}/inspection-des-abattoirs")
    assert "Relever la température" in page.text
    found = visitors.alice.get("/-/search?q=temperature+arrivee")
    assert "/inspection-des-abattoirs" in found.text


def test_a_closed_space_does_not_exist_for_charlie_nor_for_a_stranger(
    visitors: Visitors, cast: Cast, stranger: Visitor
) -> None:
    page = cast.page("Page réservée")
    cast.index()
    assert visitors.charlie.get(f"/{cast.space}/{page.slug}").status_code == 404
    assert "Page réservée" not in visitors.charlie.get("/-/search?q=reservee").text
    assert stranger.get(f"/{cast.space}/{page.slug}").headers["Location"].startswith("/-/sign-in")
