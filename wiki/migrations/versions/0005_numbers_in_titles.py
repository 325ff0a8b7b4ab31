"""Pages in an order in which numbers stand by their size

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from wiki.parts.words import KEY_LENGTH, in_order

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LEVEL = ["space_id", "parent_id", "deleted_at", "position"]


def upgrade() -> None:
    op.add_column(
        "page", sa.Column("order_key", sa.String(length=KEY_LENGTH), server_default="", nullable=False)
    )
    _fill()
    op.drop_index("ix_page_tree", "page")
    op.create_index("ix_page_tree", "page", [*_LEVEL, "order_key"])


def _fill() -> None:
    page = sa.table("page", sa.column("id"), sa.column("title_key"), sa.column("order_key"))
    connection = op.get_bind()
    keys = [
        {"page": page_id, "key": in_order(title_key)}
        for page_id, title_key in connection.execute(sa.select(page.c.id, page.c.title_key))
    ]
    if keys:
        connection.execute(
            page.update().where(page.c.id == sa.bindparam("page")).values(order_key=sa.bindparam("key")), keys
        )


def downgrade() -> None:
    op.drop_index("ix_page_tree", "page")
    op.create_index("ix_page_tree", "page", [*_LEVEL, "title_key"])
    op.drop_column("page", "order_key")
