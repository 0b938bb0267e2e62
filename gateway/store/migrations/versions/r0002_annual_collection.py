"""The annual report at the Commission services.

The first revision builds every table of the metadata, so a new database has these already;
one that an earlier program made gets them here.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store.tables import InstantType

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of collections where they are not there."""
    op.create_table(
        "annual_collection",
        sa.Column("collection", sa.String(40), primary_key=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("template", sa.String(40), nullable=False),
        sa.Column("template_file", sa.LargeBinary, nullable=False),
        sa.Column("submit_by", sa.Date, nullable=False),
        sa.Column("called", InstantType, nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "annual_called",
        sa.Column("collection", sa.String(40), primary_key=True),
        sa.Column("authority", sa.String(11), primary_key=True),
        sa.Column("submits", sa.Boolean, nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False, unique=True),
        if_not_exists=True,
    )
    op.create_table(
        "annual_submission",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("collection", sa.String(40), nullable=False),
        sa.Column("state", sa.String(2), nullable=False),
        sa.Column("authority", sa.String(11), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("message_id", sa.String(36), nullable=False),
        sa.Column("at", InstantType, nullable=False),
        sa.Column("standing", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index(
        "annual_submission_of",
        "annual_submission",
        ["collection", "state", "at"],
        if_not_exists=True,
    )
    op.create_table(
        "annual_question",
        sa.Column("collection", sa.String(40), primary_key=True),
        sa.Column("thread", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("authority", sa.String(11), nullable=False),
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("asked", InstantType, nullable=False),
        sa.Column("asked_by", sa.String(80), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "annual_round",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("message_id", sa.String(36), nullable=False, unique=True),
        sa.Column("collection", sa.String(40), nullable=False),
        sa.Column("state", sa.String(2), nullable=False),
        sa.Column("draft", sa.String(64), nullable=False),
        sa.Column("submission", sa.String(64), nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("sent", InstantType, nullable=False),
        sa.Column("cleared", InstantType),
        sa.Column("clearance", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("annual_round_of", "annual_round", ["collection", "state"], if_not_exists=True)
    op.create_table(
        "annual_edition",
        sa.Column("collection", sa.String(40), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("frozen", InstantType, nullable=False),
        sa.Column("frozen_by", sa.String(80), nullable=False),
        sa.Column("embargo", InstantType),
        sa.Column("released", InstantType),
        sa.Column("released_by", sa.String(80), nullable=False),
        sa.Column("consulted", sa.Date),
        sa.Column("published", InstantType),
        sa.Column("envelope", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        if_not_exists=True,
    )
