"""The front door: settings, database, directory, search and kinds put together into one Flask application."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import cast

from flask import Flask, request
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from auth import web as auth_web
from auth.directories.base import Directory
from auth.directories.local import LocalDirectory
from auth.passwords import Passwords
from search.engines.base import Engine
from search.engines.whoosh import WhooshEngine
from wiki import clock, config
from wiki.access import keyring
from wiki.access.decision import RULES
from wiki.config import Settings
from wiki.db import Database
from wiki.errors import RelaisError
from wiki.features.admin import views as admin
from wiki.features.audit import door
from wiki.features.audit import views as audit
from wiki.features.communities import views as communities
from wiki.features.discovery import indexing
from wiki.features.discovery import views as discovery
from wiki.features.favourites import views as favourites
from wiki.features.feeds import views as feeds
from wiki.features.guests import mailing
from wiki.features.guests import views as guests
from wiki.features.help import views as help_
from wiki.features.home import views as home
from wiki.features.moderation import views as moderation
from wiki.features.notices import views as notices
from wiki.features.operations import views as operations
from wiki.features.people import views as people
from wiki.features.rights import views as rights
from wiki.features.rules import views as rules
from wiki.features.spaces import views as spaces
from wiki.features.style import views as style
from wiki.outbox import OUTBOX
from wiki.parts.audit.commands import note
from wiki.parts.communities.rules import RULES_OF_COMMUNITIES
from wiki.parts.guests import following
from wiki.parts.guests.rules import RULES_OF_GUESTS
from wiki.parts.mail.letters import Letters
from wiki.parts.moderation.rules import RULES_OF_MODERATION
from wiki.parts.rules.rules import RULES_OF_RULES
from wiki.parts.spaces.rules import RULES_OF_SPACES
from wiki.parts.subscriptions import hearing
from wiki.registry import KINDS
from wiki.web import (
    agreeing,
    assets,
    binding,
    content,
    csrf,
    dates,
    errors,
    gates,
    journal,
    labels,
    language,
    looking,
    numbers,
    restraining,
    security,
    surroundings,
    trail,
    transaction,
    viewing,
)
from wiki.web.cookies import Cookies
from wiki.web.tally import Tally
from wiki.web.templates import LanguageEnvironment

# Bytes of one request: a page of 512 kB, each of whose letters may take six as a form, beside the text it differs from.
LARGEST_REQUEST = 8 * 1024 * 1024

GATES_OF_AUTH = {
    "auth.sign_in": gates.EVERYONE,
    "auth.sign_in_post": gates.EVERYONE,
    "auth.sign_out": gates.EVERYONE,
    "auth.sign_out_everywhere": gates.SIGNED_IN,
    "auth.confirm": gates.SIGNED_IN,
    "auth.confirm_post": gates.SIGNED_IN,
    "auth.sessions": gates.SIGNED_IN,
    "auth.end_session": gates.SIGNED_IN,
    "auth.end_other_sessions": gates.SIGNED_IN,
    "auth.password": gates.SIGNED_IN,
    "auth.change_password": gates.SIGNED_IN,
}


class SecretMissing(RelaisError):
    """There is no secret_key: set RELAIS_SECRET_KEY to 32 random characters or more, the same for every process."""

    status = 500


class Relais(Flask):
    """Flask, with templates compiled for each language."""

    jinja_environment = LanguageEnvironment
    session_interface = Cookies()


@dataclass(frozen=True)
class Site:
    """What every door needs: the web, the worker and the command line."""

    settings: Settings
    database: Database
    engine: Engine
    passwords: Passwords

    @cached_property
    def ldap(self) -> Directory | None:
        """The organisation's directory, one a process: it keeps its connection. Small sites never load it."""
        if self.settings.auth.directory != "ldap" or self.settings.auth.ldap is None:
            return None
        module = import_module("auth.directories.ldap")
        directory: Directory = module.LdapDirectory(self.settings.auth.ldap)
        return directory

    @cached_property
    def letters(self) -> Letters:
        """Writes what is sent by e-mail."""
        return Letters(
            templates_of(self.settings),
            site_name=self.settings.site_name,
            time_zone=self.settings.time_zone,
        )

    def directories(self, session: Session) -> Sequence[Directory]:
        """Those who vouch for people, in the order in which they are asked."""
        local = LocalDirectory(session, self.passwords)
        return [self.ldap, local] if self.ldap is not None else [local]


