"""Notices: what somebody was told, in their language, as far as they may still know of it."""

from __future__ import annotations

import pytest

from auth.identity import account_word
from auth.sentences import Sentence
from tests.factories import Cast
from tests.visitor import Visitor, Visitors
from wiki import clock
from wiki.access.viewer import operator
from wiki.config import Settings
from wiki.parts.cards import Reference
from wiki.parts.notices.commands import forget_read, tell
from wiki.parts.notices.models import Notice
from wiki.parts.notices.sentences import Name, Told
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import Space

LIST = "/-/notices"


class KettleBoils(Told):
    """The kettle of “%(title)s” boils: %(why)s."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """What is said to people is compared as the source writes it."""
    return settings.model_copy(update={"language": "en-CA"})


def boil(
    cast: Cast, *people: str, item: Reference | None = None, title: str = "Thé", space: bool = False
) -> None:
    with cast.site.database.writing() as session:
        space_id = session.query(Space).filter_by(slug=cast.space).one().id if space else None
        told = KettleBoils(title=Name(title, "fr-CA"), why=Sentence("%(number)s degrees", number=100))
        accounts = [cast.ids[name] for name in people]
        tell(session, [*accounts, None], told, url=f"/{cast.space}", item=item, space_id=space_id)
        session.commit()


def ids(cast: Cast, name: str) -> list[int]:
    with cast.site.database.reading() as session:
        return [notice.id for notice in session.query(Notice).filter_by(account_id=cast.ids[name])]


def test_who_is_told_reads_it_at_home_and_in_the_list_until_it_is_read(
    visitors: Visitors, cast: Cast
) -> None:
    boil(cast, "alice")
    sentence = 'The kettle of “<span lang="fr-CA">Thé</span>” boils: 100 degrees.'
    for address in ("/", LIST):
        assert sentence in visitors.alice.get(address).text
        assert "kettle" not in visitors.bob.get(address).text
    (notice,) = ids(cast, "alice")
    answer = visitors.alice.get(f"{LIST}/{notice}")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/{cast.space}")
    assert "kettle" not in visitors.alice.get("/").text
    assert sentence in visitors.alice.get(LIST).text
    assert "Mark as read" not in visitors.alice.get(LIST).text


def test_one_is_marked_as_read_or_all_of_them(visitors: Visitors, cast: Cast) -> None:
    for _ in range(3):
        boil(cast, "alice", "bob")
    first = ids(cast, "alice")[0]
    assert visitors.alice.post(f"{LIST}/{first}/read", {}, form=LIST).status_code == 303
    assert visitors.alice.get("/").text.count("kettle") == 2
    assert visitors.alice.post(f"{LIST}/read", {}, form=LIST).status_code == 303
    assert "kettle" not in visitors.alice.get("/").text
    assert visitors.bob.get("/").text.count("kettle") == 3


def test_the_notices_of_others_do_not_exist(visitors: Visitors, stranger: Visitor, cast: Cast) -> None:
    boil(cast, "alice")
    (notice,) = ids(cast, "alice")
    assert visitors.bob.get(f"{LIST}/{notice}").status_code == 404
    assert visitors.bob.post(f"{LIST}/{notice}/read", {}, form=LIST).status_code == 404
    assert stranger.get(LIST).headers["Location"].startswith("/-/sign-in")
    assert "kettle" in visitors.alice.get("/").text


def test_what_one_may_no_longer_read_is_told_no_longer(visitors: Visitors, cast: Cast) -> None:
    """L-6, L-11: rights are asked again when it is shown."""
    page = cast.page("Thé")
    boil(cast, "alice", "charlie", item=("page", page.id))
    boil(cast, "alice", "charlie", space=True, title="Espace")
    assert visitors.alice.get(LIST).text.count("kettle of") == 4  # for the eye, and in the names of buttons
    assert visitors.alice.get("/").text.count("kettle of") == 2
    assert "kettle" not in visitors.charlie.get(LIST).text
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_role(session, operator(), space, account_word(cast.ids["alice"]), None)
        session.commit()
    for address in ("/", LIST, f"{LIST}?before=999"):
        assert "kettle" not in visitors.alice.get(address).text
    assert {visitors.alice.get(f"{LIST}/{each}").status_code for each in ids(cast, "alice")} == {404}


def test_words_of_people_are_escaped(visitors: Visitors, cast: Cast) -> None:
    """L-17."""
    boil(cast, "alice", title="<script>alert(1)</script> 100% %(why)s")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 100% %(why)s" in visitors.alice.get("/").text


def test_a_long_list_is_leafed_through_and_what_was_read_long_ago_is_forgotten(
    visitors: Visitors, cast: Cast
) -> None:
    for number in range(60):
        boil(cast, "alice", title=f"Thé {number}.")
    first = visitors.alice.get(LIST).text
    assert first.count("kettle of") == 2 * 50
    older = visitors.alice.get(f"{LIST}?before={ids(cast, 'alice')[10]}").text
    assert "Thé 9." in older
    assert "Thé 10." not in older
    visitors.alice.post(f"{LIST}/read", {}, form=LIST)
    boil(cast, "alice")
    with cast.site.database.writing() as session:
        forget_read(session, clock.now())
        session.commit()
    assert len(ids(cast, "alice")) == 1
