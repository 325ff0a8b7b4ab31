"""Moderation, in the browser."""

from wiki.features.moderation.views import appeals, deciding, flagging, record, restraints, settings
from wiki.features.moderation.views.doors import blueprint

__all__ = ["appeals", "blueprint", "deciding", "flagging", "record", "restraints", "settings"]
