"""How the terms of use bind people on this site: by its settings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app

from wiki import clock
from wiki.config import RulesSettings
from wiki.parts.rules.wording import months_before

EXTENSION = "relais-rules"
EVER = datetime(1970, 1, 1, tzinfo=UTC)  # before anything was accepted


def init_app(app: Flask, settings: RulesSettings) -> None:
    app.extensions[EXTENSION] = settings


def settings() -> RulesSettings:
    return cast(RulesSettings, current_app.extensions[EXTENSION])


def binding() -> bool:
    """Whether somebody who has not accepted them reads at most."""
    return settings().unaccepted != "optional"


def closed() -> bool:
    """Whether they do not even read."""
    return settings().unaccepted == "nothing"


def lapsed_before() -> datetime:
    """What was accepted before this moment is to be accepted again."""
    months = settings().renew_months
    return months_before(clock.now(), months) if months else EVER
