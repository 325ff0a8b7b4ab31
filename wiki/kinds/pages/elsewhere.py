"""Links to pages from the texts of other kinds: posts, comments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flask_babel import gettext
from sqlalchemy.orm import Session

from wiki.access.viewer import Viewer
from wiki.kinds.pages.linking import pages_meant, replace_links, take_apart
from wiki.kinds.pages.presentation import target_of
from wiki.kinds.pages.queries import LINKS, LinkTarget
from wiki.markup import Target, WikiLink
from wiki.parts.links.models import Link


def write_links_from(
    session: Session, kind: str, item_id: int, space_id: int, links: Sequence[WikiLink]
) -> None:
    """Have the links of this text be these; a title that no page bears yet will lead to the first that does."""
    wanted = [take_apart(session, space_id, link.target) for link in links]
    targets = pages_meant(session, wanted, kept={}, near=())
    replace_links(session, kind, item_id, links, wanted, targets)


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
