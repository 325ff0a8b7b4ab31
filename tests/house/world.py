"""A small site with something to hide in every corner: each secret has a word that appears nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.orm import Session

from auth.identity import account_word
from auth.models import WebSession
from auth.settings import AuthSettings, PasswordSettings
from tests.factories import ROLES, Cast, make_cast
from tests.house import corners, hosted
from tests.house.places import COMMON, Canary, Place, canaries
from tests.rehearsed import Rehearsed
from tests.statements import counted
from tests.visitor import Visitor
from wiki import clock
from wiki.access.decision import may
from wiki.access.item import SITE, Item
from wiki.access.roles import EXPERT, FUNCTIONAL
from wiki.access.viewer import NOBODY, Viewer, operator
from wiki.app import Site, assemble, create_app
from wiki.config import Settings
from wiki.features.discovery import indexing
from wiki.kinds.forum import commands as forum
from wiki.kinds.forum.commands.holding import Subject, subject
from wiki.kinds.forum.models import Post, Topic
from wiki.kinds.pages.commands import create_page, delete_page, save_page
from wiki.kinds.pages.models import Page
from wiki.outbox import Delivery
from wiki.parts.communities.commands import Description, found_community
from wiki.parts.communities.models import MembershipRequest
from wiki.parts.communities.stages import BY_INVITATION, ON_REQUEST
from wiki.parts.drafts.commands import keep_draft
from wiki.parts.feeds.commands import make_feed_key
from wiki.parts.moderation.commands import decide
from wiki.parts.notices.commands import tell
from wiki.parts.notices.models import Notice
from wiki.parts.notices.sentences import Told
from wiki.parts.rules.commands import publish_rules
from wiki.parts.rules.wording import TERMS, Wording
from wiki.parts.spaces.commands import open_space, set_role
from wiki.parts.spaces.models import MEMBERS_ONLY, SECRET, STAFF, Space
from wiki.parts.subscriptions.models import NORMAL

QUICK = PasswordSettings(time_cost=1, memory_kib=8, parallelism=1)
NOBODY_SIGNED_IN = "nobody"
PEOPLE = (NOBODY_SIGNED_IN, "alice", "bob", "dana", "charlie", "gaelle", "admin")
DEAD_LETTER = "Lettremorte"


class WorldIsMade(Told):
    """The world is made."""


class World:
    """Three spaces with their corners, seven people, and what each may know."""

    def __init__(self, site: Site, like: World | None = None) -> None:
        """:param like: the world of which this site is a copy, closed."""
        self.site = site
        self.app: Flask = create_app(site)
        self.app.testing = True
        self._like = like
        if like is None:
            self._make()
        else:
            self.cast = Cast(site, like.cast.ids, like.cast.space)
            self.places, self.delivery_id = dict(like.places), like.delivery_id
        self._decisions: dict[tuple[str, str, object], bool] = {}
        self._hidden: dict[str, list[str]] = {}
        self._feeds: dict[str, str] = {}
        self._notices: dict[str, int] = {}

    def _make(self) -> None:
        self.cast: Cast = make_cast(self.site)
        self.places = {name: _place(self.cast, name) for name in (STAFF, MEMBERS_ONLY, SECRET)}
        with self.site.database.writing() as session:
            hosted.invite(session, self.cast)
            session.commit()
        self._publish_terms()
        self.cast.accepts()
        self.places[corners.RESTRICTED] = corners.restricted(self.cast, self.places[STAFF])
        self.places[corners.HELD] = corners.held(self.cast, self.places[STAFF])
        self.cast.index()
        self.delivery_id = self._dead_letter()

    @cached_property
    def visitors(self) -> Mapping[str, Visitor]:
        """A browser for each, signed in; they stay so in a copy of the world."""
        if self._like is not None:
            return {person: visitor.again(self.app) for person, visitor in self._like.visitors.items()}
        return {
            person: Visitor(self.app, None if person == NOBODY_SIGNED_IN else person) for person in PEOPLE
        }

    @cached_property
    def tokens(self) -> Mapping[str, str]:
        """What each browser has to send with a form."""
        if self._like is not None:
            return self._like.tokens
        form = "/-/sign-in"
        return {
            person: visitor.token(form if person == NOBODY_SIGNED_IN else "/-/search")
            for person, visitor in self.visitors.items()
        }

    def send(self, method: str, address: str, person: str, data: Mapping[str, Any] | None = None) -> Any:
        """The answer to this person; what is posted bears the token of the person's browser."""
        client = self.visitors[person].client
        if method in ("GET", "HEAD"):
            return client.open(address, method=method)
        return client.open(address, method=method, data={"csrf_token": self.tokens[person], **(data or {})})

    def viewer(self, session: Session, person: str) -> Viewer:
        return NOBODY if person == NOBODY_SIGNED_IN else self.cast.viewer(session, person)

    def may(self, person: str, action: str, item: Item) -> bool:
        """What the table of permissions says; asked once, for no right changes in this world."""
        question = (person, action, item if isinstance(item, Subject) else (item.kind, item.id))
        if question not in self._decisions:
            with self.site.database.reading() as session:
                self._decisions[question] = may(self.viewer(session, person), action, item)
        return self._decisions[question]

    def item(self, place: Place, names: frozenset[str] | set[str], action: str) -> Item:
        """What an action is about, by the names that its address holds."""
        with self.site.database.reading() as session:
            found: Item
            if "slug" in names:
                found = session.get_one(Page, place.page_id)
            elif "page_id" in names:
                found = session.get_one(Page, place.deleted_id)
            elif ids := names & TALK.keys():
                return _subject(session, place, ids.pop())
            elif "space" in names:
                found = session.get_one(Space, place.space_id)
            else:
                return SITE
            session.expunge(found)  # type: ignore[arg-type]  # a row
            return found

    def hidden_from(self, person: str) -> list[str]:
        """The words that this person may not meet anywhere."""
        if person not in self._hidden:
            known = [canary for place in self.places.values() for canary in place.canaries]
            known.append(Canary(DEAD_LETTER, "site.administer", "site", 0))
            with self.site.database.reading() as session:
                viewer = self.viewer(session, person)
                self._hidden[person] = [
                    canary.word for canary in known if not _open_to(session, viewer, person, canary)
                ]
        return self._hidden[person]

    def session_id(self, person: str) -> int:
        """One of the person's own browsers."""
        if person == NOBODY_SIGNED_IN:
            return 1
        assert self.visitors[person]
        with self.site.database.reading() as session:
            living = select(WebSession.id).where(WebSession.account_id == self.cast.ids[person])
            return session.scalars(living).first() or 0

    def notice_id(self, person: str) -> int:
        """Something that the person was told."""
        if person not in self._notices:
            told_to = self.cast.ids.get(person, self.cast.ids["gaelle"])
            with self.site.database.writing() as session:
                tell(session, [told_to], WorldIsMade(), url="/-/spaces")
                made = select(Notice.id).where(Notice.account_id == told_to).order_by(Notice.id.desc())
                self._notices[person] = session.scalars(made).first() or 0
                session.commit()
        return self._notices[person]

    def feed_key(self, person: str) -> str:
        """The key of the person's feed; nobody who is signed in is given that of the guest, who may read nothing."""
        holder = "gaelle" if person == NOBODY_SIGNED_IN else person
        if holder not in self._feeds:
            with self.cast.acting(holder) as (session, actor):
                self._feeds[holder] = make_feed_key(session, actor)
        return self._feeds[holder]

    def bin_again(self, place: Place) -> None:
        """Put what somebody took out of the bin back in it, and take out what somebody put there."""
        with self.site.database.writing() as session:
            if session.get_one(Page, place.deleted_id).deleted_at is None:
                delete_page(session, operator(), place.deleted_id, "de nouveau")
            topic, space = session.get_one(Topic, place.topic_id), session.get_one(Space, place.space_id)
            forum.restore_topic(session, operator(), place.topic_id)
            topic.space_id, topic.access_class_id = space.id, space.access_class_id
            forum.restore_post(session, operator(), place.post_id)
            if session.get_one(Topic, place.deleted_topic_id).deleted_at is None:
                forum.delete_topic(session, operator(), place.deleted_topic_id, "de nouveau")
            forum.delete_post(session, operator(), place.deleted_post_id, "de nouveau")
            session.commit()

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """What the database is told inside the block."""
        assert self.tokens, "everybody has signed in before"
        with counted(self.site.database) as said:
            yield said

    def close(self) -> None:
        self.site.engine.close()
        self.site.database.close()

    def _publish_terms(self) -> None:
        """Rules of the site, which everybody here has accepted."""
        with self.site.database.writing() as session:
            said = [
                Wording(TERMS, "fr", "Conditions d’utilisation", "Écrivez avec respect."),
                Wording(TERMS, "en", "Terms of use", "Write with respect."),
            ]
            publish_rules(session, operator(), said, dated=clock.now().date())
            session.commit()

    def _dead_letter(self) -> int:
        """A delivery that failed for good, whose error tells a secret that administrators alone may read."""
        now = clock.now() - timedelta(days=1)
        with self.site.database.writing() as session:
            letter = Delivery(
                handler=indexing.HANDLER, event="PageSaved", payload="{}", recorded_at=now, due_at=now
            )
            letter.dead_at, letter.error, letter.attempts = now, DEAD_LETTER, 8
            session.add(letter)
            session.flush()
            made = letter.id
            session.commit()
            return made


