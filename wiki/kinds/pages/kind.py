"""Pages, as the registry knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.kinds.pages import events, home
from wiki.kinds.pages.addresses import action_path, page_path
from wiki.kinds.pages.commands import create_page
from wiki.kinds.pages.documents import cards, documents, load, readable_pages
from wiki.kinds.pages.elsewhere import targets_from, write_links_from
from wiki.kinds.pages.linking import link_to
from wiki.kinds.pages.models import Page
from wiki.kinds.pages.moderated import MODERATED
from wiki.kinds.pages.queries import every_page_id, find_page_id, pages_by_id
from wiki.kinds.pages.recent import recent_changes
from wiki.kinds.pages.relinking import relink
from wiki.kinds.pages.rules import RULES_OF_PAGES
from wiki.kinds.pages.views import blueprint
from wiki.kinds.pages.views.reading import front, welcome
from wiki.outbox import OUTBOX
from wiki.parts.drafts.models import numbered
from wiki.parts.revisions.models import Revision
from wiki.parts.revisions.queries import broken_chains
from wiki.parts.spaces.models import Space
from wiki.parts.spaces.queries import spaces_by_id
from wiki.registry import Kind, Naming, Starter, Tab

FIRST_PAGE = {
    "fr": ("Accueil", "Bienvenue dans l’espace « {title} ».\n\n{description}\n"),
    "en": ("Home", "Welcome to the space “{title}”.\n\n{description}\n"),
}


def furnish(session: Session, actor: Viewer, space: Space, texts: Sequence[Starter]) -> None:
    """Give a new space its first page, which everything else stands under, and the pages that it begins with."""
    for title, body in texts or [Starter(*FIRST_PAGE[space.language[:2]])]:
        words = body.replace("{title}", space.title).replace("{description}", space.description)
        create_page(session, actor, space, title=title, body=words)


def writing_at(session: Session, viewer: Viewer, places: Sequence[str]) -> Mapping[str, tuple[str, str, str]]:
    """Title, address and language of the pages that are being written, and of where new ones are."""
    page_ids, space_ids = numbered(places, "page"), numbered(places, "space")
    pages = pages_by_id(session, viewer, list(page_ids.values())) if page_ids else []
    found = {
        page.place: (page.title, action_path(page.space_slug, page.slug, "edit"), page.language)
        for page in pages
    }
    spaces = spaces_by_id(session, viewer, set(space_ids.values()))
    for place, space_id in space_ids.items():
        if space := spaces.get(space_id):
            found[place] = gettext("New page in “%(space)s”", space=space.title), f"/{space.slug}/-/new", ""
    return found


def check(session: Session) -> Iterator[str]:
    """Sentences about pages whose history or place is broken."""
    for page_id, number in broken_chains(session, "page"):
        yield gettext(
            "page %(page)s: revision %(number)s does not follow from the one before it",
            page=page_id,
            number=number,
        )
    current = Page.revision_id == Revision.id
    headless = select(Page.id).outerjoin(Revision, current).where(Revision.id.is_(None))
    for page_id in session.scalars(headless):
        yield gettext("page %(page)s: its current revision is missing", page=page_id)
    lost = select(Page.id, Page.parent_id).where(
        Page.deleted_at.is_(None), Page.parent_id.in_(select(Page.id).where(Page.deleted_at.is_not(None)))
    )
    for page_id, parent_id in session.execute(lost):
        yield gettext(
            "page %(page)s: it stands under page %(parent)s, which is in the bin",
            page=page_id,
            parent=parent_id,
        )


OUTBOX.subscribe("pages.relink", [events.PageRenamed], relink)

KIND = Kind(
    name="page",
    labels=(_("Page"), _("Pages")),
    icon="page",
    blueprint=blueprint,
    rules=RULES_OF_PAGES,
    load=load,
    documents=documents,
    cards=cards,
    every_id=every_page_id,
    recent=recent_changes,
    furnish=furnish,
    check=check,
    events=events.ALL,
    goes_on=(events.PageSaved,),
    writing_at=writing_at,
    at=find_page_id,
    front=front,
    welcome=welcome,
    tab=Tab(_("Pages"), "page", lambda space_slug: page_path(space_slug, "", first=True)),
    naming=Naming(write=write_links_from, targets=targets_from, written=link_to),
    readable=readable_pages,
    home=home.PARTS,
    moderated=MODERATED,
)
