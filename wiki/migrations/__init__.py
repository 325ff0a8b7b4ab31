"""The schema's history, one straight line, and the way along it."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Engine


def upgrade(engine: Engine) -> None:
    """Bring the database to the schema that this program knows, from wherever it is."""
    # What is said to whoever upgrades is said by the command; Alembic would begin as soon as it is imported.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # Alembic is only needed here: servers and workers start without it.
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
