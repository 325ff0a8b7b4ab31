"""Guests: who is invited from outside, who stays where until when

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _of(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def upgrade() -> None:
    op.create_table(
        "guest_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("mail", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        _of("guest_invitation", "space_id", "space", "CASCADE"),
        _of("guest_invitation", "invited_by_id", "account", "SET NULL"),
        _of("guest_invitation", "account_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_guest_invitation_token_hash")),
    )
    op.create_index(op.f("ix_guest_invitation_space_id"), "guest_invitation", ["space_id"])
    op.create_table(
        "guest_stay",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_of_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_of_orphan", sa.Boolean(), server_default=sa.false(), nullable=False),
        _of("guest_stay", "account_id", "account", "CASCADE"),
        _of("guest_stay", "space_id", "space", "CASCADE"),
        _of("guest_stay", "sponsor_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("account_id", "space_id", name=op.f("pk_guest_stay")),
    )
    for column in ("space_id", "sponsor_id", "ends_at"):
        op.create_index(op.f(f"ix_guest_stay_{column}"), "guest_stay", [column])


def downgrade() -> None:
    op.drop_table("guest_stay")
    op.drop_table("guest_invitation")
