"""What people of a French-speaking ministry type, and the page they mean. Row Q-3."""

from __future__ import annotations

import pytest

from search.engines.base import Engine
from tests.search.shelf import found, page

SHELF = [
    page(1, "Dépenses des employées et des employés", "Les données déjà saisies l’année dernière."),
    page(2, "Loi C-11 (RLRQ, c. A-2.1)", "Le formulaire A2-015 et l'arrêté 2026-04."),
    page(3, "Maladies du cœur", "Œuvres de bienfaisance et vœux ex æquo."),
    page(4, "Aujourd’hui", "Jusqu’à l’été, qu’il s’agisse d’un porte-document ou d’un chef-d’œuvre."),
    page(5, "Guide de LibreOffice", "La fonction CreateUnoService() rend 3,14 en C++."),
]


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("donnees", 1), ("DONNÉES", 1), ("donnée", 1), ("deja", 1), ("employe", 1), ("employée", 1), ("annee", 1),
        ("d'année", 1), ("C-11", 2), ("c-11", 2), ("RLRQ", 2), ("rlrq", 2), ("A-2.1", 2), ("A2-015", 2), ("a2-015", 2),
        ("arrete", 2), ("l'arrêté", 2), ("2026-04", 2), ("coeur", 3), ("cœur", 3), ("CŒURS", 3),
        ("oeuvres bienfaisance", 3),
        ("voeu", 3), ("ex aequo", 3), ("aujourd'hui", 4), ("aujourd’hui", 4), ("été", 4), ("ete", 4), ("l'été", 4),
        ("porte-document", 4), ("porte document", 4), ("porte‑documents", 4), ("chef-d'oeuvre", 4), ("agisse", 4),
        ("createunoservice", 5), ("CreateUnoService", 5), ("uno service", 5), ("3.14", 5), ("3,14", 5), ("C++", 5),
        ("e\u0301te\u0301", 4),
    ],
)  # fmt: skip
def test_found_however_it_is_typed(engine: Engine, typed: str, right: int) -> None:
    engine.update(SHELF)
    assert found(engine, typed)[:1] == [right]


@pytest.mark.parametrize("typed", ["C-12", "A2-016", "A-2.2", "3.15"])
def test_another_identifier_finds_nothing(engine: Engine, typed: str) -> None:
    engine.update(SHELF)
    assert found(engine, typed) == []
