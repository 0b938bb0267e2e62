"""Tables of the exchange: journal, conversations, outbox, dispatch, sequence numbers.

The journal is append-only: a row is never changed or deleted. Contents lie beside it in
`journal_part`, where a body can be erased while every signature and digest still holds.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)

from gateway.store.tables import InstantType, new_table

# A long integer that SQLite takes for its own row number, so that it needs no second tree.
Position = BigInteger().with_variant(Integer, "sqlite")

journal_head = new_table(
    "journal_head",
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row, 1
    Column("position", BigInteger, nullable=False),  # of the newest row, 0 when empty
)

journal = new_table(
    "journal",
    Column("position", Position, primary_key=True, autoincrement=False),  # from 1, no gaps
    Column("direction", String(3), nullable=False),  # in, out
    # The member at the other end: whose certificate brought it, or the recipient.
    Column("peer", String(11), nullable=False),
    Column("message_id", String(36), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("conversation_id", String(36), nullable=False),
    Column("conversation_number", BigInteger, nullable=False),
    Column("letter_type", String(40), nullable=False),
    Column("epoch", String(36), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("refused", Boolean, nullable=False),  # by us, at a step of the intake
    Column("reason", String(40), nullable=False),  # empty unless refused
    Column("at", InstantType, nullable=False),  # received, or sealed for the outbox
    Column("envelope", LargeBinary, nullable=False),  # comity.v1.Envelope, signed bytes inside
    Column("receipt", LargeBinary),  # the receipt we gave; a sent letter's is in the outbox
    # One row a digest: a repeat, accepted or refused, finds its original receipt for ever.
    UniqueConstraint("direction", "peer", "message_id", "digest"),
    Index("journal_conversation", "conversation_id", "position"),
)

journal_part = new_table(
    "journal_part",
    Column("position", Position, ForeignKey("journal.position"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),  # index in the header
    Column("salt", LargeBinary),  # None once erased
    Column("body", LargeBinary),  # None once erased
    Column("erased", InstantType),
    Column("sealed", InstantType),  # recalled by its sender: kept, and shown to nobody
    sqlite_with_rowid=False,
)

conversation = new_table(
    "conversation",
    Column("conversation_id", String(36), primary_key=True),
    Column("peer", String(11), nullable=False),
    Column("ours", Boolean, nullable=False),  # True when we opened it
    Column("procedure", String(20), nullable=False),
    Column("opened", InstantType, nullable=False),
    Column("closed", InstantType),  # None while it is open
    Column("sent", BigInteger, nullable=False),  # number of our newest letter in it
    Column("dispatched", BigInteger, nullable=False),  # of the peer's newest that had effect
    sqlite_with_rowid=False,
)

epoch = new_table(
    "epoch",
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("epoch", String(36), nullable=False, unique=True),
    Column("drawn", InstantType, nullable=False),
)

outbox_sequence = new_table(
    "outbox_sequence",
    Column("recipient", String(11), primary_key=True),
    Column("epoch", String(36), primary_key=True),
    Column("last", BigInteger, nullable=False),
)

outbox = new_table(
    "outbox",
    Column("message_id", String(36), primary_key=True),
    Column("position", BigInteger, ForeignKey("journal.position"), nullable=False, unique=True),
    Column("recipient", String(11), nullable=False),
    Column("conversation_id", String(36), nullable=False),
    Column("conversation_number", BigInteger, nullable=False),
    Column("letter_type", String(40), nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
    Column("state", String(10), nullable=False),  # queued, accepted, refused, given_up
    Column("queued", InstantType, nullable=False),
    Column("first_sent", InstantType),
    Column("last_tried", InstantType),
    Column("attempts", Integer, nullable=False),
    Column("last_reason", String(60), nullable=False),  # why the last attempt failed
    Column("settled", InstantType),
    Column("receipt", LargeBinary),  # comity.v1.Envelope of the receipt, as received
    Column("recorded", Boolean),  # None until the receipt is in the journal tree
    Index("outbox_conversation", "conversation_id", "conversation_number"),
    Index("outbox_state", "state"),
)
# Only what is not in the tree yet is looked for.
Index(
    "outbox_unrecorded",
    outbox.c.settled,
    sqlite_where=outbox.c.settled.is_not(None) & outbox.c.recorded.is_(None),
    postgresql_where=outbox.c.settled.is_not(None) & outbox.c.recorded.is_(None),
)

disputed_receipt = new_table(
    # What came in place of a receipt and does not hold: evidence of what its sender signed.
    "disputed_receipt",
    Column("message_id", String(36), primary_key=True),  # of the letter that was sent
    Column("sha256", LargeBinary(32), primary_key=True),  # of what came
    Column("receipt", LargeBinary, nullable=False),  # exactly as it came
    Column("reason", String(40), nullable=False),  # code of the error
    Column("why", Text, nullable=False),  # what does not hold
    Column("at", InstantType, nullable=False),  # when it came
)

sequence_seen = new_table(
    "sequence_seen",
    Column("peer", String(11), primary_key=True),
    Column("epoch", String(36), primary_key=True),
    Column("contiguous", BigInteger, nullable=False),  # up to here everything has come
    Column("first_seen", InstantType, nullable=False),
    sqlite_with_rowid=False,
)

sequence_ahead = new_table(
    # What has come beyond a gap: a row for each range between two gaps.
    "sequence_ahead",
    Column("peer", String(11), primary_key=True),
    Column("epoch", String(36), primary_key=True),
    Column("first", BigInteger, primary_key=True, autoincrement=False),
    Column("last", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

sequence_event = new_table(
    "sequence_event",
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("peer", String(11), nullable=False),
    Column("epoch", String(36), nullable=False),
    Column("kind", String(10), nullable=False),  # gap, repeat, new_epoch
    Column("sequence", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),  # in the journal
    Column("at", InstantType, nullable=False),
)

dispatch = new_table(
    "dispatch",
    Column(
        "position",
        Position,
        ForeignKey("journal.position"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("peer", String(11), nullable=False),
    Column("message_id", String(36), nullable=False),
    Column("conversation_id", String(36), nullable=False),
    Column("conversation_number", BigInteger, nullable=False),
    Column("letter_type", String(40), nullable=False),
    Column("queued", InstantType, nullable=False),
    Column("state", String(10), nullable=False),  # waiting, parked, done
    Column("action", String(10), nullable=False),  # what the table said, empty until done
    Column("failures", Integer, nullable=False),
    Column("last_reason", String(60), nullable=False),
    Column("reported", Boolean, nullable=False),  # as a person's task
    # The effect of a letter happens once: unique on the sender's message id.
    UniqueConstraint("peer", "message_id"),
)
# Only what waits is looked for; what is done stays and costs nothing.
Index(
    "dispatch_pending",
    dispatch.c.queued,
    sqlite_where=dispatch.c.state != "done",
    postgresql_where=dispatch.c.state != "done",
)

restoration = new_table(
    # The database came from a backup, or was found to be older than what other members hold.
    "restoration",
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("noticed", String(20), nullable=False),  # gateway.exchange.restoration.NoticedBy
    Column("at", InstantType, nullable=False),  # when it was restored, or found to be old
    Column("since", InstantType),  # of the newest letter here; None until it has begun
    Column("first_position", BigInteger),  # of the journal from then on; None until it has begun
)

restoration_peer = new_table(
    # A member that has given back its letters, or said that it has none.
    "restoration_peer",
    Column("restoration", Integer, ForeignKey("restoration.id"), primary_key=True),
    Column("peer", String(11), primary_key=True),
    Column("finished", InstantType, nullable=False),
    sqlite_with_rowid=False,
)

wake = new_table(
    "engine_wake",
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),  # gateway.exchange.engine_calls.WakeKind
    Column("subject", String(120), nullable=False),  # case, conversation, message id, date
    Column("version", Integer, nullable=False),  # grows when it is written once more
    Column("since", InstantType),  # when it was first written, by the machine's clock
    Column("attempts", Integer, nullable=False),  # in which the engine could not take it
    Column("retry_at", InstantType),  # not told before, by the node's clock
    Column("failing_since", InstantType),
    Column("needed_by", InstantType),  # of an examination: end of the first period it is for
    UniqueConstraint("kind", "subject"),
)
