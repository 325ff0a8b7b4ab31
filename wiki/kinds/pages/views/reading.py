"""A page is read: now, as it was, as source, and what changed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from flask import get_template_attribute, render_template, request, url_for
from markupsafe import Markup

from wiki.kinds.pages import presentation, queries
from wiki.kinds.pages.presentation import Author, RevisionLine, revision_line
from wiki.kinds.pages.queries import LinkTarget, PageRow
from wiki.kinds.pages.sidebar import sidebar
from wiki.kinds.pages.views.doors import ON_PAGE, blueprint, page_named, page_to_read
from wiki.markup import resolve
from wiki.parts.authors import author_marks, is_guest, page_known_to
from wiki.parts.revisions.diff import compare as compare_texts
from wiki.parts.revisions.diff import unified
from wiki.parts.revisions.hiding import reads_hidden
from wiki.parts.revisions.models import Rendering, Revision
from wiki.parts.revisions.queries import PAGE as ON_A_SCREEN
from wiki.parts.revisions.queries import history as lines_of_history
from wiki.parts.revisions.queries import readable_revision
from wiki.parts.revisions.queries import revision as revision_of
from wiki.parts.spaces.models import Space
from wiki.registry import Welcome
from wiki.web.gates import fetched
from wiki.web.language import locale
from wiki.web.leaves import LINES, leaf
from wiki.web.shell import filled
from wiki.web.surroundings import margin_of
from wiki.web.trail import opened
from wiki.web.transaction import session
from wiki.web.viewing import may, viewer

FRAMES = 400  # kept in memory, some 25 kB each

VIEWS = ("words", "side", "source")


@blueprint.get("/<space>/<slug>")
@fetched("page.read", page_to_read)
def read(page: PageRow) -> str | bytes:
    return show(page)


def front(space: Space) -> str | bytes:
    """The first page of a space, at the space's own address."""
    return show(queries.page_to_read(session(), viewer(), space.slug, None))


def welcome(space: Space) -> Welcome:
    """The words of the first page of a space, for whoever draws more than them there."""
    page = queries.page_to_read(session(), viewer(), space.slug, None)
    links = queries.links_of(session(), page) if page.links else []
    opened(page)
    return Welcome(
        page.title,
        presentation.readable_html(viewer(), page, links),
        page.language,
        page.path,
        f"{page.path}/-/edit" if may("page.edit", page) else None,
        sidebar_of(page),
        get_template_attribute("components/official.html", "official_band")(page),
    )


def sidebar_of(page: PageRow) -> Markup:
    """The navigation of the space at the left of a page."""
    tree = sidebar(session(), viewer(), page)
    drawn = get_template_attribute("components/tree.html", "space_tree")
    space = presentation.space_of(page)
    more = None if tree.whole else url_for("pages.tree", space=page.space_slug)
    side: Markup = drawn(space, tree.html, more, may("page.create", space), may("space.change", space))
    return side


def show(page: PageRow) -> str | bytes:
    opened(page)
    return filled("kinds/pages/page.html", title=f"{page.title} – {page.space_title}", frame=_frame(page))


def _frame(page: PageRow) -> bytes:
    """What stands below the header, kept for readers with the same rights: everything that it shows changes with the
    page's row or with the mark of its space, unless it links to another space."""
    reader = viewer()
    kept = _kept_frame(
        page._replace(html=""), reader.unbounded or reader.classes, reader.rights.get(page.space_id),
        reader.staff, reader.administrator, locale(), request.scheme, request.host,
    )  # fmt: skip
    if kept:
        return kept[0]
    links = queries.links_of(session(), page) if page.links else []
    frame = _draw(page, links)
    if all(link.space_id == page.space_id for link in links):
        kept.append(frame)
    return frame


@lru_cache(maxsize=FRAMES)
def _kept_frame(*what_it_depends_on: object) -> list[bytes]:
    """The place in memory of one frame, empty at first."""
    return []


