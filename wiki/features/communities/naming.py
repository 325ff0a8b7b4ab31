"""What the stages, the facts and the ways of communities are called on the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from wiki.parts.communities import stages
from wiki.parts.subscriptions.models import FOLLOWED, MUTED, NORMAL, WATCHED

STAGE_LABELS: Mapping[str, Any] = {
    stages.IDEA: _("Idea"),
    stages.INCUBATION: _("Incubation"),
    stages.ACTIVE: _("Active"),
    stages.MATURE: _("Mature"),
    stages.CLOSING: _("Closing"),
    stages.ARCHIVED: _("In the archives"),
}
STAGE_SENTENCES: Mapping[str, Any] = {
    stages.IDEA: _("Somebody sees a need. Those who are named prepare the ground."),
    stages.INCUBATION: _("A first circle of invited people tries it out."),
    stages.ACTIVE: _("It is open: people join it in the way that was chosen."),
    stages.MATURE: _("It stands on its own: its key pages are chosen, its members come back."),
    stages.CLOSING: _("Nobody joins any more; what is left to say is said."),
    stages.ARCHIVED: _("It is read at the same addresses, and nobody changes it any more."),
}
FACT_LABELS: Mapping[str, Any] = {
    stages.PURPOSE: _("Its purpose is written"),
    stages.DOMAIN: _("Its domain is said"),
    stages.SPONSOR: _("Somebody sponsors it"),
    stages.ANIMATORS: _("Two people at least animate it"),
    stages.CHARTER: _("It has a charter"),
    stages.MEMBERS: _("It has five members at least"),
    stages.KEY_PAGES: _("Its key pages are chosen"),
    stages.NO_REQUEST: _("No request waits for an answer"),
}
JOINING_LABELS: Mapping[str, Any] = {
    stages.OPEN: _("Whoever wishes joins"),
    stages.ON_REQUEST: _("On request"),
    stages.BY_INVITATION: _("By invitation"),
    stages.BY_GROUP: _("By a group of the directory"),
}
LEVEL_LABELS: Mapping[str, Any] = {
    MUTED: _("Muted"),
    NORMAL: _("Normal"),
    FOLLOWED: _("Followed"),
    WATCHED: _("Watched"),
}
LEVEL_SENTENCES: Mapping[str, Any] = {
    MUTED: _("Its news do not come to your home."),
    NORMAL: _("You are told what is for you alone."),
    FOLLOWED: _("You are told of each new topic too."),
    WATCHED: _("You are told of everything that is written there."),
}
TEMPLATE_LABELS: Mapping[str, Any] = {
    "": _("Nothing but a first page"),
    "project": _("Project space"),
    "network": _("Network of practitioners"),
    "bill": _("Forum about a bill"),
}
TEMPLATE_SENTENCES: Mapping[str, Any] = {
    "": _("For those who know what they will write."),
    "project": _("A team writes, colleagues read: minutes, decisions, deliverables, glossary."),
    "network": _("People of one trade, wherever they work, help one another and gather what they know."),
    "bill": _("A closed circle asks and answers while a text is being prepared, and is archived afterwards."),
}
