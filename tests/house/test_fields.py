"""What is posted holds what was asked for and nothing else (L-4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pytest

from auth.identity import account_word
from tests.house.routes import Route, routes
from tests.house.test_matrix import PASSES, expected
from tests.house.world import PEOPLE, World

WRITING = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.I)
SENTENCE = "Ce formulaire n’a pas de champ «\u00a0proprietaire\u00a0»"

# What has to be sent for the form to be looked at.
NEEDED: Mapping[str, Callable[[World], Mapping[str, str]]] = {
    "spaces.set_roles": lambda world: {"word": account_word(world.cast.ids["alice"])}
}


@pytest.mark.parametrize("route", routes("POST"), ids=str)
def test_a_field_that_was_not_asked_for_is_refused_and_nothing_is_done(
    own_world: World, route: Route
) -> None:
    """For everybody whom the gate lets pass: no parameter more makes anything of what is sent."""
    asked = 0
    for place in route.places(own_world):
        for person in PEOPLE:
            if expected(own_world, route, place, person) != PASSES:
                continue
            address = route.address(own_world, place, person)
            needed = NEEDED.get(route.endpoint, lambda world: {})(own_world)
            with own_world.statements() as said:
                answer = own_world.send("POST", address, person, {**needed, "proprietaire": "1"})
            if answer.status_code == 404:  # one's own, of which there is none
                continue
            asked += 1
            assert answer.status_code in (400, 422), f"{person} POST {address}: {answer.status}"
            assert answer.status_code == 400 or SENTENCE in answer.text, f"{person} POST {address}"
            assert not [statement for statement in said if WRITING.match(statement)]
    assert asked
