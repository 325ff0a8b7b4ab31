"""Links to pages from the texts of other kinds: posts, comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flask_babel import gettext
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.kinds.pages.linking import Wanted, take_apart
from wiki.kinds.pages.models import TITLE_LENGTH, Page
from wiki.kinds.pages.presentation import target_of
from wiki.kinds.pages.queries import ALIVE, LINKS, LinkTarget
from wiki.markup import Target, WikiLink
from wiki.parts.links.models import Link


def write_links_from(
    session: Session, kind: str, item_id: int, space_id: int, links: Sequence[WikiLink]
) -> None:
    """Have the links of this text be these; a title that no page bears yet will lead to the first that does."""
    session.execute(delete(Link).where(Link.source_kind == kind, Link.source_id == item_id))
    wanted = [take_apart(session, space_id, link.target) for link in links]
    targets = _titled(session, wanted)
    session.add_all(
        Link(
            source_kind=kind,
            source_id=item_id,
            number=link.number,
            space_id=want.space_id,
            prefix=want.prefix,
            title=want.title,
            title_key=want.key,
            section=want.section,
            label=link.label[:TITLE_LENGTH],
            target_id=targets.get((want.space_id, want.key)),
        )
        for link, want in zip(links, wanted, strict=True)
    )


def _titled(session: Session, wanted: Iterable[Wanted]) -> Mapping[tuple[int, str], int]:
    """(space, title key) → page: of several that bear a title, the oldest."""
    keys = {(want.space_id, want.key) for want in wanted}
    if not keys:
        return {}
    rows = session.execute(
        select(Page.space_id, Page.title_key, Page.id)
        .where(
            Page.space_id.in_({space_id for space_id, _ in keys}),
            Page.title_key.in_({key for _, key in keys}),
            ALIVE,
        )
        .order_by(Page.id.desc())
    )
    return {(row.space_id, row.title_key): row.id for row in rows}


def targets_from(
    session: Session, viewer: Viewer, kind: str, ids: Sequence[int], space_id: int, space_slug: str
) -> Mapping[int, Mapping[int, Target]]:
    """Text → the number of each of its links → where it leads this viewer."""
    home, tooltip = (space_id, space_slug), gettext("This page does not exist yet")
    found: dict[int, dict[int, Target]] = defaultdict(dict)
    rows = session.execute(
        LINKS.add_columns(Link.source_id).where(Link.source_kind == kind, Link.source_id.in_(ids))
    )
    for *columns, text_id in rows:
        link = LinkTarget._make(columns)
        found[text_id][link.number] = target_of(viewer, home, link, tooltip)
    return found