def make_world(database_url: str, folder: Path, **settings: Any) -> World:
    """The world, over an empty database."""
    site = assemble(
        Settings(
            data=folder,
            database_url=database_url,
            secret_key=SecretStr("for tests alone, and long enough"),
            auth=AuthSettings(passwords=QUICK),
            **settings,
        )
    )
    with site.database.reading() as session:
        indexing.rebuild(session, site.engine)
    return World(site)


def world_like(like: World, database_url: str, folder: Path) -> World:
    """The same world, over a copy of its database."""
    site = assemble(like.site.settings.model_copy(update={"data": folder, "database_url": database_url}))
    Rehearsed(like.site.settings, like.cast.ids, like.cast.space).lay_out(site)
    return World(site, like)


def _place(cast: Cast, visibility: str) -> Place:
    """A space of this visibility: Dana stewards it, Bob writes, Alice reads."""
    name = visibility.capitalize()
    slug, space_id, asked, hosts = _opened(cast, name, visibility)
    written = _written(cast, name, space_id)
    with cast.acting("dana") as (session, dana):
        decide(session, dana, "page", written.hidden_id, "hide", reason="charter", words=f"{name}charte")
        decide(session, dana, "revision", written.slip_id, "hide", reason="personal")
    talk = _talk(cast, name, space_id, written.page_id)
    return Place(
        visibility,
        slug,
        space_id,
        written.slug,
        written.page_id,
        written.gone_id,
        *talk,
        *asked,
        *hosts,
        (
            *_of_the_space(name, space_id),
            *hosted.of_the_guests(name, space_id),
            *_of_the_pages(name, written),
            *_of_the_talk(name, topic_id=talk[0], lost_id=talk[3]),
        ),
    )


