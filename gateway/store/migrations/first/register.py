"""Tables of the register: logs, denials, what follows them, what a person must look at."""

from __future__ import annotations

from alembic import op
from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, LargeBinary, String, Text, text

from gateway.store.migrations.columns import INSTANT, held, key, number


def create() -> None:
    """Create the tables of the register."""
    _logs()
    _checkpoints()
    _denials()
    _relayed()
    _followers()
    _troubles()


def _logs() -> None:
    op.create_table(
        "log_head",
        key("origin", String(11)),
        held("size", BigInteger),
        held("root", LargeBinary),
        held("frontier", LargeBinary),
        held("state", String(12)),
        held("reason", Text),
        Column("verified", INSTANT),
    )
    op.create_table(
        "log_entry",
        key("origin", String(11)),
        key("idx", BigInteger),
        held("leaf_hash", LargeBinary),
        held("digest", LargeBinary),
        held("envelope", LargeBinary),
        held("entry_type", String(40)),
        held("subject", String(60)),
        held("event_id", String(36)),
        held("at", INSTANT),
    )
    op.create_table(
        "log_part",
        key("origin", String(11)),
        key("idx", BigInteger),
        key("part", Integer),
        held("kind", String(12)),
        held("release", Text),
        Column("salt", LargeBinary),
        Column("body", LargeBinary),
        Column("absent", String(10)),
    )
    op.create_index(
        "log_part_missing",
        "log_part",
        ["origin", "idx"],
        sqlite_where=text("absent = 'missing'"),
        postgresql_where=text("absent = 'missing'"),
    )
    op.create_table(
        "log_node",
        key("origin", String(11)),
        key("level", Integer),
        key("idx", BigInteger),
        held("hash", LargeBinary),
        sqlite_with_rowid=False,
    )


def _checkpoints() -> None:
    op.create_table(
        "checkpoint",
        key("origin", String(11)),
        key("size", BigInteger),
        held("root", LargeBinary),
        held("note", LargeBinary),
        held("at", INSTANT),
    )
    op.create_table(
        "cosignature",
        key("origin", String(11)),
        key("cosigner", String(11)),
        key("size", BigInteger),
        held("root", LargeBinary),
        held("line", Text),
        held("at", INSTANT),
        held("delivered", Boolean),
    )


def _denials() -> None:
    op.create_table(
        "denial",
        key("denial_id", String(60)),
        held("origin", String(11)),
        held("content_idx", BigInteger),
        held("national_reference", String(120)),
        held("state", String(12)),
        held("decision", String(24)),
        held("legal_base", String(12)),
        held("destination", String(2)),
        held("codes", Text),
        held("end_user_withheld", Boolean),
        held("decision_date", Date),
        held("first_notified", Date),
        Column("reviews_done", Integer),
        held("review_due", Date),
        held("last_event", String(40)),
        held("last_event_at", INSTANT),
    )
    op.create_table(
        "denial_change",
        key("position", BigInteger),
        held("denial_id", String(60)),
    )
    op.create_table(
        "denial_event",
        key("origin", String(11)),
        key("idx", BigInteger),
        held("denial_id", String(60)),
        held("type", String(40)),
        held("at", INSTANT),
        held("note", Text),
    )
    op.create_index("denial_event_denial", "denial_event", ["denial_id", "origin"])
    op.create_table(
        "notice",
        key("origin", String(11)),
        key("idx", BigInteger),
        held("subject", String(60)),
        held("type", String(40)),
        held("at", INSTANT),
        held("content", String(10)),
    )
    op.create_table(
        "erasure",
        key("origin", String(11)),
        key("idx", BigInteger),
        held("target", BigInteger),
        held("at", INSTANT),
    )


def _relayed() -> None:
    op.create_table(
        "relayed_denial",
        key("denial_id", String(60)),
        held("relayed_from", String(80)),
        held("transcribed_by", String(11)),
        held("national_reference", String(120)),
        held("state", String(12)),
        held("destination", String(2)),
        held("codes", Text),
        held("end_user_withheld", Boolean),
        held("first_notified", Date),
        held("review_due", Date),
        held("added", INSTANT),
        held("body", Text),
    )


def _followers() -> None:
    op.create_table(
        "unread_denial",
        key("denial_id", String(60)),
        held("origin", String(11)),
        held("idx", BigInteger),
        held("why", Text),
    )
    op.create_table(
        "content_position",
        key("id", Integer),
        held("value", BigInteger),
    )
    op.create_table(
        "register_position",
        key("id", Integer),
        held("value", BigInteger),
    )
    op.create_table(
        "review_law",
        key("id", Integer),
        held("digest", String(64)),
    )
    op.create_table(
        "peer_sync",
        key("peer", String(11)),
        held("tried", INSTANT),
        Column("succeeded", INSTANT),
        held("lag", BigInteger),
        held("trouble", Text),
    )


def _troubles() -> None:
    op.create_table(
        "trouble",
        number("id"),
        held("digest", LargeBinary, unique=True),
        held("at", INSTANT),
        held("origin", String(11)),
        held("peer", String(11)),
        held("kind", String(12)),
        held("text", Text),
        Column("evidence", LargeBinary),
        Column("closed", INSTANT),
        Column("closed_by", String(80)),
    )
    op.create_table(
        "fraud_told",
        key("digest", LargeBinary),
        key("peer", String(11)),
        held("at", INSTANT),
    )
    op.create_table(
        "fraud_refused",
        key("digest", LargeBinary),
        key("peer", String(11)),
        held("times", Integer),
        held("retry_at", INSTANT),
    )
    op.create_table(
        "carried_instant",
        key("origin", String(11)),
        held("until", INSTANT),
        held("at", INSTANT),
        held("decided_by", String(80)),
    )
    op.create_table(
        "set_aside",
        number("id"),
        held("origin", String(11)),
        held("kind", String(12)),
        held("size", BigInteger),
        held("hash", LargeBinary),
        held("body", LargeBinary),
        held("at", INSTANT),
        held("decided_by", String(80)),
    )
    op.create_index("set_aside_origin", "set_aside", ["origin", "kind", "size"])
