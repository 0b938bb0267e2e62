"""Tables of the register: logs, their nodes and checkpoints, and what is derived from them.

`log_head`, `log_entry`, `log_part`, `log_node`, `checkpoint` and `cosignature` hold what was
signed and proven, `trouble` what a person must look at and `fraud_told` who was told of it.
`denial`, `denial_event`, `notice` and `erasure` are derived from them and can be rebuilt;
`relayed_denial` stands outside of every log. An origin is the authority code of a log's
owner; an index counts from 0.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    text,
)

from gateway.store.tables import InstantType, new_table

CODE = String(11)  # an authority code, such as BE-VLG
HASH = LargeBinary(32)

log_head = new_table(
    "log_head",
    Column("origin", CODE, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", HASH, nullable=False),
    Column("frontier", LargeBinary, nullable=False),  # gateway.register.log.frontier
    Column("state", String(12), nullable=False),  # following, stopped
    Column("reason", Text, nullable=False),  # why it is stopped, in words
    Column("verified", InstantType),  # when it was last found to be all that its origin has
    # By which revoked keys of its origin the effects of its entries were found; None for none.
    Column("revoked_keys", String(64)),
)

log_entry = new_table(
    "log_entry",
    Column("origin", CODE, primary_key=True),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("leaf_hash", HASH, nullable=False),
    Column("digest", HASH, nullable=False),  # SHA-256 of the PAE, the message digest
    Column("envelope", LargeBinary, nullable=False),  # comity.v1.Envelope: payload, signatures
    Column("entry_type", String(40), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("event_id", String(36), nullable=False),
    Column("at", InstantType, nullable=False),
    Column("effect", String(12)),  # None: it counts; else why it has none
)

log_part = new_table(
    "log_part",
    Column("origin", CODE, primary_key=True),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(12), nullable=False),
    Column("release", Text, nullable=False),  # "*", or authority codes with a space between
    Column("salt", LargeBinary),
    Column("body", LargeBinary),
    Column("absent", String(10)),  # withheld, missing, erased; None where both are held
    Index(  # next to nothing is missing, and each visit asks for it
        "log_part_missing",
        "origin",
        "idx",
        sqlite_where=text("absent = 'missing'"),
        postgresql_where=text("absent = 'missing'"),
    ),
)

log_node = new_table(
    "log_node",  # roots of complete subtrees from level 1 up; level 0 is log_entry.leaf_hash
    Column("origin", CODE, primary_key=True),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", HASH, nullable=False),
    sqlite_with_rowid=False,
)

checkpoint = new_table(
    "checkpoint",
    Column("origin", CODE, primary_key=True),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", HASH, nullable=False),
    Column("note", LargeBinary, nullable=False),  # signed note with the origin's own lines
    Column("at", InstantType, nullable=False),  # when it was signed here, or received
)

cosignature = new_table(
    "cosignature",
    Column("origin", CODE, primary_key=True),
    Column("cosigner", CODE, primary_key=True),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", HASH, nullable=False),
    Column("line", Text, nullable=False),
    Column("at", InstantType, nullable=False),  # the instant that the line states
    Column("delivered", Boolean, nullable=False),  # ours: the origin has taken it
)

denial = new_table(
    "denial",
    Column("denial_id", String(60), primary_key=True),
    Column("origin", CODE, nullable=False),
    Column("content_idx", BigInteger, nullable=False),  # entry whose parts are the content
    Column("national_reference", String(120), nullable=False),
    Column("state", String(12), nullable=False),
    Column("decision", String(24), nullable=False),
    Column("legal_base", String(12), nullable=False),
    Column("destination", String(2), nullable=False),
    Column("codes", Text, nullable=False),  # control codes, each between spaces
    Column("end_user_withheld", Boolean, nullable=False),
    Column("decision_date", Date, nullable=False),
    Column("first_notified", Date, nullable=False),
    Column("reviews_done", Integer),  # None: unknown
    Column("review_due", Date),  # None: the law gives it no date, as of a suspension
    Column("last_event", String(40), nullable=False),
    Column("last_event_at", InstantType, nullable=False),
)

denial_change = new_table(
    "denial_change",  # what the search index follows; relayed denials are among them
    Column("position", BigInteger, primary_key=True, autoincrement=False),  # from 1, no gaps
    Column("denial_id", String(60), nullable=False),
)

denial_event = new_table(
    "denial_event",
    Column("origin", CODE, primary_key=True),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("denial_id", String(60), nullable=False),
    Column("type", String(40), nullable=False),
    Column("at", InstantType, nullable=False),
    Column("note", Text, nullable=False),  # why it changed nothing; empty where it did
    Index("denial_event_denial", "denial_id", "origin"),
)

notice = new_table(
    "notice",
    Column("origin", CODE, primary_key=True),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("subject", String(60), nullable=False),  # the case at the origin
    Column("type", String(40), nullable=False),  # a number: not known to this version
    Column("at", InstantType, nullable=False),
    Column("content", String(10), nullable=False),  # held, withheld, missing, erased
)

erasure = new_table(
    "erasure",
    Column("origin", CODE, primary_key=True),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("target", BigInteger, nullable=False),  # the entry whose contents are erased
    Column("at", InstantType, nullable=False),
)

relayed_denial = new_table(
    "relayed_denial",
    Column("denial_id", String(60), primary_key=True),
    Column("relayed_from", String(80), nullable=False),
    Column("transcribed_by", CODE, nullable=False),
    Column("national_reference", String(120), nullable=False),
    Column("state", String(12), nullable=False),
    Column("destination", String(2), nullable=False),
    Column("codes", Text, nullable=False),
    Column("end_user_withheld", Boolean, nullable=False),
    Column("first_notified", Date, nullable=False),
    Column("review_due", Date),
    Column("added", InstantType, nullable=False),
    Column("body", Text, nullable=False),  # gateway.domain.denial.Denial
    # Of a partner outside the Union: gateway.domain.denial.PartnerSource; else null.
    Column("regime", String(20)),
    Column("marking", String(20)),
)

unread_denial = new_table(
    "unread_denial",  # whose content, as it was signed, cannot be read here: a person's task
    Column("denial_id", String(60), primary_key=True),
    Column("origin", CODE, nullable=False),
    Column("idx", BigInteger, nullable=False),
    Column("why", Text, nullable=False),  # names a field, never a value
)

content_position = new_table(
    "content_position",  # how far contents were looked through in the register's feed
    Column("id", Integer, primary_key=True, autoincrement=False),  # the one row, 1
    Column("value", BigInteger, nullable=False),
)

register_position = new_table(
    "register_position",
    Column("id", Integer, primary_key=True, autoincrement=False),  # the one row, 1
    Column("value", BigInteger, nullable=False),
)

trouble = new_table(
    "trouble",
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("digest", HASH, nullable=False, unique=True),  # so that one trouble is told once
    Column("at", InstantType, nullable=False),
    Column("origin", CODE, nullable=False),
    Column("peer", CODE, nullable=False),  # who showed it
    Column("kind", String(12), nullable=False),  # fraud, suspicion, rollback, content
    Column("text", Text, nullable=False),
    Column("evidence", LargeBinary),  # JSON of the fraud proof, else None
    Column("closed", InstantType),
    Column("closed_by", String(80)),
)

fraud_told = new_table(
    "fraud_told",  # to whom a proven fraud was told; who is missing is told at the next visit
    Column("digest", HASH, primary_key=True),  # of the trouble
    Column("peer", CODE, primary_key=True),
    Column("at", InstantType, nullable=False),
)

fraud_refused = new_table(
    "fraud_refused",  # who has refused to hear of a proven fraud, and when it is told again
    Column("digest", HASH, primary_key=True),  # of the trouble
    Column("peer", CODE, primary_key=True),
    Column("times", Integer, nullable=False),  # in a row
    Column("retry_at", InstantType, nullable=False),
)

carried_instant = new_table(
    "carried_instant",  # an officer's decision: the own log goes on from an end dated ahead
    Column("origin", CODE, primary_key=True),
    Column("until", InstantType, nullable=False),  # the instant of that end
    Column("at", InstantType, nullable=False),
    Column("decided_by", String(80), nullable=False),
)

set_aside = new_table(
    "set_aside",  # what an officer has taken out of a log, as evidence; without contents
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("origin", CODE, nullable=False),
    Column("kind", String(12), nullable=False),  # entry, checkpoint, cosignature
    Column("size", BigInteger, nullable=False),  # of the log; of an entry its index
    Column("hash", HASH, nullable=False),  # root; of an entry its leaf hash
    Column("body", LargeBinary, nullable=False),  # note, signature lines, envelope
    Column("at", InstantType, nullable=False),
    Column("decided_by", String(80), nullable=False),
    Index("set_aside_origin", "origin", "kind", "size"),
)

review_law = new_table(
    "review_law",  # by which law of reviews the dates in `denial` were last computed
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row, 1
    Column("digest", String(64), nullable=False),
)

peer_sync = new_table(
    "peer_sync",
    Column("peer", CODE, primary_key=True),
    Column("tried", InstantType, nullable=False),
    Column("succeeded", InstantType),
    Column("lag", BigInteger, nullable=False),  # entries that it has told of and we lack
    Column("trouble", Text, nullable=False),  # empty where the last visit succeeded
    Column("failing_since", InstantType),  # the first visit that failed after the last success
)
