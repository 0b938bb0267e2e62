"""The annual report at an authority: records, what officers said, versions, parts.

The first revision builds every table of the metadata, so a new database has these already;
one that an earlier program made gets them here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.tables import InstantType

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of an authority's data where they are not there."""
    op.create_table(
        "annual_record",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("reference", sa.String(120), primary_key=True),
        sa.Column("imported", InstantType, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "annual_work",
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("body", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "annual_version",
        sa.Column("collection", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("proposed", InstantType, nullable=False),
        sa.Column("proposed_by", sa.String(80), nullable=False),
        sa.Column("released", InstantType),
        sa.Column("released_by", sa.String(80), nullable=False),
        sa.Column("letter", sa.String(64), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "annual_part",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("collection", sa.String(40), nullable=False),
        sa.Column("authority", sa.String(11), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("at", InstantType, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
    op.create_index(
        "annual_part_of",
        "annual_part",
        ["collection", "authority", "version"],
        if_not_exists=True,
    )
