"""A site that was made once, and from which others begin."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from tests.factories import Cast
from wiki.app import Site
from wiki.config import Settings
from wiki.parts.spaces.models import Space


@dataclass(frozen=True)
class Rehearsed:
    """Where it stands, closed, and who is in it."""

    settings: Settings
    ids: Mapping[str, int]
    space: str

    def lay_out(self, site: Site) -> None:
        """Over a copy of its database: the rest of what it was. What a process remembers of a space it knows by the
        mark of its tree; two sites in one process never have the same."""
        shutil.copytree(self.settings.index_folder, site.settings.index_folder, dirs_exist_ok=True)
        with site.database.writing() as session:
            for space in session.scalars(select(Space)):
                space.tree_mark = secrets.token_hex(8)
            session.commit()

    def again(self, site: Site) -> Cast:
        """The cast in this site."""
        return Cast(site, dict(self.ids), self.space)
