"""The annual report at the Commission services."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String, Text

from gateway.store.migrations.columns import INSTANT, held, key, number

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of collections."""
    _collections()
    _answers()


def _collections() -> None:
    op.create_table(
        "annual_collection",
        key("collection", String(40)),
        held("year", Integer),
        held("template", String(40)),
        held("template_file", LargeBinary),
        held("submit_by", Date),
        held("called", INSTANT),
        held("stage", String(20)),
    )
    op.create_table(
        "annual_called",
        key("collection", String(40)),
        key("authority", String(11)),
        held("submits", Boolean),
        held("conversation_id", String(36), unique=True),
    )
    op.create_table(
        "annual_submission",
        key("digest", String(64)),
        held("collection", String(40)),
        held("state", String(2)),
        held("authority", String(11)),
        held("version", Integer),
        held("message_id", String(36)),
        held("at", INSTANT),
        held("standing", String(20)),
        held("reason", String(60)),
        held("words", Text),
    )
    op.create_index(
        "annual_submission_of",
        "annual_submission",
        ["collection", "state", "at"],
    )


def _answers() -> None:
    op.create_table(
        "annual_question",
        key("collection", String(40)),
        key("thread", Integer),
        held("authority", String(11)),
        held("conversation_id", String(36)),
        held("state", String(20)),
        held("asked", INSTANT),
        held("asked_by", String(80)),
        held("body", Text),
    )
    op.create_table(
        "annual_round",
        number("id"),
        held("message_id", String(36), unique=True),
        held("collection", String(40)),
        held("state", String(2)),
        held("draft", String(64)),
        held("submission", String(64)),
        held("until", Date),
        held("sent", INSTANT),
        Column("cleared", INSTANT),
        held("clearance", Text),
    )
    op.create_index("annual_round_of", "annual_round", ["collection", "state"])
    op.create_table(
        "annual_edition",
        key("collection", String(40)),
        key("number", Integer),
        held("digest", String(64)),
        held("frozen", INSTANT),
        held("frozen_by", String(80)),
        Column("embargo", INSTANT),
        Column("released", INSTANT),
        held("released_by", String(80)),
        Column("consulted", Date),
        Column("published", INSTANT),
        held("envelope", LargeBinary),
        held("body", LargeBinary),
    )
