"""The annual report at an authority: records, what officers said, versions, parts."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String, Text

from gateway.store.migrations.columns import INSTANT, held, key

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of an authority's data."""
    op.create_table(
        "annual_record",
        key("year", Integer),
        key("kind", String(20)),
        key("reference", String(120)),
        held("imported", INSTANT),
        held("body", Text),
    )
    op.create_table(
        "annual_work",
        key("year", Integer),
        held("body", Text),
    )
    op.create_table(
        "annual_version",
        key("collection", String(40)),
        key("number", Integer),
        held("version", Integer),
        held("state", String(20)),
        held("digest", String(64)),
        held("proposed", INSTANT),
        held("proposed_by", String(80)),
        Column("released", INSTANT),
        held("released_by", String(80)),
        held("letter", String(64)),
        held("said", Text),
        held("body", LargeBinary),
    )
    op.create_table(
        "annual_part",
        key("digest", String(64)),
        held("collection", String(40)),
        held("authority", String(11)),
        held("version", Integer),
        held("at", INSTANT),
        held("body", LargeBinary),
    )
    op.create_index(
        "annual_part_of",
        "annual_part",
        ["collection", "authority", "version"],
    )
