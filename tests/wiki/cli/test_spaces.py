"""Spaces and their members from the command line (part 5)."""

from __future__ import annotations

from tests.wiki.operator import Operator
from tests.wiki.people import PASSWORD


def test_a_space_is_opened_shown_and_its_members_kept(relais: Operator) -> None:
    for username, name in (("dana", "Dana Tremblay"), ("bob", "Bob Gagnon")):
        relais("user", "add", username, "--name", name, typed=PASSWORD)
    relais("space", "open", "Inspection des aliments", "--visibility", "secret", "--steward", "dana")
    assert relais("space", "list").stdout.split("  ")[0] == "inspection-des-aliments"
    relais("space", "member", "inspection-des-aliments", "bob", "functional")
    relais("space", "member", "inspection-des-aliments", "members", "consultation")
    assert relais("space", "show", "inspection-des-aliments").stdout.splitlines()[4:] == [
        "keeps the space (steward)  Dana Tremblay",
        "writes (functional)        Bob Gagnon",
        "reads (consultation)       all staff",
    ]
    relais.environment["LANGUAGE"] = "fr_CA"
    assert relais("space", "show", "inspection-des-aliments").stdout.splitlines()[2:5] == [
        "Visibilité   ses membres en secret (secret)",
        "Langue       fr-CA",
        "responsable de l’espace (steward)  Dana Tremblay",
    ]
    relais("space", "member", "inspection-des-aliments", "bob", "--remove")
    assert "Bob" not in relais("space", "show", "inspection-des-aliments").stdout
    assert relais.found("bienvenue")["total"] == 1


def test_what_cannot_be_done_is_said_in_one_sentence(relais: Operator) -> None:
    relais("user", "add", "dana", "--name", "Dana Tremblay", typed=PASSWORD)
    relais("space", "open", "Inspection", "--steward", "dana")
    before = relais.rows()
    for words in (
        ("open", "Inspection"),
        ("open", "Une autre", "--steward", "nobody"),
        ("show", "nothing"),
        ("member", "inspection", "nobody", "functional"),
        ("member", "inspection", "dana", "--remove"),
        ("member", "inspection", "dana", "consultation"),
    ):
        assert relais("space", *words, code=1).stderr.count("\n") == 1
    relais("space", "member", "inspection", "dana", code=2)
    relais("space", "member", "inspection", "dana", "king", code=2)
    assert relais.rows() == before
