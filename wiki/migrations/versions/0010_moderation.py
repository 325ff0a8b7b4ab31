"""Moderation: flags, cases, decisions, incidents; what is held back

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("readers", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.Column("serious", sa.Boolean(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_incident_space_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index(op.f("ix_incident_space_id"), "incident", ["space_id"])

    op.create_table(
        "moderating",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("who_waits", sa.String(length=20), nullable=False),
        sa.Column("guests_wait", sa.Boolean(), nullable=False),
        sa.Column("newcomers_wait", sa.Integer(), nullable=False),
        sa.Column("links_wait", sa.Boolean(), nullable=False),
        sa.Column("words_wait", sa.Text(), nullable=False),
        sa.Column("flags_hide", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_moderating_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_moderating")),
    )
    op.create_table(
        "moderation_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=400), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("automatic", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waited", sa.Integer(), nullable=True),
        sa.Column("appeal_of_id", sa.Integer(), nullable=True),
        sa.Column("reversed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["account.id"], name=op.f("fk_moderation_decision_actor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["appeal_of_id"],
            ["moderation_decision.id"],
            name=op.f("fk_moderation_decision_appeal_of_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["account.id"], name=op.f("fk_moderation_decision_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_moderation_decision_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_decision")),
    )
    op.create_index(op.f("ix_moderation_decision_author_id"), "moderation_decision", ["author_id"])
    op.create_index("ix_moderation_decision_item", "moderation_decision", ["item_kind", "item_id", "id"])
    op.create_index("ix_moderation_decision_log", "moderation_decision", ["space_id", "id"])

    op.create_table(
        "moderation_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by_id", sa.Integer(), nullable=True),
        sa.Column("claimed_by", sa.String(length=200), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_of_id", sa.Integer(), nullable=True),
        sa.Column("appeal_words", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_of_id"],
            ["moderation_decision.id"],
            name=op.f("fk_moderation_case_appeal_of_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["claimed_by_id"],
            ["account.id"],
            name=op.f("fk_moderation_case_claimed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["space_id"], ["space.id"], name=op.f("fk_moderation_case_space_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
        sa.UniqueConstraint("appeal_of_id", name=op.f("uq_moderation_case_appeal_of_id")),
    )
    op.create_index("ix_moderation_case_queue", "moderation_case", ["space_id", "decided_at", "opened_at"])
    op.create_index(
        "uq_moderation_case_open",
        "moderation_case",
        ["item_kind", "item_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )

    op.create_table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_flag_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["moderation_case.id"], name=op.f("fk_flag_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
    )
    op.create_index("ix_flag_account_id_made_at", "flag", ["account_id", "made_at"])
    op.create_index(op.f("ix_flag_case_id"), "flag", ["case_id"])
    op.create_index("uq_flag_account_id_item", "flag", ["account_id", "item_kind", "item_id"], unique=True)

    op.add_column("page", sa.Column("held", sa.String(length=10), nullable=True))

    op.add_column("post", sa.Column("held", sa.String(length=10), nullable=True))

    op.create_table(
        "screened",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_screened_space_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_screened")),
    )

    op.add_column("topic", sa.Column("held", sa.String(length=10), nullable=True))


def downgrade() -> None:
    for table in ("topic", "post", "page"):
        with op.batch_alter_table(table) as altered:
            altered.drop_column("held")
    for table in ("screened", "flag", "moderation_case", "moderation_decision", "moderating", "incident"):
        op.drop_table(table)
