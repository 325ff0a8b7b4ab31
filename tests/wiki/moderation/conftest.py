"""The site speaks English here, and Andrée animates the space beside Dana, so that appeals find somebody else."""

from __future__ import annotations

import pytest

from auth.identity import account_word
from tests.factories import Cast
from tests.wiki.forum.conftest import Clock, hour, settings
from tests.wiki.forum.talking import Talk
from tests.wiki.moderation.desk import Desk
from wiki.access.roles import ANIMATOR
from wiki.access.viewer import operator
from wiki.parts.spaces.commands import set_roles
from wiki.parts.spaces.models import Space

__all__ = ["Clock", "hour", "settings"]


@pytest.fixture
def talk(cast: Cast) -> Talk:
    return Talk(cast)


@pytest.fixture
def desk(cast: Cast) -> Desk:
    """What moderators do, without a browser. Charlie animates the space too, and keeps no other."""
    with cast.site.database.writing() as session:
        space = session.query(Space).filter_by(slug=cast.space).one()
        set_roles(session, operator(), space, account_word(cast.ids["charlie"]), {ANIMATOR: None})
        session.commit()
    return Desk(cast)