def _opened(cast: Cast, name: str, visibility: str) -> tuple[str, int, tuple[int, int], tuple[int, int]]:
    """The space, a community, where somebody asks for a role and somebody is invited, somebody from outside stays and
    another one is invited: its address, its id, the ids of these four."""
    with cast.site.database.writing() as session:
        space = open_space(
            session,
            operator(),
            f"{name}espace",
            address=f"lieu-{len(visibility)}",  # tells nothing of the title
            description=f"{name}propos, {COMMON}.",
            visibility=visibility,
        )
        for person, role in ROLES.items():
            set_role(session, operator(), space, account_word(cast.ids[person]), role)
        described = Description(
            f"{name}propos, {COMMON}.",
            domain=f"{name}domaine",
            charter=f"{COMMON} {name}statuts",
            rhythm=f"{name}rythme",
            joining=BY_INVITATION if visibility == SECRET else ON_REQUEST,
        )
        found_community(session, operator(), space, described, cast.site.settings.communities)
        asked = (_asked(session, cast, space, "bob", name), _asked(session, cast, space, "alice", name))
        hosts = hosted.hosted(session, cast, space, name)
        session.commit()
        return space.slug, space.id, asked, hosts


@dataclass(frozen=True)
class Written:
    """Pages of one space: one that is read, one in the bin, one that will be hidden, like one revision of the first."""

    page_id: int
    slug: str
    gone_id: int
    hidden_id: int
    slip_id: int  # the revision that will be


