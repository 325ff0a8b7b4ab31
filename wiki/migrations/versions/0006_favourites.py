"""Favourites, and what somebody saw last

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "favourite",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_favourite_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "item_kind", "item_id", name=op.f("pk_favourite")),
    )
    op.create_table(
        "seen",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_seen_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "item_kind", "item_id", name=op.f("pk_seen")),
    )


def downgrade() -> None:
    op.drop_table("seen")
    op.drop_table("favourite")
