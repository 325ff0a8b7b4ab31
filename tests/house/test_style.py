"""The guide of style draws every component, so that whoever changes one sees all of its states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import nodes
from jinja2.runtime import Macro

from tests.house.routes import application
from tests.house.world import World

TEMPLATES = Path(__file__).parents[2] / "templates"
GUIDE = "/-/style"
# Components of one kind, of which the guide shows what its kind draws.
DRAWN_BY_KINDS = ("kinds/forum/posts.html",)


def macros(path: Path) -> set[tuple[str, str]]:
    """(template, name) of those that a file defines."""
    tree = application().jinja_env.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(TEMPLATES).as_posix()
    return {(name, macro.name) for macro in tree.find_all(nodes.Macro)}


@pytest.mark.parametrize("language", ["fr-CA", "en-CA"])
def test_every_macro_of_the_components_is_drawn_in_the_guide(
    world: World, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """A new component is shown there before it is used anywhere else."""
    drawn: set[tuple[str, str]] = set()
    call = Macro.__call__

    def noted(macro: Macro, *args: Any, **values: Any) -> Any:
        template = Path(macro._func.__code__.co_filename)
        if template.is_relative_to(TEMPLATES):
            drawn.add((template.relative_to(TEMPLATES).as_posix(), macro.name))
        return call(macro, *args, **values)

    monkeypatch.setattr(Macro, "__call__", noted)
    answer = world.visitors["admin"].client.get(GUIDE, headers={"Accept-Language": language})
    assert answer.status_code == 200
    files = [*(TEMPLATES / "components").glob("*.html"), *(TEMPLATES / name for name in DRAWN_BY_KINDS)]
    wanted = {macro for path in files for macro in macros(path)}
    assert wanted
    assert not wanted - drawn, "draw them in templates/features/style/style.html"


def test_the_guide_is_for_those_who_run_the_site(world: World) -> None:
    assert world.send("GET", GUIDE, "dana").status_code == 403
    assert world.send("GET", GUIDE, "nobody").status_code == 303