def _written(cast: Cast, name: str, space_id: int) -> Written:
    """Bob writes a page and a draft of it, one that he puts in the bin, and one that will be hidden."""
    with cast.acting("bob") as (session, bob):
        space = session.get_one(Space, space_id)
        page, slip_id = _saved_again(session, cast, space, name)
        gone = create_page(session, bob, space, title=f"{name}defunt", body=f"{COMMON} {name}corps")
        session.flush()
        delete_page(session, bob, gone.id, f"{name}motif")
        keep_draft(
            session,
            bob,
            f"page:{page.id}",
            title=f"{name}ebauche",
            body=f"{name}brouillon",
            summary=f"{name}bribe",
            base_revision=3,
        )
        hidden = create_page(
            session, bob, space, title=f"{name}masque", body=f"{COMMON} {name}retenu [[{name}creux]]"
        )
        session.flush()
        return Written(page.id, page.slug, gone.id, hidden.id, slip_id)


def _saved_again(session: Session, cast: Cast, space: Space, name: str) -> tuple[Page, int]:
    """The page that is read; only its first revision has some of its words, and what Dana says for a moment, and will
    hide, stands in the second, whose id is told."""
    bob, dana = cast.viewer(session, "bob"), cast.viewer(session, "dana")
    page = create_page(
        session,
        bob,
        space,
        title=f"{name}titre",
        body=f"# {name}chapitre\n\n{COMMON} {name}texte [[{name}manque]]",
        summary=f"{name}resume",
        tags=(f"{name}etiquette",),
    )
    session.flush()
    save_page(session, dana, page.id, base=1, body=f"{COMMON} {name}tache", summary=f"{name}faute")
    slip_id = session.get_one(Page, page.id).revision_id
    body = f"{page.title} {COMMON} {name}suite [[Accueil]]"
    return save_page(session, bob, page.id, base=2, body=body).page, slip_id or 0


def _of_the_space(name: str, space_id: int) -> Iterator[Canary]:
    said = (name + word for word in ("espace", "propos", "domaine", "statuts", "rythme"))
    yield from canaries("space.know", "space", space_id, *said)
    yield Canary(f"{name}priere-bob", "space.admit", "space", space_id)
    yield from canaries("space.moderate", "space", space_id, f"{name}tache", f"{name}faute")


def _of_the_pages(name: str, written: Written) -> Iterator[Canary]:
    read = (name + word for word in ("titre", "chapitre", "texte", "resume", "suite", "manque", "etiquette"))
    gone = (name + word for word in ("defunt", "corps", "motif"))
    hidden = (name + word for word in ("masque", "retenu", "creux", "charte"))
    yield from canaries("page.read", "page", written.page_id, *read)
    yield from canaries("page.bin", "page", written.gone_id, *gone)
    yield from canaries("page.read", "page", written.hidden_id, *hidden)
    for word in ("ebauche", "brouillon", "bribe"):
        yield Canary(name + word, "page.edit", "page", written.page_id, author="bob")


