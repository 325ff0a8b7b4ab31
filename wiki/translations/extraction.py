"""Every sentence that a person may read, found in the sources: the msgids of the catalogues.

Three kinds of sentences are not arguments of a gettext function: the docstring of an error, of a notice or of an
event, the sentence of a rule of access, and the docstring of a fact that a rule names. Click's own words are taken from
the installed Click.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract

ROOT = Path(__file__).parents[2]
CODE = ("auth", "search", "wiki")
TEMPLATES = "templates"
# What of Click speaks to whoever types a command; the rest speaks to programmers.
SPEAKING = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types")
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "Sentence": None}
ERRORS = frozenset(
    {
        "wiki.errors.RelaisError",
        "auth.errors.AuthError",
        "search.errors.SearchError",
        "wiki.parts.notices.sentences.Told",
        "wiki.outbox.Event",
    }
)

Message = str | tuple[str, ...]
Modules = Mapping[str, ast.Module]


def sources() -> Catalog:
    """The catalogue of all msgids, each with the files that say it; no translation."""
    catalog = Catalog(charset="utf-8")
    for where, message in sorted((*_code(), *_templates(), *_click()), key=lambda said: said[0]):
        catalog.add(message, locations=[(where, 0)])
    return catalog


def _code() -> Iterator[tuple[str, Message]]:
    paths = {_dotted(path): path for path in _files(*CODE, suffix="py")}
    modules = {name: ast.parse(path.read_bytes()) for name, path in paths.items()}
    errors, facts = error_classes(modules), facts_of_rules(modules)
    for name, path in paths.items():
        for message in (*_calls("python", path), *sentences(name, modules[name], errors, facts)):
            yield _shown(path), message


def _templates() -> Iterator[tuple[str, Message]]:
    for path in (*_files(TEMPLATES, suffix="html"), *_files(TEMPLATES, suffix="txt")):
        for message in _calls("jinja2", path):
            yield _shown(path), message


def _click() -> Iterator[tuple[str, Message]]:
    package = Path(click.__file__).parent
    for name in SPEAKING:
        for message in _calls("python", package / f"{name}.py"):
            yield "click", message


def _files(*folders: str, suffix: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob(f"*.{suffix}"))


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _dotted(path: Path) -> str:
    return _shown(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _calls(method: str, path: Path) -> Iterator[Message]:
    """What the file hands to gettext functions."""
    options = {"silent": "false"} if method == "jinja2" else {}
    with path.open("rb") as file:
        for _, message, _, _ in extract(method, file, KEYWORDS, (), options):
            yield message


# ── Sentences that no gettext function is handed ───────────────────────────────────────────────────


def error_classes(modules: Modules) -> frozenset[str]:
    """Dotted names of the classes that derive, near or far, from one of our errors, or are notices or events."""
    bases = {
        f"{name}.{node.name}": _bases(name, module, node)
        for name, module in modules.items()
        for node in _classes(module)
    }
    found = ERRORS
    while more := {name for name, of in bases.items() if name not in found and of & found}:
        found |= more
    return found


def facts_of_rules(modules: Modules) -> frozenset[str]:
    """Names of the predicates that the rules of access are made of."""
    parts = (
        part for module in modules.values() for rule in _rules(module) for part in ast.walk(rule.args[2])
    )
    return frozenset(part.id for part in parts if isinstance(part, ast.Name))


def sentences(name: str, module: ast.Module, errors: Iterable[str], facts: Iterable[str]) -> Iterator[str]:
    """Docstrings of the module's errors and facts, and what its rules say; each on one line."""
    speaking: list[ast.ClassDef | ast.FunctionDef] = []
    speaking += [node for node in _classes(module) if f"{name}.{node.name}" in errors]
    speaking += [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name in facts]
    for node in speaking:
        if text := ast.get_docstring(node):
            yield " ".join(text.split())
    for rule in _rules(module):
        yield str(ast.literal_eval(rule.args[1]))


def _classes(module: ast.Module) -> list[ast.ClassDef]:
    return [node for node in module.body if isinstance(node, ast.ClassDef)]


def _bases(name: str, module: ast.Module, node: ast.ClassDef) -> set[str]:
    """Dotted names of what the class derives from, as its module knows them."""
    imported = {
        alias.asname or alias.name: f"{statement.module}.{alias.name}"
        for statement in module.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }
    written = [base.id for base in node.bases if isinstance(base, ast.Name)]
    return {imported.get(base, f"{name}.{base}") for base in written}


def _rules(module: ast.Module) -> Iterator[ast.Call]:
    """Each `Rule(action, sentence, facts)` of the module."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Rule":
            yield node
