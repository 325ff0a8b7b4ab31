"""How many statements each screen costs: bounded, whatever the number of pages, links, spaces and people."""

from __future__ import annotations

import pytest

from tests.factories import Cast
from tests.statements import counted
from tests.visitor import Visitors
from tests.wiki.forum.talking import Talk
from tests.wiki.pages.writing import address_of, create, edit, opened
from wiki.parts.favourites.commands import mark_favourite
from wiki.web.trail import COOKIE

LINKS = " ".join(f"[[Page {number}]] [[Absente {number}]]" for number in range(30))


@pytest.fixture
def page(visitors: Visitors, cast: Cast) -> str:
    """A page with sixty links, beside forty others, read by whoever reads in several spaces."""
    for number in range(8):
        cast.opened(f"Espace {number}", dana="steward", bob="functional")
    for number in range(40):
        cast.page(f"Page {number}", f"Texte {number}.\n\n[[Grande]]\n")
    address = address_of(cast, cast.page("Grande", f"{LINKS}\n"))
    edit(visitors.bob, address, tags="un, deux", body=f"{LINKS}\n\nEncore.\n")
    cast.index()
    return address


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("{page}", 5),
        ("/{space}", 5),
        ("{page}/-/history", 4),
        ("{page}/-/compare?from=1&to=2", 5),
        ("{page}/-/revisions/1", 5),
        ("{page}/-/source", 4),
        ("{page}/-/backlinks", 4),
        ("{page}/-/edit", 12),
        ("{page}/-/move", 11),
        ("{page}/-/delete", 5),
        ("/{space}/-/new", 9),
        ("/{space}/-/tree", 4),
        ("/{space}/-/wanted", 4),
        ("/{space}/-/orphans", 4),
        ("/{space}/-/bin", 4),
        ("/{space}/-/members", 10),
        ("/-/search?q=texte", 8),
        ("/-/quick?q=page", 4),
        ("/-/quick?q=", 2),
        ("/-/links?q=page&from={space}", 4),
        ("/-/favourites", 2),
        ("/-/recent", 5),
        ("/-/spaces", 3),
        ("/", 9),
        ("/-/people/bob", 8),
    ],
)
def test_a_screen_costs_so_many_statements_at_most(
    visitors: Visitors, cast: Cast, page: str, path: str, most: int
) -> None:
    where = path.format(page=page, space=cast.space)
    visitors.dana.get(f"/{cast.space}/page-1")  # a neighbour was read since the tree last changed
    visitors.dana.client.delete_cookie(COOKIE)
    with counted(cast.site.database) as sent:
        assert visitors.dana.client.get(where).status_code == 200
    assert len(sent) <= most, "\n".join(sent)


@pytest.mark.parametrize(("path", "most"), [("/", 12), ("/-/quick?q=", 5), ("/-/favourites", 5)])
def test_what_is_kept_costs_a_few_statements_for_each_kind(
    visitors: Visitors, cast: Cast, page: str, path: str, most: int
) -> None:
    """Whatever the number of favourites and of what was seen: one for pages, two for topics with answers."""
    talk = Talk(cast)
    pages = [cast.page(f"Gardée {number}").id for number in range(10)]
    with cast.acting("dana") as (session, dana):
        for page_id in pages:
            mark_favourite(session, dana, ("page", page_id))
    for number in range(3):
        topic = talk.topic(f"Sujet {number}")
        talk.does("bob", "accept_answer", talk.reply(topic))
        visitors.dana.get(topic.url)
    with counted(cast.site.database) as sent:
        assert visitors.dana.client.get(path).status_code == 200
    assert len(sent) <= most, "\n".join(sent)


def test_a_page_read_again_costs_no_tree(visitors: Visitors, cast: Cast, page: str) -> None:
    visitors.dana.get(page)
    with counted(cast.site.database) as sent:
        visitors.dana.client.get(page)
    assert len(sent) <= 2, "\n".join(sent)


def test_a_save_costs_the_same_with_two_links_and_with_sixty(
    visitors: Visitors, cast: Cast, page: str
) -> None:
    small = address_of(cast, cast.page("Petite", "[[Page 1]] [[Absente]]\n"))
    costs = []
    for address in (small, page):
        form = opened(visitors.bob, f"{address}/-/edit")
        token = visitors.bob.token(f"{address}/-/edit")
        body = form["body"] + "\nUne ligne de plus, et [[Page 2]].\n"
        with counted(cast.site.database) as sent:
            fields = {**form, "body": body, "csrf_token": token}
            assert visitors.bob.client.post(f"{address}/-/edit", data=fields).status_code == 303
        costs.append(len(sent))
    assert costs[0] == costs[1]
    # On PostgreSQL the space is held first, in a statement of its own.
    assert costs[1] <= (15 if cast.site.database.embedded else 16)


def test_a_new_page_costs_so_many_statements(visitors: Visitors, cast: Cast, page: str) -> None:
    token = visitors.bob.token(f"/{cast.space}/-/new")
    with counted(cast.site.database) as sent:
        fields = {"title": "Neuve", "body": LINKS, "language": "fr-CA", "csrf_token": token}
        assert visitors.bob.client.post(f"/{cast.space}/-/new", data=fields).status_code == 303
    assert len(sent) <= 21, "\n".join(sent)
    assert create(visitors.alice, cast, "Autre").status_code == 403
