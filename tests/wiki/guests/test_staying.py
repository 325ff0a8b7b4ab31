"""A stay is renewed, ended, taken over, and comes to its end: the day after, nothing is open (S-11, U-8)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from auth.accounts import disable, find_account, identity
from auth.identity import account_word
from auth.models import WebSession
from tests.factories import Cast
from tests.mail import text_of
from tests.visitor import Visitor, Visitors
from tests.wiki.communities.founding import founded, told
from tests.wiki.guests.hosting import MAIL, MONTREAL, PASSWORD, Hosting, last_day, made_at_the_command_line
from wiki import clock
from wiki.access.keyring import viewer_of
from wiki.access.models import Grant
from wiki.access.viewer import operator
from wiki.errors import Forbidden, NotFound
from wiki.parts.communities import stages
from wiki.parts.feeds.commands import make_feed_key
from wiki.parts.feeds.models import FeedKey
from wiki.parts.guests import errors
from wiki.parts.guests.models import GuestStay
from wiki.parts.spaces.commands import change_roles, change_space, set_role, set_roles
from wiki.parts.spaces.models import SECRET, Space


def takes_roles(place: Hosting, person: str) -> None:
    with place.cast.site.database.writing() as session:
        word = account_word(place.cast.ids[person])
        change_roles(session, operator(), place.community.space(session), word, {})
        session.commit()


def feed_of(place: Hosting) -> str:
    """The address of Zoé's own feed."""
    with place.cast.site.database.writing() as session:
        account = find_account(session, place.account().id)
        assert account is not None
        key = make_feed_key(session, viewer_of(session, identity(session, account)))
        session.commit()
    return f"/-/feeds/{key}.atom"


def day_of(place: Hosting, days: int) -> str:
    return last_day(days).date().isoformat()


# ── The end ────────────────────────────────────────────────────────────────────────────────────────


def test_on_the_last_day_all_is_open_and_the_day_after_nothing(place: Hosting, cast: Cast) -> None:
    """S-11: sessions, passwords and feeds are refused, without anybody having done anything."""
    cast.page("Prélever un échantillon", "carrefour", space=place.slug)
    zoe = place.comes(days=2)
    page, feed = f"/{place.slug}/prelever-un-echantillon", feed_of(place)
    ends = place.stay().ends_at
    with clock.held(ends - timedelta(minutes=5)):
        zoe.sign_in(MAIL, PASSWORD)
        assert zoe.get(page).status_code == 200
        assert Visitor(place.app).get(feed).status_code == 200
    with clock.held(ends + timedelta(seconds=1)):
        assert zoe.get(page).status_code in (302, 303)
        assert zoe.get(feed).status_code == 404
        refused = Visitor(place.app).sign_in(MAIL, PASSWORD)
        assert refused.status_code == 403
        assert "arrivé à sa date de fin" in refused.text


def test_the_worker_clears_away_what_is_over(place: Hosting, cast: Cast) -> None:
    place.comes(days=2)
    feed_of(place)
    with place.later(days=3):
        place.attend()
        place.attend()
    guest = place.account().id
    assert place.stay().ended_at is not None
    assert told(cast, "bob").count("GuestStayIsOver") == 1
    with cast.site.database.reading() as session:
        for table in (WebSession, FeedKey):
            assert session.scalar(select(func.count()).where(table.account_id == guest)) == 0  # type: ignore[attr-defined]
    assert f"account:{guest}" not in _words(place)


def _words(place: Hosting) -> set[str]:
    with place.cast.site.database.reading() as session:
        return set(session.scalars(select(Grant.word).where(Grant.space_id == place.community.space_id)))


BOX_OF_BOB = "bob.gagnon@exemple.gouv.qc.ca"


def has_a_box(cast: Cast) -> None:
    """Bob can be written to."""
    with cast.acting("bob") as (session, bob):
        account = find_account(session, bob.account_id or 0)
        assert account is not None
        account.mail = BOX_OF_BOB


def test_both_are_told_before_once_by_notice_and_by_letter(place: Hosting, cast: Cast) -> None:
    has_a_box(cast)
    place.comes(days=30)
    before = len(place.box.letters)
    with place.later(days=10):
        place.attend()
    assert len(place.box.letters) == before
    with place.later(days=17):
        place.attend()
        place.attend()
    assert told(cast, "bob").count("GuestStayEnds") == 1
    letters = place.box.letters[before:]
    assert [letter["To"] for letter in letters] == [MAIL, BOX_OF_BOB]
    assert "demandez-le à Bob Gagnon" in text_of(letters[0])
    assert "https://relais.exemple.gouv.qc.ca/-/guests" in text_of(letters[1])
    place.does("bob", "renew_stay", place.account().id, last_day(100), place.settings)
    with place.later(days=90):
        place.attend()
    assert told(cast, "bob").count("GuestStayEnds") == 2, "another end is told of anew"