def assemble(settings: Settings) -> Site:
    """The parts of the site, connected to nothing yet."""
    discover()
    engine = WhooshEngine(settings.index_folder)
    indexing.subscribe(engine)
    hearing.subscribe()
    following.subscribe()
    OUTBOX.subscribe_to_all("audit.note", note)
    site = Site(settings, Database(settings.database), engine, Passwords(settings.auth.passwords))
    mailing.subscribe(settings, lambda: site.letters)
    return site


def discover() -> None:
    """Find the kinds of content and compose the table of permissions."""
    RULES.add(RULES_OF_SPACES)
    RULES.add(RULES_OF_COMMUNITIES)
    RULES.add(RULES_OF_GUESTS)
    RULES.add(RULES_OF_MODERATION)
    RULES.add(RULES_OF_RULES)
    KINDS.discover()


def create_app(site: Site) -> Flask:
    """The web application.

    :raises SecretMissing: without a secret key.
    :raises UngatedRoute: when a route does not say who may pass.
    """
    settings = site.settings
    secret = settings.secret_key.get_secret_value() if settings.secret_key is not None else ""
    if not secret:
        raise SecretMissing
    app = Relais("wiki", static_folder=None, template_folder=None)
    app.config.update(
        SECRET_KEY=secret,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        SESSION_COOKIE_NAME="relais",
        SESSION_COOKIE_SECURE=settings.server.secure,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a page may be written for a whole day
        TRUSTED_HOSTS=settings.server.hosts or None,
    )
    if settings.server.proxies:
        trusted = settings.server.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, trusted, trusted, trusted, trusted)  # type: ignore[method-assign]  # as Flask tells to
    transaction.init_app(app, site.database)
    app.before_request(_write_when_signing_in)
    _templates(app, settings)
    security.init_app(app, secure=settings.server.secure)
    assets.init_app(app, settings.theme)
    content.init_app(app, settings.content)
    language.init_app(app, settings)
    labels.init_app(app, settings.communities)
    binding.init_app(app, settings.rules)
    dates.init_app(app)
    numbers.init_app(app)
    errors.init_app(app)
    csrf.init_app(app)
    trail.init_app(app)
    auth_web.init_app(
        app,
        session=transaction.session,
        directories=lambda: site.directories(transaction.session()),
        settings=settings.auth,
        passwords=site.passwords,
        clock=clock.now,
        settle=transaction.settle,
        touch=trail.browser_seen,
        also=keyring.known_of_account(binding.lapsed_before),
        told=door.heard,
        admit=restraining.admit,
    )
    app.extensions[discovery.EXTENSION] = site.engine
    app.extensions[guests.EXTENSION] = guests.Hosting(site.settings, site.passwords)
    for feature in (
        home,
        communities,
        discovery,
        favourites,
        feeds,
        guests,
        notices,
        moderation,
        people,
        rights,
        rules,
        help_,
        admin,
        audit,
        style,
        operations,
    ):
        app.register_blueprint(feature.blueprint)
    KINDS.draw_front("communities", communities.FRONT)
    KINDS.find_by_name(people.PEOPLE)
    for kind in KINDS:
        app.register_blueprint(kind.blueprint)
    app.register_blueprint(spaces.blueprint)
    gates.gates(app, GATES_OF_AUTH)
    tally = journal.init_app(app, trusted=settings.server.proxies > 0)
    restraining.init_app(app)
    agreeing.init_app(app)
    operations.init_app(app, engine=site.engine, tally=tally, token=settings.metrics.token)
    return app


def tally_of(app: Flask) -> Tally:
    """What is counted of the requests of this program."""
    return operations.known_of(app).tally


def _write_when_signing_in() -> None:
    """Signing in and out, and what one does with one's sessions, change rows of the directory's side."""
    if request.blueprint == "auth" and request.method == "POST":
        transaction.write()


def templates_of(settings: Settings) -> list[Path]:
    """The folders of templates: the organisation's own are searched first."""
    own = [settings.templates] if settings.templates is not None else []
    return [*own, config.templates_folder()]


def _templates(app: Flask, settings: Settings) -> None:
    environment = cast(LanguageEnvironment, app.jinja_env)
    environment.auto_reload = False
    environment.use(templates_of(settings), language.translations)
    environment.globals.update(
        may=viewing.may,
        space_tabs=surroundings.space_tabs,
        look=looking.look,
        restraints_here=restraining.restraints_here,
        site={"name": settings.site_name, "contact": settings.contact, "theme": settings.theme is not None},
    )
    app.context_processor(lambda: {"viewer": viewing.viewer()})
