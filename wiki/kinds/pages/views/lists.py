"""The pages of a space, seen together: the tree, the bin, what is wanted, what stands alone."""

from __future__ import annotations

from typing import Any

from flask import render_template

from wiki.kinds.pages import queries
from wiki.kinds.pages.addresses import new_page_path
from wiki.kinds.pages.tree import whole_tree
from wiki.kinds.pages.views.doors import IN_SPACE, blueprint
from wiki.parts.spaces.models import Space
from wiki.web.gates import fetched
from wiki.web.leaves import LINES, leaf
from wiki.web.spaces import space_named
from wiki.web.transaction import session
from wiki.web.viewing import viewer


@blueprint.get(f"{IN_SPACE}/tree")
@fetched("space.read", space_named)
def tree(space: Space) -> str:
    found = whole_tree(session(), viewer(), space)
    return _in_space(space, "tree", tree=found.nodes, whole=found.whole)


@blueprint.get(f"{IN_SPACE}/wanted")
@fetched("space.read", space_named)
def wanted(space: Space) -> str:
    here = leaf(LINES)
    found = queries.wanted(session(), viewer(), space, limit=here.limit, offset=here.begin)
    titles = [
        {"title": title, "count": count, "url": new_page_path(space.slug, title)}
        for title, count in here.shown(found)
    ]
    return _in_space(space, "wanted", wanted=titles, **here.ways(found))


@blueprint.get(f"{IN_SPACE}/orphans")
@fetched("space.read", space_named)
def orphans(space: Space) -> str:
    here = leaf(LINES)
    found = queries.orphans(session(), viewer(), space, limit=here.limit, offset=here.begin)
    return _in_space(space, "orphans", orphans=here.shown(found), **here.ways(found))


@blueprint.get(f"{IN_SPACE}/bin")
@fetched("page.bin", space_named)
def bin(space: Space) -> str:
    here = leaf(LINES)
    found = queries.bin_of(session(), viewer(), space, limit=here.limit, offset=here.begin)
    return _in_space(space, "bin", deleted=here.shown(found), **here.ways(found))


def _in_space(space: Space, template: str, **values: Any) -> str:
    return render_template(f"kinds/pages/{template}.html", space=space, **values)