def test_a_letter_that_arrived_is_not_sent_again_because_another_is_refused(
    place: Hosting, cast: Cast
) -> None:
    has_a_box(cast)
    place.comes(days=10)
    before = len(place.box.to(MAIL))
    place.box.unknown.add(BOX_OF_BOB)
    place.attend()
    with place.later(hours=1):
        place.cast.index()
    assert len(place.box.to(MAIL)) == before + 1
    place.box.unknown.clear()
    with place.later(hours=3):
        place.cast.index()
    assert len(place.box.to(MAIL)) == before + 1
    assert len(place.box.to(BOX_OF_BOB)) == 1


def test_whoever_answers_no_more_is_neither_written_to_nor_named(
    place: Hosting, cast: Cast, visitors: Visitors
) -> None:
    has_a_box(cast)
    with cast.acting("dana") as (session, dana):
        space = place.community.space(session)
        change_space(
            session,
            dana,
            space,
            title=space.title,
            description="",
            visibility=SECRET,
            language=space.language,
        )
    zoe = place.comes(days=10)
    assert "Zoé Tremblay" in visitors.bob.get("/-/guests").text
    takes_roles(place, "bob")
    place.attend()
    assert not place.box.to(BOX_OF_BOB)
    letter = text_of(place.box.to(MAIL)[-1])
    assert "se termine le" in letter
    assert "Bob" not in letter
    notices = zoe.get("/-/notices").text
    assert "se termine le" in notices
    assert "écrivez à" not in notices
    for screen in ("/-/guests", "/-/notices"):
        shown = visitors.bob.get(screen).text
        assert "Zoé Tremblay" not in shown, "the community is not open to him any more"
        assert place.slug not in shown


# ── Renewed ────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_answers_for_a_guest_renews_the_stay(place: Hosting, visitors: Visitors) -> None:
    zoe = place.comes(days=2)
    answer = visitors.bob.post(
        f"{place.path}/{place.account().id}/renew", {"until": day_of(place, 90)}, form=place.path
    )
    assert answer.status_code == 303
    with place.later(days=80):
        assert place.account().ends_at == place.stay().ends_at
        assert place.stay().ends_at > clock.now()
        assert Visitor(place.app).sign_in(MAIL, PASSWORD).status_code == 303
    assert "dure jusqu’au" in zoe.get("/-/notices").text


def roles_of(place: Hosting) -> dict[str, datetime | None]:
    """Role → its end, of Zoé."""
    with place.cast.site.database.reading() as session:
        held = select(Grant.role, Grant.ends_at).where(
            Grant.space_id == place.community.space_id, Grant.word == account_word(place.account().id)
        )
        return dict(session.execute(held).all())


def test_renewing_lengthens_no_role_that_a_steward_gave_for_a_shorter_time(
    place: Hosting, cast: Cast
) -> None:
    place.comes(days=30)
    word, stay, week = account_word(place.account().id), place.stay().ends_at, last_day(7)
    with cast.acting("dana") as (session, dana):
        roles = {"consultation": stay, "gardener": week}
        set_roles(session, dana, place.community.space(session), word, roles)
    place.does("bob", "renew_stay", place.account().id, last_day(90), place.settings)
    assert roles_of(place) == {"consultation": place.stay().ends_at, "gardener": week}
    place.does("bob", "renew_stay", place.account().id, last_day(3), place.settings)
    assert set(roles_of(place).values()) == {place.stay().ends_at}


