"""A small application that lends `auth.web` what a host lends: one Session a request, committed whatever the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask.testing import FlaskClient
from flask_babel import Babel
from flask_wtf import CSRFProtect
from markupsafe import Markup
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from auth import web
from auth.directories.base import Directory
from auth.passwords import Passwords
from auth.settings import AuthSettings, PasswordSettings
from tests.auth.html import page

ROOT = Path(__file__).parents[2]

QUICK = PasswordSettings(time_cost=1, memory_kib=8, parallelism=1)


class Clock:
    """The time, which a test moves on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **span: float) -> None:
        self.now += timedelta(**span)


class Host:
    """The application, its database and its clock."""

    def __init__(
        self,
        engine: Engine,
        directories: Callable[[Session], Sequence[Directory]],
        settings: AuthSettings,
        **hooks: Any,
    ) -> None:
        self.engine, self.clock, self.passwords = engine, Clock(), Passwords(settings.passwords)
        self.app = Flask("host", template_folder=ROOT / "templates", static_folder=ROOT / "wiki/static")
        self.app.config.update(SECRET_KEY="the secret of a test", TESTING=True)
        self.app.jinja_env.globals |= {
            "icon": lambda name: Markup(""),
            "site": {"name": "Relais"},
            "language_tag": "en-CA",
            "look": lambda: None,
        }
        self.app.jinja_env.filters["moment"] = lambda instant: instant.isoformat()
        self.app.context_processor(lambda: {"viewer": web.current_identity()})
        Babel(self.app, default_locale="en")
        CSRFProtect(self.app)
        # The layout leads to rooms of the wiki that this host does not have.
        self.app.url_build_error_handlers.append(lambda error, endpoint, values: f"/{endpoint}")
        self.app.add_url_rule("/who", "who", lambda: web.current_identity().name or "nobody")
        self.app.add_url_rule("/plans/winter", "winter", web.signed_in(lambda: "the winter plan"))
        self.app.teardown_request(_end_of_request)
        web.init_app(
            self.app,
            session=self._session,
            directories=lambda: directories(self._session()),
            settings=settings,
            passwords=self.passwords,
            clock=self.clock,
            **hooks,
        )

    def browser(self, agent: str = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Firefox/130.0") -> Browser:
        """Somebody's browser, with its own cookies."""
        return Browser(self.app.test_client(), agent)

    def _session(self) -> Session:
        if "database" not in g:
            g.database = Session(self.engine)
        session: Session = g.database
        return session


class Browser:
    """A person before a screen: reads pages, fills their forms, keeps cookies."""

    def __init__(self, client: FlaskClient, agent: str) -> None:
        self.client, self.agent = client, agent

    def get(self, path: str) -> TestResponse:
        return self.client.get(path, headers={"User-Agent": self.agent})

    def submit(self, path: str, action: str | None = None, **fields: str) -> TestResponse:
        """Fill the form of the page at `path` that goes to `action`, and send it."""
        form = page(self.get(path).text).form(action or path.partition("?")[0])
        return self.client.post(
            action or path.partition("?")[0], data={**form, **fields}, headers={"User-Agent": self.agent}
        )

    def sign_in(self, username: str, password: str, next: str | None = None) -> TestResponse:
        where = f"/-/sign-in?next={next}" if next else "/-/sign-in"
        return self.submit(where, username=username, password=password)

    @property
    def who(self) -> str:
        return self.get("/who").text

    @property
    def cookie(self) -> str:
        cookie = self.client.get_cookie("session")
        return cookie.value if cookie else ""


def _end_of_request(error: BaseException | None) -> None:
    session: Session | None = g.pop("database", None)
    if session is not None:
        if error is None:
            session.commit()
        session.close()
