"""Every route of the program, and what may stand in the places of its address."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr
from werkzeug.routing import Rule

from tests.house.hosted import link_of
from tests.house.places import Place
from tests.house.world import World
from wiki.app import GATES_OF_AUTH, assemble, create_app
from wiki.config import Settings
from wiki.parts.spaces.models import SECRET
from wiki.web.assets import content_version
from wiki.web.gates import Gate, gates

# What fills `<name>` of an address, by its name: something that exists in this place, for this person.
VALUES: Mapping[str, Callable[[World, Place, str], object]] = {
    "space": lambda world, place, person: place.space,
    "slug": lambda world, place, person: place.slug,
    "number": lambda world, place, person: 1,
    "page_id": lambda world, place, person: place.deleted_id,
    "topic_id": lambda world, place, person: place.topic_id,
    "words": lambda world, place, person: place.topic_slug,
    "post_id": lambda world, place, person: place.post_id,
    "deleted_topic_id": lambda world, place, person: place.deleted_topic_id,
    "deleted_post_id": lambda world, place, person: place.deleted_post_id,
    "session_id": lambda world, place, person: world.session_id(person),
    "who": lambda world, place, person: world.cast.ids.get(person, world.cast.ids["dana"]),
    "key": lambda world, place, person: world.feed_key(person),
    "notice_id": lambda world, place, person: world.notice_id(person),
    "request_id": lambda world, place, person: place.request_id,
    "invitation_id": lambda world, place, person: place.invitation_id,
    "guest_id": lambda world, place, person: place.guest_id,
    "guest_invitation_id": lambda world, place, person: place.guest_invitation_id,
    "token": lambda world, place, person: link_of(world.cast),
    "decision_id": lambda world, place, person: 987654,  # nothing was decided about anybody
    "delivery_id": lambda world, place, person: world.delivery_id,
    "version": lambda world, place, person: content_version(),
    "subject": lambda world, place, person: "writing",
    "kind": lambda world, place, person: "page",
    "item_id": lambda world, place, person: place.page_id,
    "filename": lambda world, place, person: "css/tokens.css",
}
# What fills the same places when nothing is there. Those without one are nobody's secret.
ABSENT: Mapping[str, object] = {
    "space": "nulle-part",
    "slug": "rien-du-tout",
    "page_id": 987654,
    "topic_id": 987654,
    "post_id": 987654,
    "deleted_topic_id": 987654,
    "deleted_post_id": 987654,
    "request_id": 987654,
    "invitation_id": 987654,
    "guest_id": 987654,
    "guest_invitation_id": 987654,
}


@cache
def application() -> Flask:
    """The program as it is put together for its first request, over no database: for what it says of itself."""
    folder = Path(tempfile.gettempdir()) / "relais-routes"
    return create_app(
        assemble(Settings(data=folder, secret_key=SecretStr("for the list of routes alone, never served")))
    )


@cache
def gate_of(endpoint: str) -> Gate:
    return gates(application(), GATES_OF_AUTH)[endpoint]


@dataclass(frozen=True)
class Route:
    """One address with one method."""

    rule: Rule
    method: str

    @property
    def endpoint(self) -> str:
        return self.rule.endpoint

    @property
    def gate(self) -> Gate:
        return gate_of(self.endpoint)

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"

    def places(self, world: World) -> list[Place]:
        """The places that its address can name: one will do when it names none."""
        if "space" not in self.rule.arguments:
            return [world.places[SECRET]]
        named = self.rule.arguments & {"slug", "page_id"}
        return [place for place in world.places.values() if named or not place.corner]

    def address(self, world: World, place: Place, person: str) -> str:
        """The address of this place, as this person would ask for it."""
        return self._built({name: value_of(name, world, place, person) for name in self.rule.arguments})

    def absent(self, world: World, place: Place, person: str) -> str | None:
        """The same address where nothing stands; None when no part of it names anything."""
        values = {name: value_of(name, world, place, person) for name in self.rule.arguments}
        absent = {name: value for name, value in ABSENT.items() if name != "space" or not place.corner}
        return self._built(values | absent) if absent.keys() & values.keys() else None

    def _built(self, values: Mapping[str, object]) -> str:
        with application().test_request_context():
            built = self.rule.build({name: values[name] for name in self.rule.arguments})
        assert built is not None, f"{self}: no address with {values}"
        return built[1]


def value_of(name: str, world: World, place: Place, person: str) -> object:
    if name not in VALUES:
        pytest.fail(f"No value for <{name}> of an address: add one to VALUES in tests/house/routes.py.")
    return VALUES[name](world, place, person)


def routes(*methods: str) -> list[Route]:
    """Every route with one of these methods, in the order of their addresses."""
    rules = sorted(application().url_map.iter_rules(), key=lambda rule: rule.rule)
    return [Route(rule, method) for rule in rules for method in methods if method in (rule.methods or ())]