def test_no_role_lasts_longer_than_the_stay_whoever_gave_it(place: Hosting, cast: Cast) -> None:
    """A longer stay elsewhere keeps the account open: the role ends by itself, before the worker has seen to it."""
    zoe = place.comes(days=30)
    other = Hosting(place.app, cast, place.box, founded(cast, "Salubrité Gaspésie"))
    other.invites(days=60)
    assert other.answers(zoe, other.link(), password="").status_code == 303
    with cast.acting("dana") as (session, dana):
        word = account_word(place.account().id)
        set_role(session, dana, place.community.space(session), word, "functional")
    cast.index()
    assert roles_of(place) == {"functional": place.stay().ends_at}
    with clock.held(place.stay().ends_at + timedelta(seconds=1)):
        zoe.sign_in(MAIL, PASSWORD)
        assert zoe.get(f"/{place.slug}").status_code == 404
        assert zoe.get(f"/{other.slug}").status_code == 200


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        ("", "Choisissez un jour"),
        ("hier", "Choisissez un jour"),
        ((date.today() - timedelta(days=3)).isoformat(), "passé"),
        ((date.today() + timedelta(days=800)).isoformat(), "Un séjour dure au plus 365 jours"),
    ],
)
def test_an_end_that_cannot_be_is_refused_where_it_was_typed(
    place: Hosting, visitors: Visitors, until: str, sentence: str
) -> None:
    place.comes()
    before = place.stay().ends_at
    for own in ("", "own"):
        answer = visitors.bob.post(
            f"{place.path}/{place.account().id}/renew", {"until": until, "own": own}, form=place.path
        )
        assert answer.status_code == 422
        assert sentence in answer.text
        assert not until or f'value="{until}"' in answer.text
        assert ("Mes personnes invitées</h1>" in answer.text) is (own == "own")
    assert place.stay().ends_at == before


def test_nobody_else_renews_or_ends_it(place: Hosting, cast: Cast) -> None:
    """Alice animates too, Charlie sponsors: Bob answers for Zoé. Dana, who keeps the space, may end it."""
    place.comes()
    guest = place.account().id
    for person in ("alice", "charlie"):
        with pytest.raises(errors.SomebodyElseAnswers):
            place.does(person, "renew_stay", guest, last_day(30), place.settings)
        with pytest.raises(errors.SomebodyElseAnswers):
            place.does(person, "end_stay", guest)
    with pytest.raises(NotFound):
        place.does("gaelle", "end_stay", guest)
    assert place.stay().ended_at is None
    place.does("dana", "end_stay", guest)
    assert place.stay().ended_at is not None


def test_forged_numbers_name_nobody(place: Hosting, cast: Cast) -> None:
    place.comes()
    for forged in (987654, cast.ids["bob"]):
        with pytest.raises(errors.NoSuchGuest):
            place.does("bob", "end_stay", forged)
        with pytest.raises(errors.NoSuchGuest):
            place.does("bob", "renew_stay", forged, last_day(30), place.settings)
    with pytest.raises(errors.NoSuchGuestInvitation):
        place.does("bob", "withdraw_invitation", 987654)


# ── Ended ──────────────────────────────────────────────────────────────────────────────────────────


def test_ended_now_the_next_request_is_refused(place: Hosting, visitors: Visitors) -> None:
    zoe = place.comes()
    assert zoe.get(f"/{place.slug}").status_code == 200
    path = f"{place.path}/{place.account().id}/end"
    for _ in range(2):
        assert visitors.bob.post(path, form=place.path).status_code == 303
    assert zoe.get(f"/{place.slug}").status_code in (302, 303)
    with pytest.raises(errors.StayEnded):
        place.does("bob", "renew_stay", place.account().id, last_day(30), place.settings)
    place.invites()
    assert place.answers(password="").status_code == 303
    assert Visitor(place.app).sign_in(MAIL, PASSWORD).status_code == 303, "invited again, she comes back"


def test_ended_in_one_community_another_stays_open(place: Hosting, cast: Cast) -> None:
    zoe = place.comes(days=30)
    other = Hosting(place.app, cast, place.box, founded(cast, "Salubrité Gaspésie"))
    other.invites(days=60)
    assert other.answers(zoe, other.link(), password="").status_code == 303
    assert place.account().ends_at == other.stay().ends_at
    place.does("bob", "end_stay", place.account().id)
    assert zoe.get(f"/{place.slug}").status_code == 404
    assert zoe.get(f"/{other.slug}").status_code == 200
    with place.later(days=45):
        assert zoe.get(f"/{other.slug}").status_code in (200, 302, 303)
        assert Visitor(place.app).sign_in(MAIL, PASSWORD).status_code == 303


@pytest.mark.parametrize("how", ["removed", "left"])
def test_without_a_role_the_stay_is_over(place: Hosting, cast: Cast, how: str) -> None:
    zoe = place.comes()
    if how == "left":
        assert (
            zoe.post(f"/{place.slug}/-/membership/leave", form=f"/{place.slug}/-/membership").status_code
            == 303
        )
    else:
        with cast.acting("dana") as (session, dana):
            word = account_word(place.account().id)
            set_role(session, dana, place.community.space(session), word, None)
    cast.index()
    assert place.stay().ended_at is not None
    assert "GuestStayIsOver" in told(cast, "bob")
    assert Visitor(place.app).sign_in(MAIL, PASSWORD).status_code == 403


