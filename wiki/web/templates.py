"""Templates, compiled once for each language: words, icons and static addresses become part of the compiled text.

A page has some forty translated words and twenty icons that never change. Looked up at each rendering they cost
more than the page itself; folded into the template they cost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from gettext import NullTranslations
from pathlib import Path
from typing import Any, cast

from flask import url_for
from flask.templating import Environment
from jinja2 import FileSystemLoader, Template, nodes
from jinja2.ext import InternationalizationExtension
from jinja2.visitor import NodeTransformer

from wiki.web.assets import icon, static_url
from wiki.web.language import locale

Translations = Callable[[str], NullTranslations]


class LanguageEnvironment(Environment):
    """Hands each request the templates of its language."""

    # Set on the environment of one language: where its words are folded from.
    words: NullTranslations | None = None

    def use(self, folders: list[Path], translations: Translations) -> None:
        """Search these folders in their order, with the words that `translations` gives for a locale."""
        self.loader = FileSystemLoader(folders)
        self._translations = translations
        self._languages: MutableMapping[str, LanguageEnvironment] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        if self.words is not None:
            return super().get_template(name, parent, globals)
        return self._of(locale()).get_template(name, parent, globals)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        # Jinja chains two mappings, for globals that change later; ours do not, and each look-up is quicker.
        return {**self.globals, **(d or {})}

    def _of(self, locale: str) -> LanguageEnvironment:
        found = self._languages.get(locale)
        if found is None:
            found = self.overlay()
            found.words = self._translations(locale)
            # What is not folded (plurals, words with values) is looked up in the same catalogue, without asking
            # again which language this is.
            found.globals = {**self.globals, "language_tag": locale.replace("_", "-")}
            # By its own extension: `install_gettext_translations` of an overlay is that of the environment under it,
            # and every language would speak the one that was asked for first.
            i18n = cast(
                InternationalizationExtension, found.extensions[InternationalizationExtension.identifier]
            )
            i18n._install(found.words, newstyle=True)
            self._languages[locale] = found
        return found

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        if self.words is not None:
            Folding(self.words).visit(parsed)
        return parsed


# Where a value stands in a sentence.
_VALUE = re.compile(r"%\((\w+)\)s")


class Folding(NodeTransformer):
    """Replaces calls whose answer is known when the template is compiled."""

    def __init__(self, words: NullTranslations) -> None:
        self._words = words

    def visit_Output(self, output: nodes.Output) -> nodes.Node:  # noqa: N802 (the library's name)
        """What is drawn: a sentence with values becomes its words, as if they were written there, and its values."""
        output.nodes = [piece for node in output.nodes for piece in self._drawn(node)]
        return output

    def visit_Call(self, call: nodes.Call) -> nodes.Node:  # noqa: N802 (the same)
        self.generic_visit(call)
        if pieces := self._sentence(call):
            return nodes.Concat(
                [
                    _constant(each.data, call) if isinstance(each, nodes.TemplateData) else each
                    for each in pieces
                ],
                lineno=call.lineno,
            )
        if not isinstance(call.node, nodes.Name) or call.dyn_args or call.dyn_kwargs:
            return call
        if call.node.name == "url_for" and call.kwargs:
            return self._static(call)
        word = self._only_word(call)
        if word is None:
            return call
        if call.node.name in ("_", "gettext"):
            # As the i18n extension does: percent signs are doubled in catalogues, and our own words are safe.
            return _constant(self._words.gettext(word) % {}, call)
        if call.node.name == "url_for":
            return _constant(url_for(word), call)
        return _constant(icon(word), call) if call.node.name == "icon" else call

    def _drawn(self, node: nodes.Expr) -> list[nodes.Expr]:
        if isinstance(node, nodes.Call) and (pieces := self._sentence(node)):
            return [self.visit(piece) for piece in pieces]
        return [self.visit(node)]

    def _sentence(self, call: nodes.Call) -> list[nodes.Expr] | None:
        """The words and the values of `_("… %(name)s …", name=…)`, in the order of the translation."""
        if not isinstance(call.node, nodes.Name) or call.node.name not in ("_", "gettext"):
            return None
        written = call.args[0] if len(call.args) == 1 and call.kwargs else None
        if not isinstance(written, nodes.Const) or call.dyn_args or call.dyn_kwargs:
            return None
        values = {keyword.key: keyword.value for keyword in call.kwargs}
        pieces = _VALUE.split(self._words.gettext(written.value))
        if not values.keys() >= set(pieces[1::2]) or any(
            "%" in words.replace("%%", "") for words in pieces[::2]
        ):
            return None
        return [
            values[piece] if index % 2 else nodes.TemplateData(piece.replace("%%", "%"), lineno=call.lineno)
            for index, piece in enumerate(pieces)
        ]

    def _only_word(self, call: nodes.Call) -> str | None:
        """The call's one argument when it is a text written in the template."""
        if call.kwargs or len(call.args) != 1 or not isinstance(call.args[0], nodes.Const):
            return None
        value = call.args[0].value
        return value if isinstance(value, str) else None

    def _static(self, call: nodes.Call) -> nodes.Node:
        """`url_for("static", filename=…)`: folded when the name is written, and in any case spared the router."""
        first = call.args[0] if call.args else None
        if not isinstance(first, nodes.Const) or first.value != "static" or len(call.kwargs) != 1:
            return call
        filename = call.kwargs[0].value
        if isinstance(filename, nodes.Const):
            return _constant(static_url(filename.value), call)
        return nodes.Call(nodes.Name("static_url", "load"), [filename], [], None, None, lineno=call.lineno)


def _constant(text: str, at: nodes.Node) -> nodes.Node:
    return nodes.MarkSafe(nodes.Const(str(text), lineno=at.lineno), lineno=at.lineno)
