"""Approved pages: which revision, when and by whom; spaces in an order of their own, purposes to look in

Revision ID: 0014
Revises: 0013
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from wiki.parts.words import KEY_LENGTH, folded, in_order

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page", sa.Column("approved_number", sa.Integer(), nullable=True))
    op.add_column("page", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("page", sa.Column("approved_by", sa.String(length=200), nullable=True))
    for table, column in (("space", "order_key"), ("community", "purpose_key")):
        key = sa.Column(column, sa.String(length=KEY_LENGTH), server_default="", nullable=False)
        op.add_column(table, key)
    _fill("space", "id", "title_key", "order_key", in_order)
    _fill("community", "space_id", "purpose", "purpose_key", folded)


def _fill(table: str, identifier: str, source: str, target: str, made: Callable[[str], str]) -> None:
    """Have the column hold what is made of the other one, in each row."""
    filled = sa.table(table, sa.column(identifier), sa.column(source), sa.column(target))
    connection = op.get_bind()
    rows = connection.execute(sa.select(filled.c[identifier], filled.c[source]))
    keys = [{"row": row, "key": made(text)} for row, text in rows]
    if keys:
        one = filled.update().where(filled.c[identifier] == sa.bindparam("row"))
        connection.execute(one.values({target: sa.bindparam("key")}), keys)


def downgrade() -> None:
    op.drop_column("community", "purpose_key")
    op.drop_column("space", "order_key")
    for column in ("approved_by", "approved_at", "approved_number"):
        op.drop_column("page", column)
