"""Roles of communities, with their ends; restraints; classes within classes

Revision ID: 0007
Revises: 0006
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_GRANT = sa.table(
    "grant",
    sa.column("space_id"),
    sa.column("word"),
    sa.column("role"),
    sa.column("given_at", sa.DateTime(timezone=True)),
)
_WORD = sa.table("access_word", sa.column("access_class_id"), sa.column("word"))
_SPACE = sa.table("space", sa.column("id"), sa.column("access_class_id"), sa.column("visibility"))
_ROLES = ("consultation", "functional", "steward")  # those of before, weakest first


def upgrade() -> None:
    held = op.get_bind().execute(sa.select(_GRANT.c.space_id, _GRANT.c.word, _GRANT.c.role)).all()
    op.drop_table("grant")
    op.create_table(
        "grant",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["account.id"], name=op.f("fk_grant_given_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_grant_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("space_id", "word", "role", name=op.f("pk_grant")),
    )
    now = datetime.now(UTC)
    _insert(_GRANT, ({"space_id": s, "word": w, "role": r, "given_at": now} for s, w, r in held))
    op.create_table(
        "restraint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("imposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_restraint_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restraint")),
    )
    op.create_index(op.f("ix_restraint_space_id"), "restraint", ["space_id"])
    op.create_index(op.f("ix_restraint_word"), "restraint", ["word"])
    with op.batch_alter_table("access_class") as access_class:
        access_class.add_column(sa.Column("within_id", sa.Integer(), nullable=True))
        access_class.add_column(sa.Column("holds", sa.Boolean(), server_default=sa.false(), nullable=False))
        access_class.create_foreign_key(
            op.f("fk_access_class_within_id"), "access_class", ["within_id"], ["id"]
        )
        access_class.create_index(op.f("ix_access_class_within_id"), ["within_id"])
    op.create_table(
        "restriction",
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("access_class_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("review_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["access_class_id"], ["access_class.id"], name=op.f("fk_restriction_access_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name=op.f("fk_restriction_owner_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_restriction_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_kind", "item_id", name=op.f("pk_restriction")),
    )
    op.create_index(op.f("ix_restriction_space_id"), "restriction", ["space_id"])
    op.add_column("web_session", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    _titles_unique_in(["space_id", "parent_id", "title_key", "access_class_id"])
    _reopen(lambda space_id: [f"read:{space_id}"])


def downgrade() -> None:
    strongest: dict[tuple[int, str], str] = {}
    for space_id, word, role in op.get_bind().execute(
        sa.select(_GRANT.c.space_id, _GRANT.c.word, _GRANT.c.role)
    ):
        role = role if role in _ROLES else "consultation"
        key = (space_id, word)
        strongest[key] = max(strongest.get(key, role), role, key=_ROLES.index)
    with op.batch_alter_table("access_class") as access_class:
        access_class.drop_index(op.f("ix_access_class_within_id"))
        access_class.drop_constraint(op.f("fk_access_class_within_id"), type_="foreignkey")
        access_class.drop_column("within_id")
        access_class.drop_column("holds")
    op.drop_column("web_session", "confirmed_at")
    op.drop_table("restriction")
    op.drop_table("restraint")
    op.drop_table("grant")
    op.create_table(
        "grant",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_grant_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("space_id", "word", name=op.f("pk_grant")),
    )
    _insert(_GRANT, ({"space_id": s, "word": w, "role": r} for (s, w), r in strongest.items()))
    _titles_unique_in(["space_id", "parent_id", "title_key"])
    _reopen(lambda space_id: [word for (space, word) in strongest if space == space_id])


def _titles_unique_in(columns: list[str]) -> None:
    alive = sa.text("deleted_at IS NULL")
    op.drop_index("uq_page_sibling_title", "page")
    op.create_index(
        "uq_page_sibling_title", "page", columns, unique=True, sqlite_where=alive, postgresql_where=alive
    )


def _reopen(words_of: Any) -> None:
    """Have the class of each space opened by these words, and by all staff where it is theirs to read."""
    connection = op.get_bind()
    for space_id, class_id, visibility in connection.execute(sa.select(_SPACE)).all():
        connection.execute(_WORD.delete().where(_WORD.c.access_class_id == class_id))
        words = {*words_of(space_id), *(["members"] if visibility == "staff" else [])}
        _insert(_WORD, ({"access_class_id": class_id, "word": word} for word in sorted(words)))


def _insert(table: sa.TableClause, rows: Iterable[dict[str, object]]) -> None:
    wanted = list(rows)
    if wanted:
        op.get_bind().execute(table.insert(), wanted)
