"""What templates and scripts may hold: nothing inline, nothing that does not exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import nodes

from tests.house.routes import application
from wiki.access.decision import RULES
from wiki.web.assets import icons

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = ROOT / "wiki/static"
SCRIPTS = STATIC / "js"

_INLINE = re.compile(
    r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|<script\b(?![^>]*\ssrc=)|javascript:""", re.I
)
_ELSEWHERE = re.compile(r"""(?:src|href|action|url\()\s*=?\s*["']?(?:https?:)?//""", re.I)
_ENHANCE = re.compile(r'data-enhance="([^"{]*)"')
# Filled by the page's code, and known only when it is drawn.
GIVEN_BY_FLASK = {"request", "session", "g", "get_flashed_messages", "url_for", "config"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT / "templates").as_posix()


def tree_of(path: Path) -> nodes.Template:
    return application().jinja_env.parse(path.read_text(encoding="utf-8"))


def calls(path: Path, function: str) -> list[nodes.Call]:
    found = tree_of(path).find_all(nodes.Call)
    return [call for call in found if isinstance(call.node, nodes.Name) and call.node.name == function]


def named(argument: nodes.Expr) -> list[str]:
    """The words that an argument may be; a name that only the page knows gives none."""
    if isinstance(argument, nodes.Const):
        return [str(argument.value)]
    if isinstance(argument, nodes.CondExpr):
        return named(argument.expr1) + (named(argument.expr2) if argument.expr2 else [])
    return []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_has_nothing_inline_and_asks_no_other_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not _INLINE.search(text), "inline style or script: the policy of content would refuse it"
    assert not _ELSEWHERE.search(text), "another host"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_can_be_compiled_and_imports_the_macros_that_it_uses(path: Path) -> None:
    """Jinja only notices a macro that is missing when that line is drawn."""
    environment = application().jinja_env
    tree = tree_of(path)
    imported = {
        alias[1] if isinstance(alias, tuple) else alias
        for node in tree.find_all(nodes.FromImport)
        for alias in node.names
    }
    defined = {macro.name for macro in tree.find_all(nodes.Macro)}
    known = imported | defined | set(environment.globals) | GIVEN_BY_FLASK | {"caller", "super", "self"}
    called = {call.node.name for call in tree.find_all(nodes.Call) if isinstance(call.node, nodes.Name)} | {
        block.call.node.name
        for block in tree.find_all(nodes.CallBlock)
        if isinstance(block.call.node, nodes.Name)
    }
    assigned = {name.name for name in tree.find_all(nodes.Name) if name.ctx in ("store", "param")}
    assert called <= known | assigned, f"not imported: {called - known - assigned}"
    unused = imported - {name.name for name in tree.find_all(nodes.Name) if name.ctx == "load"}
    assert not unused, f"imported and never used: {unused}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_macro_that_is_imported_exists(path: Path) -> None:
    environment = application().jinja_env
    for node in tree_of(path).find_all(nodes.FromImport):
        assert isinstance(node.template, nodes.Const)
        source = environment.parse((ROOT / "templates" / node.template.value).read_text(encoding="utf-8"))
        macros = {macro.name for macro in source.find_all(nodes.Macro)}
        wanted = {alias[0] if isinstance(alias, tuple) else alias for alias in node.names}
        assert wanted <= macros, f"{node.template.value} has no {wanted - macros}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_address_of_a_template_exists(path: Path) -> None:
    endpoints = set(application().view_functions)
    for call in calls(path, "url_for"):
        for endpoint in named(call.args[0]):
            assert endpoint in endpoints, f"line {call.lineno}: no {endpoint}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_static_file_of_a_template_exists(path: Path) -> None:
    for call in calls(path, "url_for"):
        for keyword in call.kwargs:
            if keyword.key == "filename":
                for name in named(keyword.value):
                    assert name == "theme.css" or (STATIC / name).exists(), f"line {call.lineno}: no {name}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_icon_of_a_template_is_drawn(path: Path) -> None:
    tree = tree_of(path)
    wanted = {name for call in calls(path, "icon") for name in named(call.args[0])}
    wanted |= {
        name
        for keyword in tree.find_all(nodes.Keyword)
        if keyword.key in ("icon_name", "symbol")
        for name in named(keyword.value)
    }
    assert wanted <= icons(), f"not drawn: {wanted - icons()}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_script_of_a_template_exists(path: Path) -> None:
    for names in _ENHANCE.findall(path.read_text(encoding="utf-8")):
        for name in names.split():
            script = SCRIPTS / f"{name}.js"
            assert script.exists(), f"no {name}.js"
            assert "export default function" in script.read_text(encoding="utf-8")


def test_every_action_that_a_template_asks_about_is_in_the_table_of_permissions() -> None:
    app = application()  # composes the table
    assert app
    from_templates = {
        name for path in TEMPLATES for call in calls(path, "may") for name in named(call.args[0])
    }
    assert from_templates
    for action in sorted(from_templates):
        assert RULES[action].sentence


def test_every_template_is_used() -> None:
    """What no view, template or other file of the program names is not drawn by anybody."""
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("wiki", "auth", "templates")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".html")
    )
    unused = [
        name_of(path) for path in TEMPLATES if name_of(path) not in code and not _named_in_part(path, code)
    ]
    assert not unused


def _named_in_part(path: Path, code: str) -> bool:
    """Views that draw several templates of one folder name the folder, and each template by its stem."""
    return f"{path.parent.relative_to(ROOT / 'templates').as_posix()}/{{template}}.html" in code and (
        f'"{path.stem}"' in code
    )


def test_scripts_ask_no_other_host_and_evaluate_nothing() -> None:
    for script in sorted(SCRIPTS.glob("*.js")):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function\(|document\.write\(|setAttribute\(\"style\"", text), (
            script.name
        )
        assert not re.search(r"""["'`](?:https?:)?//(?!\))""", text), script.name


def test_every_import_of_a_script_exists() -> None:
    for script in sorted(SCRIPTS.glob("*.js")):
        for name in re.findall(r'from "\./([\w-]+\.js)"', script.read_text(encoding="utf-8")):
            assert (SCRIPTS / name).exists(), f"{script.name} imports {name}"


def test_style_sheets_ask_no_other_host() -> None:
    for sheet in sorted((STATIC / "css").glob("*.css")):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", sheet.read_text(encoding="utf-8")), (
            sheet.name
        )
