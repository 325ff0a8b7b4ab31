"""Home and people: the latest topics of all spaces, the revisions of one author

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    listed = sa.text("deleted_at IS NULL AND archived_at IS NULL")
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(
            "ix_topic_latest",
            ["last_post_at", "id"],
            unique=False,
            sqlite_where=listed,
            postgresql_where=listed,
        )
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index("ix_revision_author_id")
        batch_op.create_index(
            "ix_revision_author", ["author_id", "item_kind", "created_at", "id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_index("ix_revision_author")
        batch_op.create_index(batch_op.f("ix_revision_author_id"), ["author_id"], unique=False)
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index("ix_topic_latest")
