"""People, spaces and pages for tests, made through the commands that the program itself uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from auth import groups
from auth.accounts import create_local_account, find_account, identity
from auth.identity import account_word
from wiki import clock
from wiki.access.keyring import viewer_of
from wiki.access.models import Acceptance, RulesVersion
from wiki.access.roles import CONSULTATION, FUNCTIONAL, STEWARD
from wiki.access.viewer import Viewer, operator
from wiki.app import Site
from wiki.kinds.pages.commands import create_page
from wiki.kinds.pages.models import Page
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import MEMBERS_ONLY, STAFF, Space
from wiki.worker import drain

NAMES = {
    "dana": "Dana Tremblay",
    "bob": "Bob Gagnon",
    "alice": "Alice Côté",
    "charlie": "Charlie D’Amours-Lévesque",
    "gaelle": "Gaëlle Roy",
    "admin": "Andrée Administratrice",
}
ROLES = {"dana": STEWARD, "bob": FUNCTIONAL, "alice": CONSULTATION}
PASSWORD = "un mot de passe d’essai"


@dataclass(frozen=True)
class Cast:
    """The people of the stories, by their first names, and the members-only space in which they meet."""

    site: Site
    ids: dict[str, int]
    space: str  # its address

    @contextmanager
    def acting(self, name: str) -> Iterator[tuple[Session, Viewer]]:
        """A writing session with this person as its actor, committed at the end."""
        with self.site.database.writing() as session:
            yield session, self.viewer(session, name)
            session.commit()

    def viewer(self, session: Session, name: str) -> Viewer:
        """What is open to this person now."""
        account = find_account(session, self.ids[name])
        assert account is not None
        return viewer_of(session, identity(session, account))

    def page(
        self,
        title: str,
        body: str = "Du texte.",
        *,
        by: str = "bob",
        space: str | None = None,
        parent_id: int | None = None,
    ) -> Page:
        """A page that this person wrote."""
        with self.acting(by) as (session, actor):
            found = session.query(Space).filter_by(slug=space or self.space).one()
            page = create_page(session, actor, found, title=title, body=body, parent_id=parent_id)
            session.flush()
            session.expunge(page)
            return page

    def opened(self, title: str, visibility: str = STAFF, **roles: str) -> str:
        """The address of another space, with these roles in it: `opened("Paie", SECRET, dana=STEWARD)`."""
        with self.site.database.writing() as session:
            space = open_space(session, operator(), title, visibility=visibility)
            for name, role in roles.items():
                set_role(session, operator(), space, account_word(self.ids[name]), role)
            session.commit()
            return space.slug

    def accepts(self, *names: str) -> None:
        """These people, or all, have accepted the last version of all rules there are."""
        with self.site.database.writing() as session:
            last = select(RulesVersion.space_id, func.max(RulesVersion.number)).group_by(
                RulesVersion.space_id
            )
            session.add_all(
                Acceptance(
                    account_id=self.ids[name], space_id=space_id, number=number, accepted_at=clock.now()
                )
                for space_id, number in session.execute(last).all()
                for name in names or self.ids
            )
            session.commit()

    def index(self) -> None:
        """Deliver what waits in the outbox."""
        drain(self.site.database)


def make_cast(site: Site) -> Cast:
    """The cast, with a space that only Dana, Bob and Alice may read."""
    with site.database.writing() as session:
        ids = {name: _account(session, site, name) for name in NAMES}
        groups.add(session, groups.administrators(session, clock.now()), find_account(session, ids["admin"]))  # type: ignore[arg-type]  # just made
        session.flush()
        space = open_space(
            session, operator(), "Inspection des aliments", description="Les règles.", visibility=MEMBERS_ONLY
        )
        for name, role in ROLES.items():
            set_role(session, operator(), space, account_word(ids[name]), role)
        slug = space.slug
        session.commit()
    made = Cast(site, ids, slug)
    made.index()
    return made


def _account(session: Session, site: Site, name: str) -> int:
    account = create_local_account(
        session,
        site.passwords,
        username=name,
        name=NAMES[name],
        password=PASSWORD,
        now=clock.now(),
    )
    if name == "gaelle":
        account.standing = "guest"
    session.flush()
    return account.id
