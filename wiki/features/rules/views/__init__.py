"""Rules of use, in the browser."""

from wiki.features.rules.views import charters, people, publishing, terms
from wiki.features.rules.views.doors import blueprint

__all__ = ["blueprint", "charters", "people", "publishing", "terms"]
