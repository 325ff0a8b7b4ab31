"""A folder of Markdown files comes in with its front matter, its tree and its links (part 12; W-1, W-6)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from tests.wiki.importing.sources import folder
from tests.wiki.operator import Operator
from wiki.kinds.pages.models import Page
from wiki.parts.links.models import Link
from wiki.parts.revisions.models import Revision
from wiki.parts.tags.queries import tags_of

FILES = {
    "README.md": "# Documentation\n\nTout commence par [la visite](guide/visite.md#avant).\n",
    "guide/index.md": """---
title: Guide
tags: [inspection, Été]
language: en
author: Élise Noël
date: 2024-05-06
---

# Guide

Read [the visit](visite.md) and [this](../README.md).
""",
    "guide/visite.md": """Avant
=====

Voir [les mesures](mesures%20utiles.md), [dehors](https://exemple.ca), [rien](absent.md).
""",
    "guide/mesures utiles.md": """---
author:
  - Ève
  - Zoé
date: 2024-05-06T07:08:09-04:00
tags: froid, eau
---

Retour à [[guide/index|la page du guide]].

    [code](visite.md)
""",
    "annexe/seule.markdown": "Seule dans son dossier.\n",
    "guide/.caché/x.md": "Personne ne lit ceci.\n",
    "guide/image.png": "x",
}


def _import(relais: Operator, root: Path, code: int = 0) -> str:
    outcome = relais("import", "markdown", root, "--space", "doc", "--create-space", code=code)
    return outcome.stdout + outcome.stderr


def test_files_become_a_tree_of_pages_with_titles_tags_language_author_and_date(
    relais: Operator, tmp_path: Path
) -> None:
    _import(relais, folder(tmp_path / "source", FILES))
    with relais.database() as session:
        pages = {page.source_slug: page for page in session.scalars(select(Page))}
        first = pages.pop(None)
        assert {slug: page.title for slug, page in pages.items()} == {
            "README": "Documentation",
            "guide/index": "Guide",
            "guide/visite": "Visite",
            "guide/mesures utiles": "Mesures utiles",
            "annexe/seule": "Seule",
        }
        assert pages["guide/visite"].parent_id == pages["guide/index"].id
        assert pages["annexe/seule"].parent_id == first.id
        guide, measures = pages["guide/index"], pages["guide/mesures utiles"]
        assert (guide.language, guide.updated_by) == ("en-CA", "Élise Noël")
        assert guide.created_at == datetime(2024, 5, 6, tzinfo=UTC)
        assert tags_of(session, "page", [guide.id])[guide.id] == ("Été", "inspection")
        revision = session.get_one(Revision, measures.revision_id)
        assert (revision.author_name, revision.author_id) == ("Ève, Zoé", None)
        assert revision.created_at == datetime(2024, 5, 6, 11, 8, 9, tzinfo=UTC)
        assert not revision.body.startswith("---")


def test_relative_links_become_wiki_links_and_others_stay(relais: Operator, tmp_path: Path) -> None:
    _import(relais, folder(tmp_path / "source", FILES))
    with relais.database() as session:
        pages = {page.source_slug: page for page in session.scalars(select(Page))}
        bodies = {
            slug: session.get_one(Revision, page.revision_id).body for slug, page in pages.items() if slug
        }
        assert bodies["README"] == "Tout commence par [[Visite#avant|la visite]].\n"
        assert bodies["guide/index"] == "Read [[Visite|the visit]] and [[Documentation|this]].\n"
        assert (
            "[[Mesures utiles|les mesures]], [dehors](https://exemple.ca), [rien](absent.md)"
            in (bodies["guide/visite"])
        )
        assert bodies["guide/mesures utiles"].startswith("Retour à [[Guide|la page du guide]].")
        assert "[code](visite.md)" in bodies["guide/mesures utiles"]
        targets = set(session.scalars(select(Link.target_id)))
        assert targets == {pages[slug].id for slug in bodies if slug != "annexe/seule"}


def test_a_second_run_changes_nothing(relais: Operator, tmp_path: Path) -> None:
    root = folder(tmp_path / "source", FILES)
    _import(relais, root)
    before = relais.rows()
    assert "5  pages unchanged" in _import(relais, root)
    assert relais.rows() == before


def test_files_that_cannot_be_read_are_listed_and_the_rest_goes_in(relais: Operator, tmp_path: Path) -> None:
    root = folder(
        tmp_path / "source",
        {
            "bad/yaml.md": "---\ntitle: [open\n---\nx\n",
            "bad/latin.md": "Été".encode("latin-1"),
            "bad/date.md": "---\ndate: hier\n---\nx\n",
            "bad/tags.md": f"---\ntags: [{'t' * 70}]\n---\nx\n",
            "good.md": "\ufeff# Bonne\r\n\r\nCelle-ci entre.\r\n",
        },
    )
    told = _import(relais, root, code=1)
    for name in ("yaml", "latin", "date", "tags"):
        assert f"bad/{name}.md: " in told
    assert "1  new pages" in told
    assert relais.found("celle-ci")["hits"][0]["title"] == "Bonne"
