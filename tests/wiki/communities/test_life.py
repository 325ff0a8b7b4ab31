"""The life of a community: opened as an idea, led by two at least, archived with its addresses alive (3.6)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from auth import groups
from auth.accounts import find_account
from auth.identity import account_word, ids_in
from auth.models import Group
from tests.factories import Cast
from tests.wiki.communities.founding import SAID, founded, told
from tests.wiki.test_spaces import team
from wiki.access.decision import may
from wiki.access.roles import ANIMATOR, CONSULTATION, FUNCTIONAL, SPONSORING, STEWARD
from wiki.access.viewer import operator
from wiki.config import CommunitySettings
from wiki.errors import Forbidden, NotFound
from wiki.kinds.forum.commands import open_topic
from wiki.kinds.pages.commands import create_page
from wiki.parts.communities import commands, errors, stages
from wiki.parts.communities.queries import community, facts
from wiki.parts.spaces.commands import add_role, set_role
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF, Space


def test_an_employee_opens_a_community_and_names_who_answers_for_it(cast: Cast) -> None:
    place = founded(cast, stage=stages.IDEA)
    assert place.stage() == stages.IDEA
    assert place.roles_of("dana") == {STEWARD}
    assert place.roles_of("bob") == {ANIMATOR}
    assert place.roles_of("charlie") == {SPONSORING}
    assert told(cast, "bob") == ["NamedInCommunity"]
    assert told(cast, "dana") == []
    with cast.site.database.reading() as session:
        assert "<strong>parle</strong>" in community(session, place.space_id).charter_html


def test_where_the_settings_say_so_administrators_alone_open_them(cast: Cast) -> None:
    """M-21: who may create is said by the site."""
    settings = CommunitySettings(open_by="administrators")
    with cast.acting("charlie") as (session, charlie), pytest.raises(errors.OpenedByAdministrators):
        commands.open_community(session, charlie, "À nous", SAID, settings)
    with cast.acting("admin") as (session, admin):
        assert commands.open_community(session, admin, "À nous", SAID, settings).stage == stages.IDEA


def test_guests_open_none(cast: Cast) -> None:
    with cast.acting("gaelle") as (session, gaelle), pytest.raises(NotFound):
        commands.open_community(session, gaelle, "À nous", SAID, cast.site.settings.communities)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"purpose": " "}, errors.PurposeMissing),
        ({"purpose": "x" * 1001}, errors.PurposeTooLong),
        ({"charter": "x" * 1_000_000}, errors.CharterTooLong),
        ({"sensitivity": "confidential"}, errors.LabelAboveCeiling),
        ({"sensitivity": "forged"}, errors.UnknownLabel),
        ({"joining": "forged"}, errors.UnknownJoining),
        ({"joins_as": STEWARD}, errors.UnknownJoining),
        ({"switched_off": ("page",)}, errors.UnknownKindOfContent),
        ({"switched_off": ("forged",)}, errors.UnknownKindOfContent),
    ],
)
def test_what_cannot_be_said_of_a_community_is_refused(
    cast: Cast, said: dict[str, object], refusal: type[Exception]
) -> None:
    """M-1: a label above the ceiling of the site; a charter of 1 MB."""
    wrong = replace(SAID, **said)  # type: ignore[arg-type]
    with cast.acting("dana") as (session, dana), pytest.raises(refusal):
        commands.open_community(session, dana, "À nous", wrong, cast.site.settings.communities)
    place = founded(cast)
    with pytest.raises(refusal):
        place.does("dana", "describe", wrong, cast.site.settings.communities)


def test_nobody_asks_to_join_what_they_do_not_know_of(cast: Cast) -> None:
    with pytest.raises(errors.SecretIsByInvitation):
        founded(cast, visibility=SECRET)
    assert founded(cast, visibility=SECRET, joining=stages.BY_INVITATION).stage() == stages.ACTIVE


def test_it_does_not_open_without_two_animators_and_a_charter(cast: Cast) -> None:
    """U-5: each community says who watches over it, before anybody comes."""
    place = founded(cast, stage=stages.IDEA, charter="  ")
    place.comes_to(stages.INCUBATION)
    with pytest.raises(errors.StageNotReady):
        place.comes_to(stages.ACTIVE)
    place.does("dana", "describe", SAID, cast.site.settings.communities)
    with cast.acting("dana") as (session, dana):
        set_role(session, dana, place.space(session), account_word(cast.ids["bob"]), FUNCTIONAL)
    with pytest.raises(errors.StageNotReady):
        place.comes_to(stages.ACTIVE)
    place.give("gaelle", ANIMATOR)
    place.comes_to(stages.ACTIVE)
    assert place.stage() == stages.ACTIVE


def test_stages_follow_one_another_and_are_told(cast: Cast) -> None:
    place = founded(cast, stage=stages.IDEA)
    with pytest.raises(errors.UnknownStage):
        place.does("dana", "change_stage", stages.MATURE, seen=stages.IDEA)
    place.comes_to(stages.INCUBATION, stages.ACTIVE)
    assert told(cast, "alice")[-2:] == ["StageWasChanged", "StageWasChanged"]
    with pytest.raises(Forbidden):
        place.does("bob", "change_stage", stages.CLOSING, seen=stages.ACTIVE)
    place.does("charlie", "change_stage", stages.CLOSING, seen=stages.ACTIVE)
    assert place.stage() == stages.CLOSING
    place.comes_to(stages.ACTIVE)
    assert place.stage() == stages.ACTIVE


def test_two_who_change_the_stage_at_once_change_it_once(cast: Cast) -> None:
    place = founded(cast)
    place.does("dana", "change_stage", stages.CLOSING, seen=stages.ACTIVE)
    place.does("charlie", "change_stage", stages.CLOSING, seen=stages.ACTIVE)
    assert told(cast, "bob").count("StageWasChanged") == 3
    with pytest.raises(errors.StageMovedMeanwhile):
        place.does("dana", "change_stage", stages.MATURE, seen=stages.ACTIVE)


def test_what_is_archived_is_read_and_no_longer_written(cast: Cast) -> None:
    """K-8, S-2: nobody writes, whatever their role; what was written stays where it was. One step back undoes it."""
    place = founded(cast)
    page = cast.page("Compte rendu", space=place.slug)
    place.comes_to(stages.CLOSING, stages.ARCHIVED)
    with cast.site.database.reading() as session:
        for person in ("dana", "bob", "charlie"):
            viewer = cast.viewer(session, person)
            space = place.space(session)
            assert may(viewer, "space.read", space)
            for action in ("page.create", "topic.create", "topic.announce", "topic.keep", "space.admit"):
                assert not may(viewer, action, space), f"{person} {action}"
    with pytest.raises(errors.CommunityArchived):
        place.does("dana", "describe", SAID, cast.site.settings.communities)
    place.comes_to(stages.CLOSING)
    with cast.acting("bob") as (session, bob):
        assert create_page(session, bob, place.space(session), title="Encore", body="x").slug == "encore"
    assert page.slug == "compte-rendu"


def test_a_kind_of_content_is_switched_off(cast: Cast) -> None:
    """Nothing new begins; what was there is still read and answered."""
    place = founded(cast)
    with cast.acting("bob") as (session, bob):
        topic_id = open_topic(session, bob, place.space(session), title="Avant", body="x").id
    place.does("dana", "describe", replace(SAID, switched_off=("topic",)), cast.site.settings.communities)
    with cast.acting("bob") as (session, bob):
        with pytest.raises(Forbidden):
            open_topic(session, bob, place.space(session), title="Après", body="x")
        create_page(session, bob, place.space(session), title="Page", body="x")
    place.does("dana", "describe", SAID, cast.site.settings.communities)
    with cast.acting("bob") as (session, bob):
        assert open_topic(session, bob, place.space(session), title="Après", body="x").id != topic_id


def test_a_space_becomes_a_community_once(cast: Cast) -> None:
    with cast.acting("dana") as (session, dana):
        space = session.query(Space).filter_by(slug=cast.space).one()
        settings = cast.site.settings.communities
        commands.found_community(session, dana, space, SAID, settings)
        with pytest.raises(errors.AlreadyCommunity):
            commands.found_community(session, dana, space, SAID, settings)
        assert (space.stage, space.visibility) == (stages.IDEA, MEMBERS_ONLY)
    with cast.acting("bob") as (session, bob):
        space = session.query(Space).filter_by(slug=cast.space).one()
        with pytest.raises(Forbidden):
            commands.describe(session, bob, space, SAID, settings)


def test_roles_that_say_little_give_nothing(cast: Cast) -> None:
    """L-1: whoever leads one community is nobody in another."""
    place, other = founded(cast), founded(cast, "Autre", visibility=STAFF)
    other.give("gaelle", CONSULTATION)
    place.give("admin", FUNCTIONAL)
    for person in ("gaelle", "admin"):
        with pytest.raises((Forbidden, NotFound)):
            place.does(person, "change_stage", stages.CLOSING, seen=stages.ACTIVE)


def test_the_people_of_a_group_are_members_one_by_one(cast: Cast) -> None:
    """Four are named in person; a group of the directory brings the fifth, and counts no more than who is in it."""
    place = founded(cast)
    word = team(cast, "laboratoire", "bob")
    with cast.site.database.writing() as session:
        add_role(session, operator(), place.space(session), word, CONSULTATION, None, reason="")
        session.commit()
        assert not facts(session, place.space(session), community(session, place.space_id))[stages.MEMBERS]
        account = find_account(session, cast.ids["gaelle"])
        assert account is not None
        groups.add(session, session.get_one(Group, ids_in([word], "group:")[0]), account)
        session.commit()
        assert facts(session, place.space(session), community(session, place.space_id))[stages.MEMBERS]