@pytest.mark.parametrize("own_end", [True, False], ids=["own end", "no end"])
def test_an_account_that_was_made_for_longer_goes_on_after_the_stay(
    place: Hosting, cast: Cast, own_end: bool
) -> None:
    """Made at the command line for another space: whoever invites its guest somewhere for a month does not end it."""
    with cast.acting("dana") as (session, dana):
        made = made_at_the_command_line(cast, session, last_day(200) if own_end else None)
        word = account_word(made.id)
        set_role(session, dana, session.get_one(Space, 1), word, "consultation")
    place.invites(days=30)
    zoe = Visitor(place.app)
    assert place.answers(zoe, password="").status_code == 303
    zoe.sign_in(MAIL, PASSWORD)
    place.does("bob", "renew_stay", place.account().id, last_day(40), place.settings)
    assert place.account().sponsor_id == cast.ids["dana"]
    place.does("bob", "end_stay", place.account().id)
    assert place.account().ends_at == (last_day(200) if own_end else None)
    assert zoe.get(f"/{place.slug}").status_code == 404
    assert zoe.get(f"/{cast.space}").status_code == 200


def test_an_account_that_was_made_for_less_lasts_as_long_as_the_stay(place: Hosting, cast: Cast) -> None:
    with cast.acting("dana") as (session, _dana):
        made_at_the_command_line(cast, session, last_day(10))
    place.invites(days=30)
    assert place.answers(password="").status_code == 303
    assert place.account().ends_at == place.stay().ends_at
    place.does("bob", "renew_stay", place.account().id, last_day(20), place.settings)
    assert place.account().ends_at == place.stay().ends_at
    place.does("bob", "end_stay", place.account().id)
    assert Visitor(place.app).sign_in(MAIL, PASSWORD).status_code == 403


# ── Taken over ─────────────────────────────────────────────────────────────────────────────────────


def test_where_the_sponsor_left_somebody_else_answers(place: Hosting, cast: Cast, visitors: Visitors) -> None:
    zoe = place.comes()
    guest = place.account().id
    with pytest.raises(errors.SomebodyElseAnswers):
        place.does("alice", "take_over", guest)
    takes_roles(place, "bob")
    for _ in range(2):
        place.attend()
    assert told(cast, "alice").count("GuestOrphaned") == 1
    with pytest.raises(errors.NobodyAnswers):
        place.does("alice", "renew_stay", guest, last_day(90), place.settings)
    shown = visitors.alice.get(place.path).text
    assert "Personne n’en répond" in shown
    assert visitors.alice.post(f"{place.path}/{guest}/take-over", form=place.path).status_code == 303
    place.does("alice", "renew_stay", guest, last_day(90), place.settings)
    assert place.stay().sponsor_id == place.account().sponsor_id == cast.ids["alice"]
    assert "répond désormais de vous" in zoe.get("/-/notices").text


def test_a_community_that_closes_keeps_its_guests_to_the_day_agreed_and_no_longer(place: Hosting) -> None:
    zoe = place.comes(days=30)
    place.community.comes_to(stages.CLOSING)
    with pytest.raises(errors.KeptNoMore):
        place.does("bob", "renew_stay", place.account().id, last_day(90), place.settings)
    assert zoe.get(f"/{place.slug}").status_code == 200


