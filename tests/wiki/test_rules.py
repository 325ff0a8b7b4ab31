"""Rules of use (M-2, M-11, M-12, U-1): versions of the terms and of charters, who accepted them, what they bind to."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.factories import Cast
from tests.statements import counted
from tests.visitor import Visitor, Visitors
from tests.wiki.communities.founding import SAID, Founded, founded
from tests.wiki.pages.writing import address_of
from wiki import clock, worker
from wiki.access.models import Acceptance, RulesVersion
from wiki.access.viewer import operator
from wiki.config import RulesSettings, Settings
from wiki.parts.audit.models import AuditEntry
from wiki.parts.feeds.commands import make_feed_key
from wiki.parts.revisions.models import Revision
from wiki.parts.rules import errors
from wiki.parts.rules.commands import accept, publish_rules
from wiki.parts.rules.queries import current
from wiki.parts.rules.wording import LONGEST, PRIVACY, TERMS, Wording, digest_of, months_before
from wiki.parts.spaces.models import SECRET

FIRST = "On écrit avec respect."
SECOND = "On écrit avec respect, et sans secrets."


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    """In English; `@pytest.mark.parametrize("settings", ["nothing"], indirect=True)` says what is open before."""
    rules = RulesSettings(unaccepted=getattr(request, "param", "reading"))
    return settings.model_copy(update={"language": "en-CA", "rules": rules})


def published(cast: Cast, body: str = FIRST, **said: Any) -> int:
    """Another version of the terms, by whoever holds the machine; its number."""
    with cast.site.database.writing() as session:
        wordings = [
            Wording(TERMS, "fr", "Conditions d’utilisation", body),
            Wording(TERMS, "en", "Terms of use", body),
            Wording(PRIVACY, "en", "Privacy notice", "We keep little."),
        ]
        values: dict[str, Any] = {"dated": clock.now().date(), "changed": "Le mot « secrets ».", **said}
        made = publish_rules(session, operator(), wordings, **values)
        session.commit()
        return made.number


def accepted(cast: Cast, name: str) -> list[int]:
    """What this person accepted of the terms, in order."""
    own = select(Acceptance.number).where(
        Acceptance.account_id == cast.ids[name], Acceptance.space_id.is_(None)
    )
    with cast.site.database.reading() as session:
        return list(session.scalars(own.order_by(Acceptance.id)))


def aged(cast: Cast, name: str, **age: int) -> None:
    """What this person accepted is so much older."""
    with cast.site.database.writing() as session:
        then = clock.now() - timedelta(**age)
        of = Acceptance.account_id == cast.ids[name]
        session.execute(update(Acceptance).where(of).values(accepted_at=then))
        session.commit()


def agrees(visitor: Visitor, number: object = 1, **said: Any) -> Any:
    return visitor.post("/-/terms", {"number": str(number), "agreed": "y", "next": "/-/spaces", **said})


def acts(cast: Cast) -> list[str]:
    worker.drain(cast.site.database)
    with cast.site.database.reading() as session:
        return list(session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def revisions(cast: Cast) -> int:
    with cast.site.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Revision)) or 0


# ── The terms of use: asked, accepted ──────────────────────────────────────────────────────────────


def test_nobody_is_asked_before_a_version_is_published(visitors: Visitors, stranger: Visitor) -> None:
    assert visitors.bob.get("/").status_code == 200
    model = stranger.get("/-/terms").text
    assert "This is a model" in model
    assert "Privacy notice" in model
    assert "Write the first version" not in visitors.bob.get("/-/terms").text
    assert "Write the first version" in visitors.admin.get("/-/terms").text
    assert agrees(visitors.bob).status_code == 404


def test_the_first_page_after_signing_in_asks_once_and_leads_back(visitors: Visitors, cast: Cast) -> None:
    published(cast)
    first = visitors.bob.get("/-/spaces")
    assert first.status_code == 303
    assert first.headers["Location"] == "/-/terms?next=/-/spaces"
    screen = visitors.bob.get(first.headers["Location"]).text
    for words in ("Welcome", FIRST, "We keep little.", "Version 1", "Only read, for now", "in 12 months"):
        assert words in screen, words
    assert visitors.bob.get("/-/spaces").status_code == 200  # asked once
    done = agrees(visitors.bob)
    assert (done.status_code, done.headers["Location"]) == (303, "/-/spaces")
    assert accepted(cast, "bob") == [1]
    assert "You accepted version 1" in visitors.bob.get("/-/terms").text
    agrees(visitors.bob)  # sent twice
    assert accepted(cast, "bob") == [1]
    assert acts(cast)[-2:] == ["SignedIn", "RulesAccepted"]


def test_until_then_every_way_to_write_is_refused_with_the_words_kept(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Réception"))
    published(cast)
    visitors.bob.get("/")  # is asked
    read = visitors.bob.get(page)
    assert read.status_code == 200
    assert "write once you have accepted the terms of use" in read.text
    assert f"{page}/-/edit" not in read.text
    before = revisions(cast)
    assert "accept them" in visitors.bob.get(f"{page}/-/edit").text
    refused = visitors.bob.post(
        f"{page}/-/edit", {"title": "Réception", "body": "Mes mots à moi."}, form="/-/terms"
    )
    assert refused.status_code == 403
    for words in ("The rules come first", "Mes mots à moi.", "/-/terms"):
        assert words in refused.text, words
    for where in (f"/{cast.space}/-/topics/new", "/-/feed", f"/{cast.space}/-/draft"):
        assert visitors.bob.post(where, {"title": "x", "body": "y"}, form="/-/terms").status_code == 403, (
            where
        )
    assert revisions(cast) == before
    agrees(visitors.bob)
    assert visitors.bob.get(f"{page}/-/edit").status_code == 200
    assert "write once you have accepted" not in visitors.bob.get(page).text


@pytest.mark.parametrize("settings", ["nothing"], indirect=True)
def test_where_the_settings_say_so_nothing_is_open_before(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Réception"))
    visitors.bob.get("/")
    published(cast)
    for where in (page, "/-/search?q=x", "/-/people/bob", "/"):
        for _ in range(2):
            assert visitors.bob.get(where).headers["Location"].startswith("/-/terms?next="), where
    script = visitors.bob.get("/-/quick?q=r", headers={"Sec-Fetch-Dest": "empty"})
    assert script.status_code == 403
    for where in ("/-/terms", "/-/help", "/-/account/sessions"):
        assert visitors.bob.get(where).status_code == 200, where
    assert visitors.bob.post("/-/feed", form="/-/terms").status_code == 403
    agrees(visitors.bob)
    assert visitors.bob.get(page).status_code == 200


@pytest.mark.parametrize("settings", ["nothing"], indirect=True)
def test_a_feed_stops_where_nothing_is_open(visitors: Visitors, stranger: Visitor, cast: Cast) -> None:
    with cast.acting("bob") as (session, bob):
        feed = f"/-/feeds/{make_feed_key(session, bob)}.atom"
    assert stranger.get(feed).status_code == 200
    published(cast)
    assert stranger.get(feed).status_code == 403
    agrees(visitors.bob)
    assert stranger.get(feed).status_code == 200
    aged(cast, "bob", days=370)
    assert stranger.get(feed).status_code == 403


@pytest.mark.parametrize("settings", ["optional"], indirect=True)
def test_where_the_settings_say_so_one_is_only_asked(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Réception"))
    published(cast)
    assert visitors.bob.get("/").status_code == 303
    assert visitors.bob.get("/").status_code == 200
    assert visitors.bob.get(f"{page}/-/edit").status_code == 200
    assert "once you have accepted" not in visitors.bob.get(page).text


def test_a_new_version_asks_again_and_says_what_changed(visitors: Visitors, cast: Cast) -> None:
    published(cast)
    agrees(visitors.bob)
    published(cast, SECOND)
    screen = visitors.bob.get(visitors.bob.get("/").headers["Location"]).text
    for words in ("The terms of use have changed", "Le mot « secrets ».", "since version 1", "<ins>"):
        assert words in screen, words
    agrees(visitors.bob, 2)
    assert accepted(cast, "bob") == [1, 2]
    old = visitors.bob.get("/-/terms/versions/1").text
    assert FIRST in old
    assert "not in force any more" in old


def test_what_is_only_worded_better_asks_nobody(visitors: Visitors, cast: Cast) -> None:
    published(cast)
    agrees(visitors.bob)
    published(cast, SECOND, material=False)
    assert visitors.bob.get("/").status_code == 200
    assert visitors.alice.get("/").status_code == 303


def test_an_acceptance_lapses_after_so_many_months(visitors: Visitors, cast: Cast) -> None:
    """U-1: expired, reading alone until it is renewed."""
    page = address_of(cast, cast.page("Réception"))
    published(cast)
    agrees(visitors.bob)
    aged(cast, "bob", days=300)
    assert visitors.bob.get(f"{page}/-/edit").status_code == 200
    aged(cast, "bob", days=370)
    screen = visitors.bob.get(visitors.bob.get("/").headers["Location"]).text
    assert "It is time to accept" in screen
    assert visitors.bob.get(f"{page}/-/edit").status_code == 403
    agrees(visitors.bob)
    assert accepted(cast, "bob") == [1, 1]
    assert visitors.bob.get(f"{page}/-/edit").status_code == 200


def test_a_page_and_a_save_cost_no_statement_more(visitors: Visitors, cast: Cast) -> None:
    page = address_of(cast, cast.page("Réception"))
    visitors.bob.get(page)
    with counted(cast.site.database) as before:
        visitors.bob.get(page)
    published(cast)
    agrees(visitors.bob)
    visitors.bob.get("/-/spaces")
    visitors.bob.get(page)
    with counted(cast.site.database) as after:
        assert visitors.bob.get(page).status_code == 200
    assert len(after) == len(before) == 2, "\n".join(after)


# ── Bad input ──────────────────────────────────────────────────────────────────────────────────────


def test_a_stale_form_accepts_nothing_and_shows_what_counts_now(visitors: Visitors, cast: Cast) -> None:
    published(cast)
    visitors.bob.get("/-/terms")
    published(cast, SECOND)
    answer = agrees(visitors.bob, 1)
    assert answer.status_code == 409
    assert "The rules changed while you were reading" in answer.text
    assert SECOND in answer.text
    assert 'value="2"' in answer.text
    assert "checked" not in answer.text.split('id="accept"')[1]
    assert accepted(cast, "bob") == []


@pytest.mark.parametrize("number", ["", "0", "-1", "99", "deux", "1e3", "9" * 40, "²"])
def test_a_forged_version_accepts_nothing(visitors: Visitors, cast: Cast, number: str) -> None:
    published(cast)
    assert agrees(visitors.bob, number).status_code == 409
    assert accepted(cast, "bob") == []


def test_a_box_that_is_not_ticked_accepts_nothing(visitors: Visitors, cast: Cast) -> None:
    published(cast)
    refused = visitors.bob.post("/-/terms", {"number": "1", "next": ""})
    assert refused.status_code == 422
    assert "Tick the box" in refused.text
    assert accepted(cast, "bob") == []


def test_a_field_that_the_form_does_not_have_is_refused(visitors: Visitors, cast: Cast) -> None:
    """L-4: neither for somebody else, nor at another time."""
    published(cast)
    for slipped in ({"account_id": "1"}, {"accepted_at": "2001-01-01"}, {"material": "0"}):
        refused = agrees(visitors.bob, **slipped)
        assert refused.status_code == 422
        assert "This form has no field" in refused.text
    assert accepted(cast, "bob") == []
    form = {"terms_fr": "Un", "dated": "2026-01-01", "seen": "1", "published_by": "Le ministre"}
    assert visitors.admin.post("/-/terms/publish", form).status_code == 403  # has accepted nothing either
    agrees(visitors.admin)
    assert visitors.admin.post("/-/terms/publish", {**form, "changed": "x"}).status_code == 422


def test_the_way_back_leads_nowhere_else(visitors: Visitors, cast: Cast) -> None:
    published(cast)
    assert agrees(visitors.bob, next="https://ailleurs.example/").headers["Location"] == "/"
    assert agrees(visitors.alice, next="//ailleurs.example/").headers["Location"] == "/"


# ── Publishing ─────────────────────────────────────────────────────────────────────────────────────


def words(**said: str) -> dict[str, str]:
    return {
        "terms_fr": SECOND,
        "terms_en": "",
        "privacy_fr": "",
        "privacy_en": "",
        "dated": "2026-01-01",
        "changed": "",
        "seen": "0",
        **said,
    }


def test_administrators_publish_after_a_preview(visitors: Visitors, cast: Cast) -> None:
    screen = visitors.admin.get("/-/terms/publish").text
    assert "avec respect" in screen  # the model, to begin with
    seen = visitors.admin.post("/-/terms/publish", words(terms_fr="**Bref**", preview="1"))
    assert seen.status_code == 200
    assert "<strong>Bref</strong>" in seen.text
    with cast.site.database.reading() as session:
        assert current(session, None) is None
    assert visitors.admin.post("/-/terms/publish", words()).status_code == 303
    with cast.site.database.reading() as session:
        made = current(session, None)
        assert made is not None
        assert (made.number, made.material, made.published_by) == (1, True, "Andrée Administratrice")
        assert made.digest == digest_of([Wording(TERMS, "fr", "Conditions d’utilisation", SECOND)])
    assert accepted(cast, "admin") == [1]  # whoever publishes has read it
    assert visitors.admin.get("/").status_code == 200
    assert "RulesPublished" in acts(cast)
    for name in ("bob", "dana", "gaelle"):
        assert getattr(visitors, name).get("/-/terms/publish").status_code in (303, 403, 404)
        assert getattr(visitors, name).post("/-/terms/publish", words(seen="1")).status_code in (403, 404)


@pytest.mark.parametrize(
    ("said", "status", "sentence"),
    [
        ({"terms_fr": "", "privacy_fr": "x"}, 422, "one language at least"),
        ({"terms_fr": "x" * 1_000_000}, 422, f"{LONGEST}"),
        ({"dated": "3001-01-01"}, 422, "a day that has come"),
        ({"dated": "hier"}, 422, "Date of the version"),
        ({"changed": ""}, 422, "Say in a sentence what changed"),
        ({"changed": "x" * 1001}, 422, "1000 characters at most"),
        ({"seen": "0"}, 409, "Somebody else published"),
        ({"seen": "deux"}, 409, "Somebody else published"),
        ({"terms_fr": "Un."}, 409, "Nothing differs"),
    ],
)
def test_what_cannot_be_published_comes_back_with_its_words(
    visitors: Visitors, cast: Cast, said: dict[str, str], status: int, sentence: str
) -> None:
    visitors.admin.post("/-/terms/publish", words(terms_fr="Un."))
    sent = words(changed="Une phrase.", seen="1", terms_en="")
    answer = visitors.admin.post("/-/terms/publish", {**sent, **said})
    assert answer.status_code == status
    assert sentence in answer.text
    with cast.site.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(RulesVersion)) == 1


def test_the_same_day_so_many_months_before() -> None:
    at = clock.now().replace(year=2026, month=3, day=31)
    assert months_before(at, 1) == at.replace(month=2, day=28)
    assert months_before(at, 12) == at.replace(year=2025)
    assert months_before(at, 15) == at.replace(year=2024, month=12)


# ── Who accepted ───────────────────────────────────────────────────────────────────────────────────


def test_administrators_see_who_accepted_what_and_when(visitors: Visitors, cast: Cast) -> None:
    published(cast)
    for name in ("bob", "alice", "admin"):
        agrees(getattr(visitors, name))
    aged(cast, "alice", days=400)
    published(cast, SECOND)
    for name in ("dana", "admin"):
        agrees(getattr(visitors, name), 2)
    where = "/-/terms/acceptances"
    screen = visitors.admin.get(where).text
    assert "Version 2" in screen
    expected = {
        "accepted": {"Dana", "Andrée"},
        "older": {"Bob", "Alice"},
        "never": {"Charlie", "Gaëlle"},
        "lapsed": set(),
    }
    for state, people in expected.items():
        shown = visitors.admin.get(f"{where}?state={state}").text.split("<tbody>")[-1]
        for name in ("Dana", "Andrée", "Bob", "Alice", "Charlie", "Gaëlle"):
            assert (f"<td>{name}" in shown) == (name in people), (state, name)
    assert "<td>Bob" in visitors.admin.get(f"{where}?number=1&words=gagn").text
    assert "<td>Alice" not in visitors.admin.get(f"{where}?number=1&words=gagn").text
    assert visitors.admin.get(f"{where}?state=x&number=deux&begin=-3").status_code == 200
    assert visitors.dana.get(where).status_code in (403, 404)


def test_a_copy_of_the_list_says_why_and_stands_in_the_journal(visitors: Visitors, cast: Cast) -> None:
    published(cast)
    agrees(visitors.admin)
    agrees(visitors.bob)
    where = "/-/terms/acceptances"
    refused = visitors.admin.post(where, {"justification": " "})
    assert refused.status_code == 422
    assert "Say why" in refused.text
    assert visitors.admin.post(where, {"justification": "x", "account": "1"}).status_code == 422
    copy = visitors.admin.post(
        where, {"justification": "Bilan", "state": "accepted", "number": "", "words": ""}
    )
    assert copy.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(copy.text.removeprefix("\ufeff"))))
    assert {row["username"] for row in rows} == {"admin", "bob"}
    assert {row["version"] for row in rows} == {"1"}
    assert acts(cast)[-1] == "AcceptancesExported"
    with cast.site.database.reading() as session:
        details = session.scalars(select(AuditEntry.details).order_by(AuditEntry.id.desc())).first()
    assert "Bilan" in (details or "")
    assert visitors.bob.post(where, {"justification": "Bilan"}).status_code in (403, 404)


# ── Charters ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def place(cast: Cast) -> Founded:
    return founded(cast)


def changes(place: Founded, charter: str, **said: Any) -> None:
    description = replace(SAID, charter=charter, **said)
    place.does("dana", "describe", description, place.cast.site.settings.communities)


def test_joining_asks_for_the_charter(visitors: Visitors, cast: Cast, place: Founded) -> None:
    where = f"/{place.slug}/-/join"
    assert "I have read the charter" in visitors.admin.get(where).text
    asked = {"level": "normal", "role": "consultation", "number": "1"}
    assert visitors.admin.post(where, asked).status_code == 422
    assert place.roles_of("admin") == set()
    stale = visitors.admin.post(where, {**asked, "agreed": "y", "number": "7"})
    assert stale.status_code == 409
    assert visitors.admin.post(where, {**asked, "agreed": "y"}).status_code == 303
    assert visitors.admin.get(f"/{place.slug}/-/new").status_code == 200


def test_a_new_charter_leaves_reading_alone_in_that_community(
    visitors: Visitors, cast: Cast, place: Founded
) -> None:
    page = f"/{place.slug}/{cast.page('Grille', by='dana', space=place.slug).slug}"
    other = address_of(cast, cast.page("Ailleurs"))
    changes(place, "On cite ses sources.", charter_changed="Les sources.")
    assert visitors.dana.get(f"{page}/-/edit").status_code == 200  # whoever wrote it has read it
    read = visitors.bob.get(page)
    assert read.status_code == 200
    assert "accepted its charter" in read.text
    sent = {"title": "Grille", "body": "Mes mots.", "base_revision": "1"}
    refused = visitors.bob.post(f"{page}/-/edit", sent, form="/-/search")
    assert refused.status_code == 403
    assert f"/{place.slug}/-/charter" in refused.text
    assert "Mes mots." in refused.text
    assert visitors.bob.get(f"{other}/-/edit").status_code == 200
    charter = visitors.bob.get(f"/{place.slug}/-/charter").text
    for words in ("Les sources.", "On cite ses sources.", "since version 1"):
        assert words in charter, words
    stale = visitors.bob.post(f"/{place.slug}/-/charter", {"number": "1", "agreed": "y"})
    assert stale.status_code == 409
    assert visitors.bob.post(f"/{place.slug}/-/charter", {"number": "2", "agreed": "y"}).status_code == 303
    assert visitors.bob.get(f"{page}/-/edit").status_code == 200
    assert "franchement" in visitors.bob.get(f"/{place.slug}/-/charter/1").text


def test_a_charter_that_is_only_worded_better_asks_nobody(visitors: Visitors, place: Founded) -> None:
    changes(place, "On se parle sincèrement.", charter_material=False)
    assert visitors.bob.get(f"/{place.slug}/-/new").status_code == 200
    assert "Version 2" in visitors.bob.get(f"/{place.slug}/-/charter").text


def test_a_charter_is_not_emptied_nor_a_megabyte_long(visitors: Visitors, cast: Cast, place: Founded) -> None:
    with pytest.raises(errors.CharterEmpty):
        changes(place, "  \n ")
    form = visitors.dana.post(
        f"/{place.slug}/-/community",
        {"purpose": "x", "charter": "", "joining": "open", "joins_as": "functional"},
    )
    assert form.status_code == 422
    assert "write what takes its place" in form.text
    with pytest.raises(Exception, match="50000"):
        changes(place, "x" * 1_000_000)
    with cast.site.database.reading() as session:
        made = current(session, place.space_id)
        assert made is not None
        assert made.number == 1


def test_a_charter_of_another_community_is_not_accepted_here(
    visitors: Visitors, cast: Cast, place: Founded
) -> None:
    other = founded(cast, "Autre", accepted=False)
    changes(place, "On cite ses sources.")
    assert visitors.bob.post(f"/{other.slug}/-/charter", {"number": "1", "agreed": "y"}).status_code == 303
    assert visitors.bob.get(f"/{place.slug}/-/new").status_code == 403
    assert visitors.bob.post("/nulle-part/-/charter", {"number": "1", "agreed": "y"}).status_code == 404
    assert visitors.bob.get(f"/{cast.space}/-/charter").status_code == 404  # a plain space
    slipped = {"number": "2", "agreed": "y", "space_id": str(other.space_id)}
    assert visitors.bob.post(f"/{place.slug}/-/charter", slipped).status_code == 422


def test_a_secret_charter_is_read_by_its_members_alone(visitors: Visitors, cast: Cast) -> None:
    place = founded(cast, "Cachée", visibility=SECRET, joining="invitation")
    assert visitors.bob.get(f"/{place.slug}/-/charter").status_code == 200
    for name in ("gaelle", "admin"):
        for end in ("", "/1", "/acceptances"):
            assert getattr(visitors, name).get(f"/{place.slug}/-/charter{end}").status_code == 404
        post = getattr(visitors, name).post(
            f"/{place.slug}/-/charter", {"number": "1", "agreed": "y"}, form="/-/search"
        )
        assert post.status_code == 404


def test_those_who_keep_a_community_see_who_accepted_its_charter(
    visitors: Visitors, cast: Cast, place: Founded
) -> None:
    where = f"/{place.slug}/-/charter/acceptances"
    shown = visitors.dana.get(where).text
    for name in ("Dana", "Bob", "Alice", "Charlie"):
        assert f"<td>{name}" in shown, name
    assert "<td>Gaëlle" not in shown
    changes(place, "On cite ses sources.")
    late = visitors.dana.get(f"{where}?state=older").text
    assert "<td>Bob" in late
    assert "<td>Dana" not in late
    copy = visitors.dana.post(where, {"justification": "Bilan"})
    assert copy.mimetype == "text/csv"
    assert visitors.bob.get(where).status_code == 403


def test_commands_refuse_what_screens_do_not_offer(cast: Cast) -> None:
    published(cast)
    with cast.acting("bob") as (session, bob), pytest.raises(errors.VersionMovedOn):
        accept(session, bob, None, 2)
    with cast.site.database.writing() as session, pytest.raises(errors.NoSuchVersion):
        accept(session, operator(), None, 1)


# ── Beside whoever writes ──────────────────────────────────────────────────────────────────────────


def test_the_rules_stand_beside_every_composer(
    visitors: Visitors, cast: Cast, place: Founded, app: Flask
) -> None:
    """M-11, U-2: the charter too, where there is one; M-3: who speaks in discussions."""
    page = f"/{place.slug}/{cast.page('Grille', by='dana', space=place.slug).slug}"
    for where in (f"{page}/-/edit", f"/{place.slug}/-/new", f"/{place.slug}/-/topics/new"):
        text = visitors.bob.get(where).text
        for words in ("The rules:", "without personal information", f"/{place.slug}/-/charter", "/-/terms"):
            assert words in text, (where, words)
    assert f"/{cast.space}/-/charter" not in visitors.bob.get(f"/{cast.space}/-/new").text
    assert "A message binds nobody but" in visitors.bob.get(f"/{place.slug}/-/topics").text
