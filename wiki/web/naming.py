"""What roles are called on the screens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from wiki.access.roles import (
    ANIMATOR,
    AUDITOR,
    CONSULTATION,
    COORDINATOR,
    EXPERT,
    FUNCTIONAL,
    GARDENER,
    MANAGER,
    SPONSORING,
    STEWARD,
)

# In the order in which they are offered.
ROLE_LABELS: Mapping[str, Any] = {
    CONSULTATION: _("Reads"),
    FUNCTIONAL: _("Writes"),
    EXPERT: _("Answers as an expert"),
    GARDENER: _("Tends the garden: tags, titles, duplicates"),
    COORDINATOR: _("Coordinates: answers and tends"),
    ANIMATOR: _("Animates: moderates, lets people in"),
    SPONSORING: _("Sponsors: means, opening and closing"),
    MANAGER: _("Manages: answers requests for access"),
    AUDITOR: _("Audits: reads what was decided"),
    STEWARD: _("Keeps the space"),
}