# ── Inviting ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"mail": "pas une adresse"}, errors.MailNotAnAddress),
        ({"mail": "zoe@longueuil.quebec\nBcc: x@y.ca"}, errors.MailNotAnAddress),
        ({"mail": "x" * 200 + "@y.ca"}, errors.MailNotAnAddress),
        ({"name": " "}, errors.GuestNameMissing),
        ({"organisation": ""}, errors.OrganisationMissing),
        ({"reason": "\n"}, errors.GuestReasonMissing),
        ({"role": "steward"}, errors.RoleNotForGuests),
        ({"days": -2}, errors.StayEndsInThePast),
        ({"days": 400}, errors.StayTooLong),
    ],
)
def test_an_invitation_that_cannot_be_is_refused(
    place: Hosting, said: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        place.invites(**said)  # type: ignore[arg-type]
    place.cast.index()
    assert not place.box.letters


@pytest.mark.parametrize(
    "now",
    [
        datetime(2025, 11, 1, 0, 10, tzinfo=MONTREAL),  # a year later, clocks go back
        datetime(2026, 3, 8, 0, 10, tzinfo=MONTREAL),
        datetime(2026, 10, 31, 23, 50, tzinfo=MONTREAL),
    ],
    ids=str,
)
def test_the_last_day_that_is_shown_is_allowed_whatever_clocks_do(
    place: Hosting, visitors: Visitors, now: datetime
) -> None:
    with clock.held(now):
        visitors.bob.sign_in("bob")
        shown = re.search(
            r'name="until"[^>]*max="([\d-]+)"|max="([\d-]+)"[^>]*name="until"',
            visitors.bob.get(place.path).text,
        )
        assert shown
        last = date.fromisoformat(shown[1] or shown[2])
        said = {
            "mail": MAIL,
            "name": "Zoé",
            "organisation": "Ville",
            "reason": "Motif",
            "role": "consultation",
        }
        for until, status in ((last + timedelta(days=2), 422), (last, 303)):
            answer = visitors.bob.post(place.path, {**said, "until": until.isoformat()}, form=place.path)
            assert answer.status_code == status


def test_staff_are_invited_by_their_name_and_a_guest_once(place: Hosting, cast: Cast) -> None:
    with cast.acting("alice") as (session, alice):
        account = find_account(session, alice.account_id or 0)
        assert account is not None
        account.mail = "Alice.Cote@exemple.gouv.qc.ca"
    with pytest.raises(errors.WorksHere):
        place.invites(mail="alice.cote@exemple.gouv.qc.ca")
    place.comes()
    with pytest.raises(errors.GuestAlready):
        place.invites()


def test_whoever_was_shut_out_is_not_invited_again(place: Hosting, cast: Cast) -> None:
    place.comes()
    place.does("bob", "end_stay", place.account().id)
    with cast.site.database.writing() as session:
        account = find_account(session, place.account().id)
        assert account is not None
        disable(session, account, by="administrator", now=clock.now())
        session.commit()
    with pytest.raises(errors.ShutOut):
        place.invites()


def test_who_lets_nobody_in_invites_nobody(place: Hosting) -> None:
    """Animators and sponsors do; a member does not, and whoever may not know of the community is told of none."""
    place.community.give("admin", "functional")
    with pytest.raises(Forbidden):
        place.invites("admin")
    with pytest.raises(NotFound):
        place.invites("gaelle")
    assert place.invites("charlie").invited_by_id == place.cast.ids["charlie"]


def test_a_guest_invites_nobody(place: Hosting, cast: Cast) -> None:
    """Whatever role a steward gives them."""
    zoe = place.comes()
    with cast.acting("dana") as (session, dana):
        set_role(session, dana, place.community.space(session), account_word(place.account().id), "animator")
    assert zoe.get(place.path).status_code == 403
    assert zoe.post(place.path, {"mail": "autre@longueuil.quebec"}, form=f"/{place.slug}").status_code == 403


def test_where_nobody_is_let_in_any_more_nobody_is_invited(place: Hosting, visitors: Visitors) -> None:
    place.community.comes_to(stages.CLOSING)
    form = {
        "mail": MAIL,
        "name": "Zoé",
        "organisation": "Ville",
        "reason": "Motif",
        "role": "consultation",
        "until": day_of(place, 30),
    }
    answer = visitors.bob.post(place.path, form, form=f"/{place.slug}")
    assert answer.status_code == 409
    place.cast.index()
    assert not place.box.letters


def test_the_form_keeps_what_was_typed(place: Hosting, visitors: Visitors) -> None:
    form = {
        "mail": "zoe@",
        "name": "Zoé Tremblay",
        "organisation": "Ville de Longueuil",
        "reason": "Un motif de plusieurs mots",
        "role": "functional",
        "until": day_of(place, 30),
    }
    answer = visitors.bob.post(place.path, form)
    assert answer.status_code == 422
    assert "Tapez une adresse de courriel" in answer.text
    for typed in ("Zoé Tremblay", "Ville de Longueuil", "Un motif de plusieurs mots", 'value="zoe@"'):
        assert typed in answer.text
    assert re.search(r'<option selected[^>]*value="functional"|value="functional"[^>]*selected', answer.text)
    assert visitors.bob.post(place.path, {**form, "mail": MAIL}).status_code == 303
    with place.cast.site.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(GuestStay)) == 0, "invited is not come"
