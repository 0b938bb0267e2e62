"""Tables of the exchange: journal, conversations, outbox, sequence numbers, dispatch."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)

from gateway.store.migrations.columns import INSTANT, POSITION, held, key, number


def create() -> None:
    """Create the tables of the exchange."""
    _journal()
    _delivery()
    _arrivals()


def _journal() -> None:
    op.create_table(
        "journal_head",
        key("id", Integer),
        held("position", BigInteger),
    )
    op.create_table(
        "journal",
        key("position", POSITION),
        held("direction", String(3)),
        held("peer", String(11)),
        held("message_id", String(36)),
        held("digest", LargeBinary),
        held("conversation_id", String(36)),
        held("conversation_number", BigInteger),
        held("letter_type", String(40)),
        held("epoch", String(36)),
        held("sequence", BigInteger),
        held("refused", Boolean),
        held("reason", String(40)),
        held("at", INSTANT),
        held("envelope", LargeBinary),
        Column("receipt", LargeBinary),
        UniqueConstraint("direction", "peer", "message_id", "digest"),
    )
    op.create_index("journal_conversation", "journal", ["conversation_id", "position"])
    op.create_table(
        "journal_part",
        key("position", POSITION, ForeignKey("journal.position")),
        key("part", Integer),
        Column("salt", LargeBinary),
        Column("body", LargeBinary),
        Column("erased", INSTANT),
        Column("sealed", INSTANT),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "conversation",
        key("conversation_id", String(36)),
        held("peer", String(11)),
        held("ours", Boolean),
        held("procedure", String(20)),
        held("opened", INSTANT),
        Column("closed", INSTANT),
        held("sent", BigInteger),
        held("dispatched", BigInteger),
        sqlite_with_rowid=False,
    )


def _delivery() -> None:
    op.create_table(
        "epoch",
        number("id"),
        held("epoch", String(36), unique=True),
        held("drawn", INSTANT),
    )
    op.create_table(
        "outbox_sequence",
        key("recipient", String(11)),
        key("epoch", String(36)),
        held("last", BigInteger),
    )
    op.create_table(
        "outbox",
        key("message_id", String(36)),
        held("position", BigInteger, ForeignKey("journal.position"), unique=True),
        held("recipient", String(11)),
        held("conversation_id", String(36)),
        held("conversation_number", BigInteger),
        held("letter_type", String(40)),
        held("digest", LargeBinary),
        held("state", String(10)),
        held("queued", INSTANT),
        Column("first_sent", INSTANT),
        Column("last_tried", INSTANT),
        held("attempts", Integer),
        held("last_reason", String(60)),
        Column("settled", INSTANT),
        Column("receipt", LargeBinary),
    )
    op.create_index("outbox_state", "outbox", ["state"])
    op.create_index("outbox_conversation", "outbox", ["conversation_id", "conversation_number"])


def _arrivals() -> None:
    op.create_table(
        "sequence_seen",
        key("peer", String(11)),
        key("epoch", String(36)),
        held("contiguous", BigInteger),
        held("ahead", Text),
        held("first_seen", INSTANT),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sequence_event",
        number("id"),
        held("peer", String(11)),
        held("epoch", String(36)),
        held("kind", String(10)),
        held("sequence", BigInteger),
        held("position", BigInteger),
        held("at", INSTANT),
    )
    op.create_table(
        "dispatch",
        key("position", POSITION, ForeignKey("journal.position")),
        held("peer", String(11)),
        held("message_id", String(36)),
        held("conversation_id", String(36)),
        held("conversation_number", BigInteger),
        held("letter_type", String(40)),
        held("queued", INSTANT),
        held("state", String(10)),
        held("action", String(10)),
        held("failures", Integer),
        held("last_reason", String(60)),
        held("reported", Boolean),
        UniqueConstraint("peer", "message_id"),
    )
    op.create_index(
        "dispatch_pending",
        "dispatch",
        ["queued"],
        sqlite_where=text("state != 'done'"),
        postgresql_where=text("state != 'done'"),
    )
    op.create_table(
        "wake",
        number("id"),
        held("kind", String(20)),
        held("subject", String(120)),
        held("event_id", String(80)),
        held("ours", Boolean),
    )
