"""The forum

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "margin",
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("item_kind", "item_id", name=op.f("pk_margin")),
    )
    op.create_table(
        "reading",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reading_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "item_kind", "item_id", name=op.f("pk_reading")),
    )
    op.create_table(
        "all_read",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_all_read_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_all_read_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "space_id", "kind", name=op.f("pk_all_read")),
    )
    with op.batch_alter_table("all_read", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_all_read_space_id"), ["space_id"], unique=False)

    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("access_class_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about_kind", sa.String(length=20), nullable=True),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("numbered", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_post_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_post_by", sa.String(length=200), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.Column("closing_reason", sa.String(length=400), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("archived_by", sa.String(length=200), nullable=True),
        sa.Column("pinned_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pinned_by", sa.String(length=200), nullable=True),
        sa.Column("pinning_reason", sa.String(length=400), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.String(length=200), nullable=True),
        sa.Column("deleter_id", sa.Integer(), nullable=True),
        sa.Column("deletion_reason", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["access_class_id"], ["access_class.id"], name=op.f("fk_topic_access_class_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_topic_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deleter_id"], ["account.id"], name=op.f("fk_topic_deleter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_topic_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
    )
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.create_index(
            "ix_topic_about",
            ["about_kind", "about_id", "last_post_at", "id"],
            unique=False,
            sqlite_where=sa.text("about_id IS NOT NULL"),
            postgresql_where=sa.text("about_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_topic_access_class_id"), ["access_class_id"], unique=False)
        batch_op.create_index(
            "ix_topic_activity",
            ["space_id", "last_post_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL AND archived_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND archived_at IS NULL"),
        )
        batch_op.create_index(
            "ix_topic_archived",
            ["space_id", "last_post_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL AND archived_at IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND archived_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_topic_author",
            ["author_id", "space_id", "last_post_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.create_index(
            "ix_topic_bin",
            ["space_id", "last_post_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_topic_open",
            ["space_id", "last_post_at", "id"],
            unique=False,
            sqlite_where=sa.text(
                "deleted_at IS NULL AND archived_at IS NULL AND closed_at IS NULL AND solved_at IS NULL"
            ),
            postgresql_where=sa.text(
                "deleted_at IS NULL AND archived_at IS NULL AND closed_at IS NULL AND solved_at IS NULL"
            ),
        )
        batch_op.create_index(
            "ix_topic_pinned",
            ["space_id", "last_post_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL AND archived_at IS NULL AND pinned_until IS NOT NULL"),
            postgresql_where=sa.text(
                "deleted_at IS NULL AND archived_at IS NULL AND pinned_until IS NOT NULL"
            ),
        )
        batch_op.create_index(
            "ix_topic_purpose",
            ["space_id", "purpose", "last_post_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL AND archived_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND archived_at IS NULL"),
        )
        batch_op.create_index(
            "ix_topic_solved",
            ["space_id", "last_post_at", "id"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL AND archived_at IS NULL AND solved_at IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND archived_at IS NULL AND solved_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_topic_unanswered",
            ["space_id", "last_post_at", "id"],
            unique=False,
            sqlite_where=sa.text(
                "deleted_at IS NULL AND archived_at IS NULL AND closed_at IS NULL AND answered_at IS NULL"
            ),
            postgresql_where=sa.text(
                "deleted_at IS NULL AND archived_at IS NULL AND closed_at IS NULL AND answered_at IS NULL"
            ),
        )

    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision_id", sa.Integer(), nullable=True),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_by", sa.String(length=200), nullable=True),
        sa.Column("reply_to_id", sa.Integer(), nullable=True),
        sa.Column("sending", sa.String(length=12), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.String(length=200), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by", sa.String(length=200), nullable=True),
        sa.Column("deleter_id", sa.Integer(), nullable=True),
        sa.Column("deletion_reason", sa.String(length=400), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_post_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deleter_id"], ["account.id"], name=op.f("fk_post_deleter_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["reply_to_id"], ["post.id"], name=op.f("fk_post_reply_to_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_post_revision_id")),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_post_topic_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index(
            "ix_post_accepted",
            ["topic_id"],
            unique=False,
            sqlite_where=sa.text("accepted_at IS NOT NULL"),
            postgresql_where=sa.text("accepted_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_post_reply_to_id"), ["reply_to_id"], unique=False)
        batch_op.create_index("uq_post_author_id_sending", ["author_id", "sending"], unique=True)
        batch_op.create_index("uq_post_topic_id_number", ["topic_id", "number"], unique=True)

    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tag_key"))
        batch_op.create_index("ix_tag_key", ["key", "item_kind", "item_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.drop_index("ix_tag_key")
        batch_op.create_index(batch_op.f("ix_tag_key"), ["key"], unique=False)

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index("uq_post_topic_id_number")
        batch_op.drop_index("uq_post_author_id_sending")
        batch_op.drop_index(batch_op.f("ix_post_reply_to_id"))
        batch_op.drop_index(
            "ix_post_accepted",
            sqlite_where=sa.text("accepted_at IS NOT NULL"),
            postgresql_where=sa.text("accepted_at IS NOT NULL"),
        )

    op.drop_table("post")
    with op.batch_alter_table("topic", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_topic_unanswered",
            sqlite_where=sa.text(
                "deleted_at IS NULL AND archived_at IS NULL AND closed_at IS NULL AND answered_at IS NULL"
            ),
            postgresql_where=sa.text(
                "deleted_at IS NULL AND archived_at IS NULL AND closed_at IS NULL AND answered_at IS NULL"
            ),
        )
        batch_op.drop_index(
            "ix_topic_solved",
            sqlite_where=sa.text("deleted_at IS NULL AND archived_at IS NULL AND solved_at IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND archived_at IS NULL AND solved_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_topic_purpose",
            sqlite_where=sa.text("deleted_at IS NULL AND archived_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND archived_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_topic_pinned",
            sqlite_where=sa.text("deleted_at IS NULL AND archived_at IS NULL AND pinned_until IS NOT NULL"),
            postgresql_where=sa.text(
                "deleted_at IS NULL AND archived_at IS NULL AND pinned_until IS NOT NULL"
            ),
        )
        batch_op.drop_index(
            "ix_topic_open",
            sqlite_where=sa.text(
                "deleted_at IS NULL AND archived_at IS NULL AND closed_at IS NULL AND solved_at IS NULL"
            ),
            postgresql_where=sa.text(
                "deleted_at IS NULL AND archived_at IS NULL AND closed_at IS NULL AND solved_at IS NULL"
            ),
        )
        batch_op.drop_index(
            "ix_topic_bin",
            sqlite_where=sa.text("deleted_at IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_topic_author",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_topic_archived",
            sqlite_where=sa.text("deleted_at IS NULL AND archived_at IS NOT NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND archived_at IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_topic_activity",
            sqlite_where=sa.text("deleted_at IS NULL AND archived_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL AND archived_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_topic_access_class_id"))
        batch_op.drop_index(
            "ix_topic_about",
            sqlite_where=sa.text("about_id IS NOT NULL"),
            postgresql_where=sa.text("about_id IS NOT NULL"),
        )

    op.drop_table("topic")
    with op.batch_alter_table("all_read", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_all_read_space_id"))

    op.drop_table("all_read")
    op.drop_table("reading")
    op.drop_table("margin")
