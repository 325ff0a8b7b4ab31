"""A server of e-mail that does not answer keeps nothing else waiting."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tests.factories import Cast
from tests.server import serving, wait_until
from tests.wiki.guests.hosting import Hosting
from wiki.config import Settings
from wiki.features.guests.mailing import HANDLER
from wiki.outbox import Delivery


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """A server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        told = {
            "SERVER__URL": "https://relais.exemple.gouv.qc.ca",
            "MAIL__SERVER": "127.0.0.1",
            "MAIL__PORT": str(listener.getsockname()[1]),
            "MAIL__SECURITY": "none",
            "MAIL__SENDER": "relais@exemple.gouv.qc.ca",
            "MAIL__TIMEOUT": "120",
        }
        for name, value in told.items():
            monkeypatch.setenv(f"RELAIS_{name}", value)
        yield listener


def test_what_is_written_is_found_while_a_letter_waits(
    settings: Settings, place: Hosting, cast: Cast, silent: socket.socket
) -> None:
    def waiting() -> list[str]:
        with cast.site.database.reading() as session:
            return list(session.scalars(select(Delivery.handler)))

    cast.index()
    with serving(settings, workers=1) as server:
        place.invites(sent=False)
        connection, _ = silent.accept()  # the worker is at it, and will be for two minutes
        with connection:
            cast.page("Prélever un échantillon", space=place.slug)
            wait_until(lambda: waiting() == [HANDLER])
            reader = server.visitor("bob")
            assert f"/{place.slug}/prelever-un-echantillon" in reader.get("/-/search?q=prelever").text
            server.kill()
    assert HANDLER in waiting(), "it is tried again by whoever comes next"
