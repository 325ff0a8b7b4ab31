"""Help, in the browser."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, render_template, request, url_for

from wiki.web.content import LANGUAGES, Text, content
from wiki.web.gates import for_everyone, for_signed_in
from wiki.web.language import locale

blueprint = Blueprint("help", __name__)

SIGNING_IN = "signing-in"  # the one page of help that is read before


@blueprint.get("/-/help")
@for_signed_in
def index() -> str:
    return _help_page(next(iter(content().texts("help", _language()))))


@blueprint.get(f"/-/help/{SIGNING_IN}")
@for_everyone
def signing_in() -> str:
    return _help_page(SIGNING_IN)


@blueprint.get("/-/help/<subject>")
@for_signed_in
def page(subject: str) -> str:
    return _help_page(subject)


def _help_page(name: str) -> str:
    text = content().text("help", name, _language())
    return render_template(
        "features/help/page.html",
        text=text,
        groups=_beside(text),
        other=_in_other_language(text),
    )


def _language() -> str:
    """The one that was asked for, else the person's."""
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else locale()[:2]


def _beside(text: Text) -> list[tuple[str, list[tuple[Text, str]]]]:
    """The pages in this one's language, with their addresses, by whom they are for."""
    grouped = groupby(content().texts("help", text.language).values(), key=lambda each: each.group)
    return [(group, [(each, _address(each)) for each in pages]) for group, pages in grouped]


def _in_other_language(text: Text) -> tuple[str, str] | None:
    """The language and the address of the same text in the other language, where there is one."""
    for language in LANGUAGES:
        if language != text.language and text.name in content().texts("help", language):
            return language, _address(content().text("help", text.name, language))
    return None


def _address(text: Text) -> str:
    """Where the text is; its language is named where it is not the person's."""
    language = None if text.language == locale()[:2] else text.language
    if text.name == SIGNING_IN:
        return url_for("help.signing_in", language=language)
    return url_for("help.page", subject=text.name, language=language)
