"""Corners of a space that not all who read it see: a restricted page, and one that waits for a decision."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from auth.identity import account_word
from tests.factories import Cast
from tests.house.places import COMMON, Place, canaries
from wiki.access.keyring import held_class
from wiki.access.roles import MODERATE, right_word
from wiki.kinds.pages.commands import create_page, delete_page, restrict_page
from wiki.kinds.pages.models import Page
from wiki.parts.drafts.commands import keep_draft
from wiki.parts.spaces.models import Space

RESTRICTED, HELD = "restricted", "held"


def restricted(cast: Cast, place: Place) -> Place:
    """The place with another page: Dana wrote it, with one under it and one in the bin, and Alice alone reads them."""
    with cast.acting("dana") as (session, dana):
        page = _page(session, cast, place, "Restreint", by="dana")
        below = create_page(
            session, dana, _space(session, place), title="Restreintenfant", body=COMMON, parent_id=page.id
        )
        gone = create_page(
            session, dana, _space(session, place), title="Restreintdefunt", body=COMMON, parent_id=page.id
        )
        session.flush()
        delete_page(session, dana, gone.id, "Restreintmotif")
        restrict_page(session, dana, page.id, {account_word(cast.ids["alice"])}, reason="Restreintcause")
        session.flush()
        return replace(
            place,
            visibility=RESTRICTED,
            corner=True,
            slug=page.slug,
            page_id=page.id,
            deleted_id=gone.id,
            canaries=(
                *canaries("page.read", "page", page.id, *_words("Restreint")),
                *canaries("page.read", "page", below.id, "Restreintenfant"),
                *canaries("page.bin", "page", gone.id, "Restreintdefunt", "Restreintmotif"),
                *canaries("page.restrict", "page", page.id, "Restreintcause"),
            ),
        )


def held(cast: Cast, place: Place) -> Place:
    """The place with another page, of Bob's, that those who animate the space have not let pass yet."""
    with cast.acting("bob") as (session, _):
        page = _page(session, cast, place, "Retenu", by="bob")
        words = {right_word(MODERATE, place.space_id), account_word(cast.ids["bob"])}
        page.access_class_id = held_class(session, page.access_class_id, words)
        session.flush()
        return replace(
            place,
            visibility=HELD,
            corner=True,
            slug=page.slug,
            page_id=page.id,
            canaries=tuple(canaries("page.read", "page", page.id, *_words("Retenu"))),
        )


def _page(session: Session, cast: Cast, place: Place, name: str, *, by: str) -> Page:
    author = cast.viewer(session, by)
    page = create_page(
        session,
        author,
        _space(session, place),
        title=f"{name}titre",
        body=f"# {name}chapitre\n\n{COMMON} {name}texte [[{name}manque]] [[Accueil]]",
        summary=f"{name}resume",
        tags=(f"{name}etiquette",),
    )
    session.flush()
    keep_draft(session, author, f"page:{page.id}", title="", body="x", summary="", base_revision=1)
    return page


def _words(name: str) -> list[str]:
    return [name + word for word in ("titre", "chapitre", "texte", "manque", "resume", "etiquette")]


def _space(session: Session, place: Place) -> Space:
    return session.get_one(Space, place.space_id)
