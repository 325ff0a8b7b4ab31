"""Rules of use: versions of the terms and of charters, and who accepted them

Revision ID: 0012
Revises: 0011
"""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    versions = op.create_table(
        "rules_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("published_by", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        _key("rules_version", "space_id", "space.id", "CASCADE"),
        _key("rules_version", "published_by_id", "account.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules_version")),
    )
    op.create_index("uq_rules_version_space_id_number", "rules_version", ["space_id", "number"], unique=True)
    of_site = sa.text("space_id IS NULL")
    op.create_index(
        "uq_rules_version_of_site",
        "rules_version",
        ["number"],
        unique=True,
        sqlite_where=of_site,
        postgresql_where=of_site,
    )
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        _key("acceptance", "account_id", "account.id", "CASCADE"),
        _key("acceptance", "space_id", "space.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
    )
    op.create_index(op.f("ix_acceptance_account_id"), "acceptance", ["account_id"])
    op.create_index(op.f("ix_acceptance_space_id"), "acceptance", ["space_id"])
    texts = op.create_table(
        "rules_text",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        _key("rules_text", "version_id", "rules_version.id", "CASCADE"),
        sa.PrimaryKeyConstraint("version_id", "name", "language", name=op.f("pk_rules_text")),
    )
    _first_versions(versions, texts)


def _first_versions(versions: sa.Table, texts: sa.Table) -> None:
    """The charters that there are become first versions. Their members are not asked: not `material`."""
    connection = op.get_bind()
    community = sa.table("community", *map(sa.column, ("space_id", "charter", "charter_html")))
    space = sa.table("space", *map(sa.column, ("id", "language")))
    now = datetime.now(UTC)
    found = connection.execute(
        sa.select(community.c.space_id, community.c.charter, community.c.charter_html, space.c.language)
        .join_from(community, space, space.c.id == community.c.space_id)
        .where(community.c.charter != "")
    ).all()
    for space_id, charter, html, language in found:
        said = json.dumps([["charter", language[:2], "", charter]], ensure_ascii=False)
        made = versions.insert().values(
            space_id=space_id,
            number=1,
            material=False,
            changed="",
            dated=now.date(),
            published_at=now,
            published_by="",
            digest=hashlib.sha256(said.encode()).hexdigest(),
        )
        version_id = connection.execute(made.returning(versions.c.id)).scalar_one()
        row = {"name": "charter", "language": language[:2], "title": "", "body": charter, "html": html}
        connection.execute(texts.insert().values(version_id=version_id, **row))


def downgrade() -> None:
    for table in ("rules_text", "acceptance", "rules_version"):
        op.drop_table(table)
