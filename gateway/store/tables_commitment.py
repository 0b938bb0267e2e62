"""Tables of what the node commits to of its journal: the leaves of the tree, and its nodes.

Rows are only ever added. What the roots are committed with lies in the own log, as parts that
are released to nobody (`gateway.register.journal`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)

from gateway.store.tables import InstantType, new_table

journal_tree = new_table(
    "journal_tree",
    Column("id", Integer, primary_key=True, autoincrement=False),  # one row, 1
    Column("position", BigInteger, nullable=False),  # up to which letters of the journal are in
    Column("frontier", LargeBinary, nullable=False),  # gateway.register.log.frontier
)

journal_record = new_table(
    "journal_record",
    Column("number", BigInteger, primary_key=True, autoincrement=False),  # of the leaf, from 0
    Column("kind", String(20), nullable=False),  # JournalRecordKind; of attempts with .0, .1, ...
    Column("position", BigInteger, nullable=False),  # of the letter in the journal
    Column("leaf", LargeBinary(64), nullable=False),  # of the conversation, and of the record
    Column("record", LargeBinary, nullable=False),  # comity.v1.JournalRecord, as it was hashed
    UniqueConstraint("position", "kind"),
)

journal_node = new_table(
    "journal_node",  # roots of complete subtrees; level 0 are the hashes of the leaves
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("idx", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

journal_commitment = new_table(
    "journal_commitment",
    Column("idx", BigInteger, primary_key=True, autoincrement=False),  # of the entry, own log
    Column("size", BigInteger, nullable=False),  # of the tree that it commits to
    Column("at", InstantType, nullable=False),
)
