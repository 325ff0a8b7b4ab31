"""What all screens of rules share: the blueprint, what a version shows of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, request
from werkzeug.wrappers import Response

from wiki.access.models import Acceptance, RulesVersion
from wiki.features.rules.forms import AcceptForm
from wiki.parts.revisions.diff import Comparison, compare
from wiki.parts.rules import queries
from wiki.parts.rules.models import RulesText
from wiki.parts.rules.wording import OF_SITE, OF_STAFF
from wiki.web.content import LANGUAGES
from wiki.web.language import locale
from wiki.web.transaction import session
from wiki.web.viewing import viewer

blueprint = Blueprint("rules", __name__)

Answer = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Asking:
    """What somebody is asked to accept: with what they accepted before, and what changed since."""

    form: AcceptForm
    last: Acceptance | None
    since: Sequence[RulesVersion]  # the versions after that one, the last first
    compared: Sequence[tuple[RulesText, Comparison]]


def language() -> str:
    """The one that was asked for, else the person's."""
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else locale()[:2]


def number(text: str | None) -> int:
    """What a form sent as the number of a version; 0, which no version has, for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0


def names_here() -> Sequence[str]:
    """The texts that bind the viewer: guests have one more."""
    return OF_SITE if viewer().signed_in and not viewer().staff else OF_STAFF


def texts_of(version: RulesVersion, names: Sequence[str] = OF_SITE) -> list[RulesText]:
    """What the version says, in one language: the person's, or else the other one."""
    found = queries.texts(session(), version)
    wanted = (language(), *LANGUAGES)
    each = (next((found[name, tag] for tag in wanted if (name, tag) in found), None) for name in names)
    return [text for text in each if text is not None]


def asking(form: AcceptForm, version: RulesVersion, space_id: int | None, names: Sequence[str]) -> Asking:
    """What to ask, with the version that is in force."""
    last = queries.last_acceptance(session(), viewer().account_id, space_id)
    if last is None or last.number >= version.number:
        return Asking(form, last, [], [])
    since = [each for each in queries.versions(session(), space_id) if each.number > last.number]
    before = {text.name: text for text in texts_of(queries.version(session(), space_id, last.number), names)}
    compared = [
        (text, compare(before[text.name].body if text.name in before else "", text.body))
        for text in texts_of(version, names)
    ]
    return Asking(form, last, since, [(text, found) for text, found in compared if found.rows])
