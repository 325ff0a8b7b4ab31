"""Search, suggestions, recent changes and tags, in the browser: importing them puts their routes on the blueprint."""

from wiki.features.discovery.views import tags
from wiki.features.discovery.views.finding import EXTENSION, blueprint

__all__ = ["EXTENSION", "blueprint", "tags"]
