"""Twenty people save the same page in the same second, on a real server: each is merged or told, nobody is lost
(W-3). Others lose 19 of 20."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import select

from auth.accounts import create_local_account
from auth.identity import account_word
from tests.factories import PASSWORD, Cast
from tests.server import Answer, HttpVisitor, Server, serving
from wiki import clock
from wiki.access.roles import FUNCTIONAL
from wiki.access.viewer import operator
from wiki.kinds.pages.kind import check
from wiki.kinds.pages.models import Page
from wiki.parts.revisions.models import Revision
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import Space

PEOPLE = 20
NUMBERS = range(PEOPLE)
TEXT = "".join(f"Paragraphe {number} du règlement.\n\n" for number in NUMBERS)


def hire(cast: Cast) -> list[str]:
    """Twenty more contributors of the space; their user names."""
    names = [f"redacteur{number}" for number in NUMBERS]
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        for name in names:
            account = create_local_account(
                session,
                cast.site.passwords,
                username=name,
                name=name.capitalize(),
                password=PASSWORD,
                now=clock.now(),
            )
            set_role(session, operator(), space, account_word(account.id), FUNCTIONAL)
        session.commit()
    return names


def all_at_once(people: list[HttpVisitor], page: Page, path: str, body: Callable[[int], str]) -> list[Answer]:
    """Everybody's answer to the form that they opened on the first revision."""
    start = Barrier(len(people))

    def save(number: int) -> Answer:
        fields = {"title": page.title, "language": "fr-CA", "base_revision": "1", "body": body(number)}
        start.wait()
        return people[number].post(path, fields)

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(save, range(len(people))))


def texts(cast: Cast, page_id: int) -> list[str]:
    with cast.site.database.reading() as session:
        assert list(check(session)) == []
        bodies = select(Revision.body).where(Revision.item_kind == "page", Revision.item_id == page_id)
        return list(session.scalars(bodies.order_by(Revision.number)))


def enter(server: Server, names: list[str], path: str) -> list[HttpVisitor]:
    """Everybody has the form open."""
    with ThreadPoolExecutor(4) as threads:
        people = list(threads.map(server.visitor, names))
        list(threads.map(lambda visitor: visitor.get(path), people))
    return people


def test_twenty_people_save_one_page_in_one_second(cast: Cast) -> None:
    names = hire(cast)
    distant, same, words = (cast.page(title, TEXT) for title in ("Ailleurs", "Ici", "Un peu partout"))
    with serving(cast.site.settings) as server:
        paths = [f"/{cast.space}/{page.slug}/-/edit" for page in (distant, same, words)]
        people = enter(server, names, paths[0])
        each_elsewhere = all_at_once(
            people,
            distant,
            paths[0],
            lambda number: TEXT.replace(f"Paragraphe {number} du", f"Alinéa {number} modifié du"),
        )
        all_here = all_at_once(
            people, same, paths[1], lambda number: TEXT.replace("Paragraphe 7 du", f"Alinéa par {number} du")
        )
        at_random = all_at_once(
            people,
            words,
            paths[2],
            lambda number: TEXT.replace(f"Paragraphe {number // 2} du", f"§ {number} du"),
        )
    assert [answer.status for answer in each_elsewhere] == [303] * PEOPLE
    final = texts(cast, distant.id)[-1]
    assert [f"Alinéa {number} modifié du" in final for number in NUMBERS] == [True] * PEOPLE
    assert len(texts(cast, distant.id)) == 1 + PEOPLE

    assert sorted(answer.status for answer in all_here) == [303] + [409] * (PEOPLE - 1)
    kept = texts(cast, same.id)
    assert len(kept) == 2
    for number, answer in enumerate(all_here):
        mine = f"Alinéa par {number} du"
        assert (mine in kept[-1]) if answer.status == 303 else (mine in answer.text)

    assert sorted(answer.status for answer in at_random) == [303] * 10 + [409] * 10
    kept = texts(cast, words.id)
    assert len(kept) == 11
    for number, answer in enumerate(at_random):
        mine = f"§ {number} du"
        assert (mine in kept[-1]) if answer.status == 303 else (mine in answer.text)


def test_twenty_people_make_one_page_of_one_title_and_twenty_of_twenty(cast: Cast) -> None:
    names = hire(cast)
    new = f"/{cast.space}/-/new"
    with serving(cast.site.settings, run_worker=False) as server:
        people = enter(server, names, new)
        start = Barrier(PEOPLE)

        def make(number: int) -> tuple[Answer, Answer]:
            start.wait()
            fields = {"title": "La même", "body": f"Par {number}.", "language": "fr-CA"}
            other = {
                "title": f"Page {number}",
                "body": f"[[Page {(number + 1) % PEOPLE}]]",
                "language": "fr-CA",
            }
            return people[number].post(new, fields), people[number].post(new, other)

        with ThreadPoolExecutor(PEOPLE) as threads:
            answers = list(threads.map(make, NUMBERS))
    assert sorted(first.status for first, _ in answers) == [303] + [409] * (PEOPLE - 1)
    assert all(
        f"Par {number}." in first.text for number, (first, _) in enumerate(answers) if first.status == 409
    )
    assert [second.status for _, second in answers] == [303] * PEOPLE
    with cast.acting("bob") as (session, _):
        dangling = "SELECT count(*) FROM link WHERE target_id IS NULL"
        assert session.connection().exec_driver_sql(dangling).scalar() == 0
