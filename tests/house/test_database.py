"""The models, the migrations and the version that the program asks for say the same, on the database in use."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from tests.databases import Databases
from tests.house.routes import application
from wiki import migrations
from wiki.db import SCHEMA, Base, Database, OutdatedSchema

SCRIPTS = ScriptDirectory(migrations.__path__[0])


def test_the_history_of_the_schema_is_one_straight_line_that_ends_where_the_program_stands() -> None:
    assert SCRIPTS.get_heads() == [SCHEMA]
    assert len(SCRIPTS.get_bases()) == 1


def test_the_migrated_database_is_what_the_models_describe(databases: Databases) -> None:
    assert application()  # every model is imported
    database = Database(databases.new())
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    database.close()
    assert not differences


def test_an_older_database_is_refused_with_the_command_to_type(databases: Databases) -> None:
    database = Database(databases.new())
    database.require_schema()
    with database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        session.commit()
    with pytest.raises(OutdatedSchema, match="relais migrate"):
        database.require_schema()
    database.close()
