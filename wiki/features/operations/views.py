"""Health, readiness and figures. To whom they do not concern they say nothing but yes or no."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Flask, Response, current_app, jsonify
from flask.typing import ResponseReturnValue
from pydantic import SecretStr
from sqlalchemy import text

from search.engines.base import Engine
from wiki.features.operations.exposition import CONTENT_TYPE, exposition
from wiki.features.operations.figures import figures
from wiki.features.operations.readiness import readiness
from wiki.web.gates import for_everyone, with_token
from wiki.web.tally import Tally
from wiki.web.transaction import session

EXTENSION = "relais-operations"

blueprint = Blueprint("operations", __name__)


@dataclass(frozen=True)
class Known:
    """What is told beside the database."""

    engine: Engine
    tally: Tally
    token: SecretStr | None


def init_app(app: Flask, *, engine: Engine, tally: Tally, token: SecretStr | None) -> None:
    """:param token: what a program brings to be told the figures; None for nobody."""
    app.extensions[EXTENSION] = Known(engine, tally, token)


def known_of(app: Flask) -> Known:
    known: Known = app.extensions[EXTENSION]
    return known


def _token() -> str | None:
    token = known_of(current_app).token
    return token.get_secret_value() if token is not None else None


@blueprint.get("/-/health")
@for_everyone
def health() -> ResponseReturnValue:
    """Whether this process answers and reaches its database."""
    session().execute(text("SELECT 1"))
    return jsonify(status="ok")


@blueprint.get("/-/ready")
@for_everyone
def ready() -> ResponseReturnValue:
    """Whether people can work: each part by its name, and 503 when one is not as it should be."""
    parts = readiness(session, known_of(current_app).engine)
    fine = all(word == "ok" for word in parts.values())
    return jsonify(status="ready" if fine else "not ready", **parts), 200 if fine else 503


@blueprint.get("/-/metrics")
@with_token(_token)
def metrics() -> Response:
    """The figures of all web processes of this server, for Prometheus."""
    known = known_of(current_app)
    told = exposition(figures(session(), known.engine, known.tally))
    return Response(told, content_type=CONTENT_TYPE)
