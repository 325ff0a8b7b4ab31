"""The demo's site has terms of use, which its people accepted: but one, who shows how they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import yaml
from sqlalchemy.orm import Session

from auth import accounts
from auth.models import Account
from wiki import clock, config
from wiki.access.keyring import viewer_of
from wiki.access.viewer import Viewer
from wiki.demo.words import Words
from wiki.markup import split_front_matter
from wiki.parts.rules.commands import accept, publish_rules
from wiki.parts.rules.queries import current
from wiki.parts.rules.wording import OF_SITE, Wording
from wiki.parts.spaces.models import Space


def agree(session: Session, told: Words, ids: Mapping[str, int]) -> None:
    """Publish the model as a first version, where nothing is published yet, and have it accepted. What the site has
    published is accepted as it stands: the demo changes nothing for others."""
    version = current(session, None)
    if version is None:
        administrator = next(name for name, facts in told.people.items() if facts.get("administrator"))
        account = session.get_one(Account, ids[administrator])
        actor = viewer_of(session, accounts.identity(session, account))
        version = publish_rules(session, actor, list(_model()), dated=clock.now().date())
    for username, facts in told.people.items():
        if facts.get("accepts", True):
            account = session.get_one(Account, ids[username])
            accept(session, viewer_of(session, accounts.identity(session, account)), None, version.number)


def adopt(
    session: Session, told: Words, viewer: Callable[[str], Viewer], spaces: Mapping[str, Space]
) -> None:
    """The members of the community accept its charter."""
    said = told.community
    space, members = spaces[said["in"]], {*told.spaces[said["in"]]["members"], *said["roles"]}
    charter = current(session, space.id)
    if charter is not None:
        with clock.held(told.moment(said["at"])):
            for username in sorted(members):
                accept(session, viewer(username), space, charter.number)


def _model() -> Iterator[Wording]:
    for language in ("fr", "en"):
        for name in OF_SITE:
            file = config.content_folder() / "rules" / language / f"{name}.md"
            head, body = split_front_matter(file.read_text(encoding="utf-8"))
            yield Wording(name, language, str(yaml.safe_load(head)["title"]), body)
