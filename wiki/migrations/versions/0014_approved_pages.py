"""Approved pages: which revision was approved, when and by whom

Revision ID: 0014
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("page", sa.Column("approved_number", sa.Integer(), nullable=True))
    op.add_column("page", sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("page", sa.Column("approved_by", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("page") as page:
        page.drop_column("approved_by")
        page.drop_column("approved_at")
        page.drop_column("approved_number")