def _of_the_talk(name: str, *, topic_id: int, lost_id: int) -> Iterator[Canary]:
    said = (name + word for word in ("sujet", "question", "reponse", "balise", "promesse", "epingle"))
    gone = (name + word for word in ("perdu", "oubli", "tort"))
    kept = (name + word for word in ("efface", "grief", "cachette"))
    yield from canaries("topic.read", "topic", topic_id, *said)
    yield from canaries("topic.bin", "topic", lost_id, *gone)
    yield from canaries("topic.keep", "topic", topic_id, *kept)
    yield Canary(f"{name}pensee", "topic.reply", "topic", topic_id, author="bob")


def _asked(session: Session, cast: Cast, space: Space, person: str, name: str) -> int:
    """Bob asks for another role; Alice, who reads, is invited to write, and knows why."""
    invited = person == "alice"
    request = MembershipRequest(
        space_id=space.id,
        account_id=cast.ids[person],
        invited=invited,
        invited_by_id=cast.ids["dana"] if invited else None,
        role=FUNCTIONAL if invited else EXPERT,
        reason=COMMON if invited else f"{name}priere-{person}",
        level=NORMAL,
        made_at=clock.now(),
    )
    session.add(request)
    session.flush()
    return request.id


# How a route names what is talked, and which of it.
TALK = {
    "topic_id": "topic_id",
    "post_id": "post_id",
    "deleted_topic_id": "deleted_topic_id",
    "deleted_post_id": "deleted_post_id",
}


def _subject(session: Session, place: Place, name: str) -> Item:
    """A topic or a post, as the rules see it."""
    item_id = getattr(place, TALK[name])
    if "topic" in name:
        return subject(session.get_one(Topic, item_id))
    post = session.get_one(Post, item_id)
    return subject(session.get_one(Topic, post.topic_id), post)


def _talk(cast: Cast, name: str, space_id: int, page_id: int) -> tuple[int, str, int, int, int]:
    """Bob asks about the page, Dana answers and Bob accepts it; a topic and a reply of Bob's are put in the bin by
    Dana; Bob has begun another reply."""
    with cast.acting("bob") as (session, bob):
        dana = cast.viewer(session, "dana")
        space, page = session.get_one(Space, space_id), session.get_one(Page, page_id)
        asked = forum.open_topic(
            session,
            bob,
            space,
            title=f"{name}sujet",
            body=f"{COMMON} {name}question [[{name}promesse]]",
            tags=(f"{name}balise",),
            about=page,
        )
        session.flush()
        answer = forum.reply(session, dana, asked.id, body=f"{COMMON} {name}reponse")
        gone = forum.reply(session, bob, asked.id, body=f"{COMMON} {name}efface")
        lost = forum.open_topic(session, bob, space, title=f"{name}perdu", body=f"{COMMON} {name}oubli")
        session.flush()
        hidden = forum.reply(session, dana, asked.id, body=f"{COMMON} {name}cachette")
        session.flush()
        decide(session, dana, "post", hidden.id, "hide", reason="off-topic")
        forum.accept_answer(session, bob, answer.id)
        forum.delete_post(session, dana, gone.id, f"{name}grief")
        forum.delete_topic(session, dana, lost.id, f"{name}tort")
        forum.pin_topic(session, dana, asked.id, clock.now() + timedelta(days=30), f"{name}epingle")
        keep_draft(
            session,
            bob,
            f"topic:{asked.id}",
            title="",
            body=f"{name}pensee",
            summary="",
            base_revision=0,
        )
        return asked.id, asked.slug, answer.id, lost.id, gone.id


def _open_to(session: Session, viewer: Viewer, person: str, canary: Canary) -> bool:
    tables = {"space": Space, "page": Page, "topic": Topic}
    item: Item = SITE if canary.kind == "site" else session.get_one(tables[canary.kind], canary.item_id)
    return may(viewer, canary.action, item) and canary.author in (None, person)
