"""Communities, in the browser."""

from wiki.features.communities.views import (
    describing,
    directory,
    inviting,
    membership,
    opening,
    requests,
    stage,
)
from wiki.features.communities.views.doors import blueprint
from wiki.features.communities.views.home import FRONT

__all__ = [
    "FRONT",
    "blueprint",
    "describing",
    "directory",
    "inviting",
    "membership",
    "opening",
    "requests",
    "stage",
]
