"""Who comes into a community, and how they leave it (M-20, M-21, F-22, U-7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from auth import groups
from auth.accounts import disable, find_account
from auth.identity import account_word
from tests.factories import Cast
from tests.wiki.communities.founding import Founded, founded, in_days, told
from tests.wiki.test_spaces import team
from wiki import clock
from wiki.access.models import Grant
from wiki.access.roles import ANIMATOR, CONSULTATION, EXPERT, FUNCTIONAL, MANAGER, READ, STEWARD, WRITE
from wiki.access.viewer import operator
from wiki.errors import Forbidden, NotFound
from wiki.parts.communities import commands, errors, stages
from wiki.parts.communities.models import MembershipRequest
from wiki.parts.communities.queries import waiting_in
from wiki.parts.spaces.commands import set_role
from wiki.parts.spaces.errors import EndInThePast
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET
from wiki.parts.subscriptions.commands import UnknownLevel
from wiki.parts.subscriptions.models import MUTED, WATCHED
from wiki.parts.subscriptions.queries import level_of


def holds(place: Founded, person: str, right: str) -> bool:
    with place.cast.site.database.reading() as session:
        return place.cast.viewer(session, person).holds(right, place.space_id)


def waiting(place: Founded) -> list[MembershipRequest]:
    with place.cast.site.database.reading() as session:
        found = [asked.request for asked in waiting_in(session, place.space_id)]
        session.expunge_all()
        return found


def asks(place: Founded, person: str = "admin", **named: Any) -> int:
    """This person asks to write, and is waited for: the number of the request."""
    fields = {"role": FUNCTIONAL, "reason": "Je fais ce travail à Gaspé.", **named}
    with place.cast.acting(person) as (session, actor):
        return commands.ask_for_role(session, actor, place.space(session), **fields).id


# ── Open ───────────────────────────────────────────────────────────────────────────────────────────


def test_whoever_wishes_joins_an_open_community(cast: Cast) -> None:
    place = founded(cast)
    place.does("admin", "join", level=WATCHED)
    assert place.roles_of("admin") == {FUNCTIONAL}
    with cast.site.database.reading() as session:
        assert level_of(session, cast.viewer(session, "admin"), place.space_id) == WATCHED


def test_joining_twice_is_joining_once(cast: Cast) -> None:
    place = founded(cast, joins_as=CONSULTATION)
    for level in (WATCHED, MUTED):
        place.does("admin", "join", level=level)
    assert place.roles_of("admin") == {CONSULTATION}
    place.does("bob", "join")
    assert place.roles_of("bob") == {ANIMATOR}


def test_a_level_that_there_is_none_of_is_refused(cast: Cast) -> None:
    place = founded(cast)
    with pytest.raises(UnknownLevel):
        place.does("admin", "join", level="loud")
    assert place.roles_of("admin") == set()


def test_guests_do_not_join_what_they_know_nothing_of(cast: Cast) -> None:
    with pytest.raises(NotFound):
        founded(cast).does("gaelle", "join")


@pytest.mark.parametrize(
    ("joining", "stage", "refusal"),
    [
        (stages.ON_REQUEST, stages.ACTIVE, errors.AskedForInstead),
        (stages.BY_INVITATION, stages.ACTIVE, errors.NotJoinedNow),
        (stages.BY_GROUP, stages.ACTIVE, errors.NotJoinedNow),
        (stages.OPEN, stages.INCUBATION, errors.NotJoinedNow),
    ],
)
def test_where_people_do_not_come_in_by_themselves_they_are_told_so(
    cast: Cast, joining: str, stage: str, refusal: type[Exception]
) -> None:
    place = founded(cast, joining=joining, stage=stage)
    with pytest.raises(refusal):
        place.does("admin", "join")


def test_nobody_joins_what_is_closing(cast: Cast) -> None:
    place = founded(cast)
    place.comes_to(stages.CLOSING)
    with pytest.raises(errors.NotJoinedNow):
        place.does("admin", "join")


# ── On request ─────────────────────────────────────────────────────────────────────────────────────


def test_a_request_is_answered_and_the_asker_told(cast: Cast) -> None:
    """M-20: asked for with a reason and a term, given by an animator until that day."""
    place = founded(cast, visibility=MEMBERS_ONLY, joining=stages.ON_REQUEST)
    until = in_days(30)
    number = asks(place, ends_at=until, level=WATCHED)
    assert told(cast, "bob")[-1] == "RoleWasRequested"
    assert not holds(place, "admin", READ)
    place.does("bob", "answer_request", number, accept=True, note="Bienvenue!")
    assert holds(place, "admin", WRITE)
    assert told(cast, "admin") == ["RoleWasGiven"]
    with cast.site.database.reading() as session:
        grant = session.query(Grant).filter_by(space_id=place.space_id, role=FUNCTIONAL).one()
        assert (grant.ends_at, grant.given_by_id) == (until, cast.ids["bob"])
        assert grant.reason == "Je fais ce travail à Gaspé."
        assert level_of(session, cast.viewer(session, "admin"), place.space_id) == WATCHED


def test_a_refusal_says_why(cast: Cast) -> None:
    place = founded(cast, joining=stages.ON_REQUEST)
    number = asks(place)
    with pytest.raises(errors.NoteMissing):
        place.does("alice", "answer_request", number, accept=False, note=" ")
    place.does("alice", "answer_request", number, accept=False, note="Écrivez plutôt à la région.")
    assert told(cast, "admin") == ["RoleRefused"]
    assert place.roles_of("admin") == set()
    assert asks(place) != number


def test_of_two_who_answer_the_first_one_counts(cast: Cast) -> None:
    place = founded(cast, joining=stages.ON_REQUEST)
    number = asks(place)
    place.does("bob", "answer_request", number, accept=True)
    place.does("alice", "answer_request", number, accept=False, note="Non.")
    assert place.roles_of("admin") == {FUNCTIONAL}
    assert told(cast, "admin") == ["RoleGiven"]


def test_asking_twice_is_asking_once(cast: Cast) -> None:
    place = founded(cast, joining=stages.ON_REQUEST)
    assert asks(place) == asks(place, reason="Autrement dit.")
    assert [request.reason for request in waiting(place)] == ["Autrement dit."]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"reason": " "}, errors.ReasonMissing),
        ({"role": STEWARD}, errors.RoleNotAsked),
        ({"role": "owner"}, errors.RoleNotAsked),
        ({"ends_at": clock.now() - timedelta(days=1)}, EndInThePast),
        ({"level": "loud"}, UnknownLevel),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    cast: Cast, fields: dict[str, Any], refusal: type[Exception]
) -> None:
    place = founded(cast, joining=stages.ON_REQUEST)
    with pytest.raises(refusal):
        asks(place, **fields)
    assert not waiting(place)


def test_a_request_is_answered_in_its_own_community(cast: Cast) -> None:
    """L-1: who lets people in here does not there, whatever the number that they send."""
    place = founded(cast, joining=stages.ON_REQUEST)
    number = asks(place)
    with cast.acting("admin") as (session, admin):
        other = commands.open_community(
            session, operator(admin.identity), "Autre", SAID_ELSEWHERE, cast.site.settings.communities
        )
        session.flush()
        set_role(session, operator(), other, account_word(cast.ids["dana"]), MANAGER)
        elsewhere = Founded(cast, other.slug, other.id)
    with pytest.raises(errors.NoSuchRequest):
        elsewhere.does("dana", "answer_request", number, accept=True)
    with pytest.raises(NotFound):
        place.does("gaelle", "answer_request", number, accept=True)
    with pytest.raises(errors.NoSuchRequest):
        place.does("bob", "answer_request", 987654, accept=True)


def test_higher_roles_are_given_by_stewards(cast: Cast) -> None:
    """Who lets people in gives the roles to read and to write, and raises nobody further: not themselves either."""
    place = founded(cast)
    place.give("admin", FUNCTIONAL)
    number = asks(place, role=EXPERT)
    with pytest.raises(errors.StewardsGive):
        place.does("bob", "answer_request", number, accept=True)
    place.does("dana", "answer_request", number, accept=True)
    assert place.roles_of("admin") == {FUNCTIONAL, EXPERT}
    own = asks(place, "dana", role=EXPERT)
    with pytest.raises(errors.OwnRequest):
        place.does("dana", "answer_request", own, accept=True)


def test_a_request_is_withdrawn_by_whoever_made_it(cast: Cast) -> None:
    place = founded(cast, joining=stages.ON_REQUEST)
    number = asks(place)
    place.does("alice", "withdraw_request")
    assert [request.id for request in waiting(place)] == [number]
    place.does("admin", "withdraw_request")
    place.does("admin", "withdraw_request")
    assert not waiting(place)


def test_a_role_that_ends_is_renewed(cast: Cast) -> None:
    """M-20: renewed by those who let people in, before its day; after it, it gives nothing."""
    place = founded(cast)
    word, until = account_word(cast.ids["admin"]), in_days(3)
    place.give("admin", FUNCTIONAL, ends_at=until)
    with pytest.raises(EndInThePast):
        place.does("bob", "renew_role", word, FUNCTIONAL, clock.now() - timedelta(days=1))
    with pytest.raises(errors.RoleDoesNotEnd):
        place.does("bob", "renew_role", account_word(cast.ids["alice"]), ANIMATOR, in_days(9))
    place.does("bob", "renew_role", word, FUNCTIONAL, in_days(90))
    assert told(cast, "admin") == ["RoleHasNewEnd"]
    place.give("admin", STEWARD, ends_at=in_days(3))
    with pytest.raises(errors.StewardsGive):
        place.does("bob", "renew_role", word, STEWARD, in_days(90))


# ── By invitation, by group ────────────────────────────────────────────────────────────────────────


def test_somebody_is_invited_into_a_secret_community_and_comes(cast: Cast) -> None:
    place = founded(cast, visibility=SECRET, joining=stages.BY_INVITATION)
    word = account_word(cast.ids["admin"])
    for _ in range(2):
        place.does("bob", "invite", word, role=CONSULTATION, reason="Venez voir.")
    (number,) = (request.id for request in waiting(place))
    assert told(cast, "admin")[-1] == "InvitedToCommunity"
    assert not holds(place, "admin", READ)
    with cast.acting("alice") as (session, alice), pytest.raises(errors.NoSuchRequest):
        commands.answer_invitation(session, alice, number, accept=True)
    for accept in (True, False):  # the first answer counts
        with cast.acting("admin") as (session, admin):
            commands.answer_invitation(session, admin, number, accept=accept)
    assert holds(place, "admin", READ)
    assert told(cast, "bob")[-1] == "InvitationAccepted"


def test_an_invitation_that_was_taken_back_leads_nowhere(cast: Cast) -> None:
    place = founded(cast)
    place.does("bob", "invite", account_word(cast.ids["admin"]), role=CONSULTATION)
    (number,) = (request.id for request in waiting(place))
    with pytest.raises(Forbidden):
        place.does("charlie", "cancel_invitation", number)
    place.does("alice", "cancel_invitation", number)
    place.does("alice", "cancel_invitation", number)
    with cast.acting("admin") as (session, admin), pytest.raises(errors.NoSuchRequest):
        commands.answer_invitation(session, admin, number, accept=True)


def test_whoever_had_asked_needs_not_answer_an_invitation(cast: Cast) -> None:
    place = founded(cast, joining=stages.ON_REQUEST)
    asks(place)
    place.does("bob", "invite", account_word(cast.ids["admin"]), role=CONSULTATION)
    assert place.roles_of("admin") == {CONSULTATION}
    assert not waiting(place)


def test_people_of_the_staff_are_invited_by_name(cast: Cast) -> None:
    """M-17: guests have a sponsor. A group is given a role, and follows the directory."""
    place = founded(cast)
    with pytest.raises(errors.GuestsAreSponsored):
        place.does("bob", "invite", account_word(cast.ids["gaelle"]), role=CONSULTATION)
    with pytest.raises(errors.PersonNeeded):
        place.does("bob", "invite", "group:1", role=CONSULTATION)
    with pytest.raises(errors.StewardsGive):
        place.does("bob", "invite", account_word(cast.ids["admin"]), role=STEWARD)
    with pytest.raises(Forbidden):
        place.does("charlie", "invite", account_word(cast.ids["admin"]), role=CONSULTATION)


def test_a_group_of_the_directory_comes_and_goes(cast: Cast) -> None:
    place = founded(cast, visibility=MEMBERS_ONLY, joining=stages.BY_GROUP)
    word = team(cast, "Inspection", "admin")
    with cast.acting("dana") as (session, dana):
        set_role(session, dana, place.space(session), word, CONSULTATION)
    assert holds(place, "admin", READ)
    with pytest.raises(errors.MemberByGroup):
        place.does("admin", "leave")
    with cast.site.database.writing() as session:
        account = find_account(session, cast.ids["admin"])
        group = groups.find_group(session, "ldap", "Inspection")
        assert account is not None
        assert group is not None
        groups.remove(session, group, account)
        session.commit()
    assert not holds(place, "admin", READ)


# ── Leaving ────────────────────────────────────────────────────────────────────────────────────────


def test_a_member_leaves_and_what_they_wrote_stays(cast: Cast) -> None:
    place = founded(cast, visibility=MEMBERS_ONLY)
    place.give("admin", FUNCTIONAL)
    page = cast.page("Mémoire", by="admin", space=place.slug)
    place.does("admin", "leave")
    assert not holds(place, "admin", READ)
    with pytest.raises(NotFound):
        place.does("admin", "leave")
    assert page.updated_by == "Andrée Administratrice"


def test_the_last_one_hands_over_before_leaving(cast: Cast) -> None:
    """U-7: somebody else keeps the space, and animates it, before whoever did leaves."""
    place = founded(cast)
    with pytest.raises(errors.HandOverFirst):
        place.does("dana", "leave")
    with pytest.raises(errors.NoSuchSuccessor):
        place.does("dana", "leave", successor_id=cast.ids["gaelle"])
    place.does("dana", "leave", successor_id=cast.ids["bob"])
    assert place.roles_of("bob") == {ANIMATOR, STEWARD}
    assert told(cast, "bob")[-1] == "TakesOver"
    place.does("alice", "leave")
    with pytest.raises(errors.HandOverFirst):
        place.does("bob", "leave")
    place.does("bob", "leave", successor_id=cast.ids["charlie"])
    assert place.roles_of("charlie") >= {ANIMATOR, STEWARD}


def test_somebody_gone_is_nobody_to_rely_on(cast: Cast) -> None:
    place = founded(cast)
    with cast.site.database.writing() as session:
        account = find_account(session, cast.ids["alice"])
        assert account is not None
        disable(session, account, by="directory", now=clock.now())
        session.commit()
    with pytest.raises(errors.HandOverFirst):
        place.does("bob", "leave")
    with pytest.raises(errors.NoSuchSuccessor):
        place.does("bob", "leave", successor_id=cast.ids["alice"])


SAID_ELSEWHERE = commands.Description(purpose="Tout autre chose.")
