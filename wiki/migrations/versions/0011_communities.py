"""Communities: what they are for, their stages, who asks to come in, how much people hear of them

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def _of_space(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["space_id"], ["space.id"], name=op.f(f"fk_{table}_space_id"), ondelete="CASCADE"
    )


def _of_account(table: str, column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["account.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def upgrade() -> None:
    op.add_column("space", sa.Column("sensitivity", sa.String(length=30), server_default="", nullable=False))
    op.add_column("space", sa.Column("stage", sa.String(length=12), server_default="", nullable=False))
    op.create_table(
        "switched_off",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        _of_space("switched_off"),
        sa.PrimaryKeyConstraint("space_id", "kind", name=op.f("pk_switched_off")),
    )
    op.create_table(
        "community",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("domain", sa.String(length=80), nullable=False),
        sa.Column("domain_key", sa.String(length=400), nullable=False),
        sa.Column("charter", sa.Text(), nullable=False),
        sa.Column("charter_html", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.String(length=200), nullable=False),
        sa.Column("joining", sa.String(length=12), nullable=False),
        sa.Column("joins_as", sa.String(length=20), nullable=False),
        sa.Column("stage_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silence_told", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unled_told", sa.Boolean(), server_default=sa.false(), nullable=False),
        _of_space("community"),
        sa.PrimaryKeyConstraint("space_id", name=op.f("pk_community")),
    )
    op.create_index(op.f("ix_community_domain_key"), "community", ["domain_key"])
    op.create_table(
        "membership_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        _of_space("membership_request"),
        _of_account("membership_request", "account_id", "CASCADE"),
        _of_account("membership_request", "invited_by_id", "SET NULL"),
        _of_account("membership_request", "answered_by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_request")),
    )
    op.create_index(op.f("ix_membership_request_space_id"), "membership_request", ["space_id"])
    op.create_index(op.f("ix_membership_request_account_id"), "membership_request", ["account_id"])
    waiting = sa.text("answered_at IS NULL")
    op.create_index(
        "uq_membership_request_waiting",
        "membership_request",
        ["space_id", "account_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "key_item",
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("item_kind", sa.String(length=20), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _of_space("key_item"),
        sa.PrimaryKeyConstraint("space_id", "item_kind", "item_id", name=op.f("pk_key_item")),
    )
    op.create_table(
        "subscription",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        _of_account("subscription", "account_id", "CASCADE"),
        _of_space("subscription"),
        sa.PrimaryKeyConstraint("account_id", "space_id", name=op.f("pk_subscription")),
    )
    op.create_index(op.f("ix_subscription_space_id"), "subscription", ["space_id"])


def downgrade() -> None:
    for table in ("subscription", "key_item", "membership_request", "community", "switched_off"):
        op.drop_table(table)
    with op.batch_alter_table("space") as space:
        space.drop_column("stage")
        space.drop_column("sensitivity")
