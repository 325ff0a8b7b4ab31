"""What events are called in the journal, by the sentences of their classes, and what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from wiki.outbox import Event
from wiki.parts.audit.models import AuditEntry
from wiki.registry import KINDS
from wiki.web.forms import Choice


def label_of(act: str) -> str:
    """The sentence of the event of this name; the name itself for one that this version does not know any more."""
    words = next(((each.__doc__ or "").split() for each in _events(Event) if each.__name__ == act), [act])
    sentence = " ".join(words)
    return str(gettext(sentence))


# What entries are about that is no item of a kind.
_PARTS = {"post": _("Message"), "revision": _("Revision"), "restraint": _("Silence or suspension")}


def about_of(entry: AuditEntry) -> str:
    """What the entry is about, for whoever may not know its title: « Révision 12 »."""
    kind = entry.about_kind or ""
    label = KINDS[kind].labels[0] if kind in KINDS else _PARTS.get(kind, kind)
    return f"{label} {entry.about_id}"


def act_choices(acts: Iterable[str]) -> list[Choice]:
    """What can be asked for, by its sentence."""
    choices = [Choice(act, label_of(act)) for act in acts]
    return [Choice("", gettext("Anything")), *sorted(choices, key=lambda choice: str(choice.label))]


def _events(base: type[Event]) -> Iterator[type[Event]]:
    for each in base.__subclasses__():
        yield each
        yield from _events(each)