def _draw(page: PageRow, links: Sequence[LinkTarget]) -> bytes:
    tree = sidebar(session(), viewer(), page)
    drawn = render_template(
        "kinds/pages/frame.html",
        space=presentation.space_of(page),
        page=page,
        html=presentation.readable_html(viewer(), page, links),
        contents=presentation.contents_of(page),
        tree=tree.html,
        tree_more=None if tree.whole else url_for("pages.tree", space=page.space_slug),
        crumbs=presentation.crumbs_of(page, tree),
        backlinks_count=page.backlinks(viewer()),
        editors=page.editor_list,
        author_page=page_known_to(viewer(), page.author_mark),
        author_guest=is_guest(page.author_mark),
        margin=margin_of(page, page.space_slug, page.margin),
        address=request.base_url,
    )
    return drawn.encode()


@blueprint.get(f"{ON_PAGE}/history")
@fetched("page.read", page_named)
def history(page: PageRow) -> str:
    before = request.args.get("before", type=int)
    lines = lines_of_history(session(), page, before=before)
    older = lines[-1].number if len(lines) == ON_A_SCREEN and lines[-1].number > 1 else None
    address: dict[str, Any] = {"space": page.space_slug, "slug": page.slug}
    return render_template(
        "kinds/pages/history.html",
        space=presentation.space_of(page),
        page=page,
        revisions=[_line(page, line) for line in lines],
        pager=SimpleNamespace(
            older_url=url_for("pages.history", **address, before=older) if older else None,
            newer_url=url_for("pages.history", **address) if before else None,
        ),
    )


def _line(page: PageRow, line: Any) -> RevisionLine:
    """A line of the history, without what it says where that is hidden from the viewer."""
    closed = line.hidden_because is not None and not reads_hidden(viewer(), page.space_id, line)
    author = _author(line, line.author_mark)
    return revision_line(page, line, author, line.hidden_because, closed=closed)


@blueprint.get(f"{ON_PAGE}/revisions/<int:number>")
@fetched("page.read", page_named)
def revision(page: PageRow, number: int) -> str:
    found, because = readable_revision(session(), viewer(), page, number)
    rendering = session().get_one(Rendering, found.id)
    return render_template(
        "kinds/pages/revision.html",
        space=presentation.space_of(page),
        page=page,
        revision=revision_line(page, found, _author(found, _marks(found).get(found.author_id)), because),
        # Links of a text that is no longer the page's are not kept: they are shown as words.
        html=Markup(resolve(rendering.html, {})),  # noqa: S704 (rendered and sanitised when it was saved)
    )


@blueprint.get(f"{ON_PAGE}/compare")
@fetched("page.read", page_named)
def compare(page: PageRow) -> str:
    numbers = sorted(request.args.get(name, page.revision_number, int) for name in ("from", "to"))
    older, newer = (readable_revision(session(), viewer(), page, number) for number in numbers)
    old, new = older.revision, newer.revision
    view = request.args.get("view", "words")
    compared, marks = compare_texts(old.body, new.body), _marks(old, new)
    return render_template(
        "kinds/pages/compare.html",
        space=presentation.space_of(page),
        page=page,
        old=revision_line(page, old, _author(old, marks.get(old.author_id)), older.hidden_because),
        new=revision_line(page, new, _author(new, marks.get(new.author_id)), newer.hidden_because),
        renamed=(old.title, new.title) if old.title != new.title else None,
        compared=compared,
        view=view if view in VIEWS else "words",
        source_diff=unified(old.body, new.body) if view == "source" else "",
    )


def _marks(*revisions: Revision) -> Mapping[int | None, int]:
    return author_marks(session(), (each.author_id for each in revisions))


def _author(row: Any, mark: int | None) -> Author:
    return Author(row.author_name, page_known_to(viewer(), mark), is_guest(mark))


@blueprint.get(f"{ON_PAGE}/source")
@fetched("page.read", page_named)
def source(page: PageRow) -> str:
    body = revision_of(session(), page, page.revision_number).body
    return _on_page(page, "source", source=body)


@blueprint.get(f"{ON_PAGE}/backlinks")
@fetched("page.read", page_named)
def backlinks(page: PageRow) -> str:
    here = leaf(LINES)
    found = queries.backlinks(session(), viewer(), page, limit=here.limit, offset=here.begin)
    return _on_page(page, "backlinks", links=here.shown(found), **here.ways(found))


def _on_page(page: PageRow, template: str, **values: Any) -> str:
    return render_template(
        f"kinds/pages/{template}.html", space=presentation.space_of(page), page=page, **values
    )
