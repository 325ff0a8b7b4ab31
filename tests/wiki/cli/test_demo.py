"""The demo is a small living wiki, and goes without taking what others wrote (part 3)."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth import accounts
from auth.models import Account
from tests.databases import Databases
from tests.wiki.operator import Operator
from tests.wiki.people import PASSWORD
from wiki import clock, demo
from wiki.access.keyring import viewer_of
from wiki.access.models import Acceptance, AccessWord, Grant
from wiki.access.viewer import Viewer, operator
from wiki.cli.asking import ACCOUNT
from wiki.demo.words import THERE
from wiki.kinds.forum.commands import reply
from wiki.kinds.forum.models import Post, Topic
from wiki.kinds.pages.commands import create_page, save_page
from wiki.kinds.pages.models import FormerAddress, Page
from wiki.parts.cards import cards_of
from wiki.parts.communities.models import MembershipRequest
from wiki.parts.drafts.commands import keep_draft
from wiki.parts.drafts.models import Draft
from wiki.parts.favourites.models import Favourite
from wiki.parts.links.models import Link
from wiki.parts.moderation.cases import waiting
from wiki.parts.moderation.commands import decide
from wiki.parts.moderation.models import Decision
from wiki.parts.reading.models import Reading
from wiki.parts.revisions.models import Revision
from wiki.parts.rules.commands import accept
from wiki.parts.rules.queries import ACCEPTED, Asked, Signatories, current
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.models import Space
from wiki.parts.words import clean_line

INSPECTION = "inspection-des-aliments"


@pytest.fixture(scope="module")
def furnished(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Operator:
    """Where the demo was made, once."""
    made = Operator(tmp_path_factory.mktemp("furnished") / "data", databases.new())
    made("demo")
    return made


@pytest.fixture
def living(furnished: Operator, databases: Databases, tmp_path: Path) -> Iterator[Operator]:
    """A copy of it, to write in."""
    shutil.copytree(furnished.data, tmp_path / "data")
    with databases.one(like=furnished.environment["RELAIS_DATABASE_URL"]) as url:
        yield Operator(tmp_path / "data", url)


@pytest.fixture
def zoe(living: Operator) -> Operator:
    """Beside the demo, somebody real, who writes in one of its spaces."""
    living("user", "add", "zoe", "--name", "Zoé Réelle", typed=PASSWORD)
    living("space", "member", INSPECTION, "zoe", "functional")
    return living


def viewer(session: Session, username: str) -> Viewer:
    account = accounts.find_by_username(session, accounts.LOCAL, username)
    assert account is not None
    return viewer_of(session, accounts.identity(session, account))


def page_titled(session: Session, title: str) -> Page:
    return session.scalars(select(Page).where(Page.title == title)).one()


def edit(session: Session, actor: Viewer, title: str, body: str) -> None:
    page = page_titled(session, title)
    save_page(session, actor, page.id, base=page.revision_number, body=body)


def titles(session: Session) -> set[str]:
    return set(session.scalars(select(Page.title)))


# ── It lives ───────────────────────────────────────────────────────────────────────────────────────


def test_it_has_three_communities_of_three_visibilities_and_a_dozen_people(living: Operator) -> None:
    with living.reading() as session:
        assert sorted(session.scalars(select(Space.visibility))) == ["members", "secret", "staff"]
        people = session.scalars(select(Account)).all()
        assert 12 <= len(people) <= 20
        assert all(person.unit and person.job_title for person in people)
        assert [person.username for person in people if person.standing == "guest"] == ["gaelle"]
    assert living.found("temperature abattoir", "--as", "gaelle")["total"] > 0
    assert living.found("temperature abattoir", "--as", "charlie")["total"] == 0
    assert living.found("caoutchouc", "--as", "karine")["total"] > 0
    for stranger in ("alice", "charlie", "andree"):
        assert living.found("caoutchouc", "--as", stranger)["total"] == 0
    assert living.found("teletravail", "--as", "charlie")["total"] > 0
    assert "demo --remove" in living("check").stdout


def test_its_pages_have_a_tree_tags_links_and_something_in_english(living: Operator) -> None:
    with living.reading() as session:
        pages = session.scalars(select(Page)).all()
        assert 25 <= len(pages) <= 50
        ids = {page.id: page for page in pages}
        assert any(page.parent_id and ids[page.parent_id].parent_id for page in pages), "nothing is deep"
        assert Counter(page.language for page in pages)["en-CA"] == 1
        longest = max(session.scalars(select(Revision.size)))
        assert longest > 6000
        absent = session.scalars(select(Link.title).where(Link.target_id.is_(None))).all()
        assert {"Gabarit de communiqué", "Grille du bien-être animal"} <= set(absent)
        assert 5 <= len(absent) <= 10
        assert all("\u00a0" not in title for title in titles(session))


def test_its_pages_have_a_history(living: Operator) -> None:
    told = demo.words()
    with living.reading() as session:
        revisions = session.scalars(select(Revision).where(Revision.item_kind == "page")).all()
        summaries = {revision.summary for revision in revisions}
        wanted = {clean_line(event["summary"]) for event in told.history if event["does"] == "edit"}
        assert wanted <= summaries
        assert len({revision.author_id for revision in revisions if revision.number > 1}) > 8
        assert {"created", "edited", "renamed", "relinked", "reverted", "deleted"} == {
            revision.what for revision in revisions
        }
        assert any(revision.minor for revision in revisions if revision.what == "edited")
        assert session.scalars(select(FormerAddress.title)).all() == ["Trousse de l’inspecteur"]
        binned = session.scalars(select(Page).where(Page.deleted_at.is_not(None))).one()
        assert binned.deletion_reason
        assert session.scalars(select(Draft.title).order_by(Draft.title)).all() == [
            "Congés et absences",
            "Inspection d’un marché public",
        ]


def test_its_people_talk_and_answers_are_accepted(living: Operator) -> None:
    told = demo.words().topics
    with living.reading() as session:
        topics = session.scalars(select(Topic)).all()
        assert {topic.title for topic in topics} == {clean_line(topic["title"]) for topic in told}
        assert {topic.purpose for topic in topics} == {"question", "discussion", "announcement"}
        assert len([topic for topic in topics if topic.solved_at]) == sum(
            any("accepted" in post for post in topic.get("posts", ())) for topic in told
        )
        assert any(topic.about_id for topic in topics)
        assert any(not topic.replies for topic in topics if topic.purpose == "question")
        assert max(topic.last_post_at for topic in topics) < clock.now()


def test_one_space_is_a_community_where_people_wait_and_something_is_to_be_decided(living: Operator) -> None:
    with living.reading() as session:
        space = session.scalars(select(Space).where(Space.slug == INSPECTION)).one()
        assert space.stage == "active"
        requests = session.scalars(select(MembershipRequest)).all()
        assert sorted((each.invited, each.answered_at) for each in requests) == [(False, None), (True, None)]
        dana, bob = viewer(session, "dana"), viewer(session, "bob")
        waits, onward = waiting(session, dana)
        assert [(each.case.cause, dict(each.flags), onward) for each in waits] == [
            ("flagged", {"outdated": 1}, None)
        ]
        assert waiting(session, bob) == ([], None)
        decision = session.scalars(select(Decision)).one()
        assert (decision.action, decision.reason, decision.actor_id) == (
            "hide",
            "advertising",
            dana.account_id,
        )
        assert decision.words
        assert decision.made_at < clock.now() - timedelta(days=7)


def test_nobody_is_told_their_own_words_as_news(living: Operator) -> None:
    with living.reading() as session:
        spoken = select(Post.author_id, Post.topic_id, func.max(Post.number)).group_by(
            Post.author_id, Post.topic_id
        )
        read = {(row.account_id, row.item_id): row.number for row in session.scalars(select(Reading))}
        assert all(
            read[account_id, topic_id] >= number for account_id, topic_id, number in session.execute(spoken)
        )


def test_its_people_have_favourites_that_they_may_read(living: Operator) -> None:
    """Home shows them to whoever tries it."""
    with living.reading() as session:
        for person in ("bob", "alice", "dana", "charlie", "karine"):
            who = viewer(session, person)
            marked = session.scalars(select(Favourite.item_id).where(Favourite.account_id == who.account_id))
            favourites = [("page", page_id) for page_id in marked]
            assert favourites
            assert set(cards_of(session, who, favourites)) == set(favourites)


def test_it_happened_in_the_past_months_on_working_days(living: Operator) -> None:
    now = clock.now()
    with living.reading() as session:
        revisions = session.scalars(select(Revision)).all()
        moments = [revision.created_at for revision in revisions]
        moments += [page.deleted_at for page in session.scalars(select(Page)) if page.deleted_at]
        moments += list(session.scalars(select(Draft.saved_at)))
        moments += list(session.scalars(select(Favourite.marked_at)))
        moments += list(session.scalars(select(Space.created_at)))
        chains: dict[tuple[str, int], list[Revision]] = {}
        for revision in sorted(revisions, key=lambda each: each.number):
            chains.setdefault((revision.item_kind, revision.item_id), []).append(revision)
    assert max(moments) < now
    assert now - max(moments) < timedelta(days=10)
    assert now - min(moments) < timedelta(days=120)
    assert all(moment.astimezone(THERE).weekday() < 5 for moment in moments)
    assert all(7 <= moment.astimezone(THERE).hour < 18 for moment in moments)
    for chain in chains.values():
        assert chain == sorted(chain, key=lambda each: each.created_at)


def test_it_is_as_lively_in_another_year() -> None:
    later = clock.now() + timedelta(days=800)
    with clock.held(later):
        told = demo.words()
    last = told.moment(told.history[-1]["at"])
    assert timedelta(0) < later - last < timedelta(days=10)
    assert last.weekday() < 5


def test_its_accounts_are_listed_with_their_password(living: Operator) -> None:
    shown = living("demo", "--accounts").stdout
    people = yaml.safe_load((demo.words().folder / "people.yaml").read_text(encoding="utf-8"))
    assert people["password"] in shown
    assert all(f"  {username} " in shown for username in people["people"])


def test_it_is_made_once(living: Operator) -> None:
    before = living.rows()
    assert "--remove" in living("demo", code=1).stderr
    assert living.rows() == before


# ── It goes ────────────────────────────────────────────────────────────────────────────────────────


JOURNAL = "audit_entry"  # of which nothing is ever taken away


def test_it_goes_without_a_trace_and_takes_nothing_else(relais: Operator) -> None:
    relais("space", "open", "À nous")
    relais("user", "add", "zoe", "--name", "Zoé", typed=PASSWORD)
    relais("user", "administrator", "zoe")
    before = relais.rows()
    relais("demo")
    with relais.database() as session:
        ours = session.scalars(select(Space).where(Space.slug == "a-nous")).one()
        body = "Voir [[inspection-des-aliments:Chaîne de possession]]."
        create_page(session, operator(), ours, title="Reste", body=body)
    relais("demo", "--remove")
    more = {table: number - before[table] for table, number in relais.rows().items() if table != JOURNAL}
    assert {table: number for table, number in more.items() if number} == {
        "page": 1,
        "revision": 1,
        "rendering": 1,
    }  # the link led to a space that is no more
    assert relais.found("abattoir")["total"] == 0
    relais("check")
    assert relais("demo", "--accounts").stdout == ""


def test_removed_twice_it_says_so_and_can_be_made_again(living: Operator) -> None:
    made = {**living.rows(), JOURNAL: 0}
    assert "The demo is gone: 18 accounts and spaces." in living("demo", "--remove").stdout
    assert living("demo", "--remove").stdout == "There is no demo to take away.\n"
    living("demo")
    assert {**living.rows(), JOURNAL: 0} == made


def test_what_somebody_else_wrote_in_its_spaces_stays_with_what_it_stands_under(zoe: Operator) -> None:
    with zoe.database() as session:
        actor = viewer(session, "zoe")
        above = page_titled(session, "Préparer une inspection")
        space = session.get_one(Space, above.space_id)
        create_page(
            session, actor, space, title="À moi", body="Voir [[Suites d’une inspection]].", parent_id=above.id
        )
        edit(session, actor, "Chaîne de possession", "Réécrit par Zoé.")
        going = page_titled(session, "Guide de la première tournée")
        past = select(Revision.id).where(Revision.item_kind == "page", Revision.item_id == going.id)
        decide(session, operator(), "revision", session.scalars(past).all()[0], "hide", reason="personal")
    shown = zoe("demo", "--remove").stdout
    assert "Inspection des aliments: Chaîne de possession, À moi (Zoé Réelle)" in shown
    assert "Nobody keeps “Inspection des aliments” any more" in shown
    assert f"relais space member {INSPECTION} {ACCOUNT} steward" in shown
    with zoe.reading() as session:
        assert titles(session) == {
            "Accueil",
            "Préparer une inspection",
            "À moi",
            "Prélever un échantillon",
            "Chaîne de possession",
        }
        kept = page_titled(session, "Chaîne de possession")
        history = session.scalars(select(Revision).where(Revision.item_id == kept.id)).all()
        assert {revision.author_name for revision in history} == {"Dana Tremblay", "Bob Gagnon", "Zoé Réelle"}
        assert [account.username for account in session.scalars(select(Account))] == ["zoe"]
        assert session.scalars(select(Space.slug)).all() == [INSPECTION]
    assert zoe.found("Zoé", "--as", "zoe")["total"] > 0
    assert zoe.found("seitan", "--as", "zoe")["total"] == 0
    zoe("check")
    assert zoe("demo", "--remove").stdout == "There is no demo to take away.\n"
    assert INSPECTION in zoe("demo", code=1).stderr, "its address is somebody else's now"


def test_what_somebody_else_is_writing_stays_too(zoe: Operator) -> None:
    with zoe.database() as session:
        actor = viewer(session, "zoe")
        words = {"summary": "", "base_revision": 1}
        space = session.scalars(select(Space).where(Space.slug == INSPECTION)).one()
        page = page_titled(session, "Rappel d’un produit")
        keep_draft(session, actor, f"page:{page.id}", title=page.title, body="Mes mots.", **words)
        keep_draft(session, actor, f"space:{space.id}:abc", title="Un marché", body="Le début.", **words)
    assert "Rappel d’un produit, Un marché (Zoé Réelle)" in zoe("demo", "--remove").stdout
    with zoe.reading() as session:
        assert set(session.scalars(select(Draft.body))) == {"Mes mots.", "Le début."}
        assert "Rappel d’un produit" in titles(session)
        assert "Chaîne de possession" not in titles(session)
    zoe("check")


def test_a_topic_in_which_somebody_else_replied_stays_and_the_others_go(zoe: Operator) -> None:
    with zoe.database() as session:
        topic = session.scalars(select(Topic).where(Topic.title.startswith("Un buffet"))).one()
        reply(session, viewer(session, "zoe"), topic.id, body="Chez nous aussi.")
        title = topic.title
    assert f"Inspection des aliments: {title} (Zoé Réelle)" in zoe("demo", "--remove").stdout
    with zoe.reading() as session:
        assert session.scalars(select(Topic.title)).all() == [title]
        said = session.scalars(select(Post.author_name).order_by(Post.number)).all()
        assert said == ["Félix Ouellet", "Dana Tremblay", "Félix Ouellet", "Dana Tremblay", "Zoé Réelle"]
        assert titles(session) == {"Accueil"}
    zoe("check")


def test_what_only_its_people_wrote_goes_whoever_reads_it(zoe: Operator) -> None:
    """A role is no writing, and neither is what the site corrects by itself."""
    shown = zoe("demo", "--remove").stdout
    assert "18 accounts and spaces" in shown
    assert "stays" not in shown
    with zoe.reading() as session:
        assert not titles(session)


def test_no_right_waits_for_an_account_that_comes_later(zoe: Operator) -> None:
    zoe("space", "open", "À nous", "--visibility", "members")
    with zoe.database() as session:
        ours = session.scalars(select(Space).where(Space.slug == "a-nous")).one()
        louis = accounts.find_by_username(session, accounts.LOCAL, "louis")
        assert louis is not None
        set_role(session, operator(), ours, f"account:{louis.id}", "consultation")
        edit(session, viewer(session, "zoe"), "Suites d’une inspection", "Réécrit.")
    zoe("demo", "--remove")
    with zoe.reading() as session:
        zoe_id = session.scalars(select(Account.id)).one()
        words = {*session.scalars(select(AccessWord.word)), *session.scalars(select(Grant.word))}
        assert {word for word in words if word.startswith("account:")} == {f"account:{zoe_id}"}


def test_it_does_not_touch_an_account_that_has_one_of_its_names(relais: Operator) -> None:
    relais("user", "add", "bob", "--name", "Un autre Bob", typed=PASSWORD)
    before = relais.rows()
    assert "bob" in relais("demo", code=1).stderr
    assert relais.rows() == before
    relais("demo", "--remove")
    assert "Un autre Bob" in relais("user", "list").stdout


# ── Its terms of use ───────────────────────────────────────────────────────────────────────────────


def test_its_people_have_accepted_its_terms_but_one(living: Operator) -> None:
    with living.reading() as session:
        standing = {
            person.username: person.state for person in Signatories(session, None, None).everyone(Asked())
        }
    assert {name for name, state in standing.items() if state != ACCEPTED} == {"louis"}
    living("demo", "--remove")
    with living.reading() as session:
        assert current(session, None) is None


def test_terms_that_others_accepted_or_published_stay(zoe: Operator) -> None:
    with zoe.database() as session:
        accept(session, viewer(session, "zoe"), None, 1)
    zoe("demo", "--remove")
    zoe("demo")
    with zoe.reading() as session:
        made = current(session, None)
        assert made is not None
        assert made.number == 1
        of_site = select(func.count()).select_from(Acceptance).where(Acceptance.space_id.is_(None))
        accepted = session.scalar(of_site)
        assert accepted == len(demo.words().people)  # Zoé, and all but one
