"""Lists what was signed with a key, ours or another member's: the drill of a stolen key.

From the theft to the revocation whoever has the key can sign in its owner's name. What this node
sent, took in and holds of that time is what people must look at, each with who can confirm it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Connection, Row, Select, select

from gateway.exchange.journal import Direction
from gateway.store.tables_examination import examination
from gateway.store.tables_exchange import journal, outbox
from gateway.store.tables_register import log_entry
from gateway.trust.dsse import SignedBytes

_BATCH = 500  # rows that are read at a time: letters may have a megabyte


class SignedKind(StrEnum):
    """What was signed."""

    LETTER_SENT = "letter_sent"
    LETTER_RECEIVED = "letter_received"
    RECEIPT_GIVEN = "receipt_given"
    RECEIPT_RECEIVED = "receipt_received"
    ENTRY = "entry"
    EXAMINATION = "examination"


class Signed(BaseModel):
    """One thing that a key has signed.

    Attributes:
        at: When it was sealed, came, or was written.
        kind: What it is.
        member: The other side of a letter; of an entry the log's origin; else empty.
        subject: Message id, the entry's index, or the case and number of an examination.
        what: Type of the letter or the entry.
        digest: Its message digest, in hexadecimal digits.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime
    kind: SignedKind
    member: str
    subject: str
    what: str
    digest: str


def signed_with(
    conn: Connection, key_id: str, since: datetime, until: datetime
) -> Iterator[Signed]:
    """Return what this node has that was signed with a key within a time, each kind by its instant.

    Args:
        conn: A connection that reads.
        key_id: Id of the key, as the directory has it.
        since: First instant.
        until: Last instant.
    """
    for query, shown in (
        (_within(select(journal), journal.c.at, since, until), _letters),
        (_within(select(outbox), outbox.c.settled, since, until), _receipts),
        (_within(select(log_entry), log_entry.c.at, since, until), _entries),
        (_within(select(examination), examination.c.at, since, until), _examinations),
    ):
        for row in conn.execute(query, execution_options={"yield_per": _BATCH}):
            for octets, kind, about in shown(row):
                signed = SignedBytes.from_bytes(octets)
                if any(by == key_id for by, _ in signed.signatures):
                    yield Signed(kind=kind, digest=signed.digest.hex(), **about)


_Shown = Iterator[tuple[bytes, SignedKind, dict[str, Any]]]


def _within(
    query: Select[Any], column: ColumnElement[Any], since: datetime, until: datetime
) -> Select[Any]:
    return query.where(column.between(since, until)).order_by(column)


def _letters(row: Row[Any]) -> _Shown:
    about = _about(row.at, row.peer, row.message_id, row.letter_type)
    sent = row.direction == Direction.OUT
    yield row.envelope, SignedKind.LETTER_SENT if sent else SignedKind.LETTER_RECEIVED, about
    if row.receipt is not None:
        yield row.receipt, SignedKind.RECEIPT_GIVEN, about


def _receipts(row: Row[Any]) -> _Shown:
    if row.receipt is not None:
        about = _about(row.settled, row.recipient, row.message_id, row.letter_type)
        yield row.receipt, SignedKind.RECEIPT_RECEIVED, about


def _entries(row: Row[Any]) -> _Shown:
    yield row.envelope, SignedKind.ENTRY, _about(row.at, row.origin, row.idx, row.entry_type)


def _examinations(row: Row[Any]) -> _Shown:
    about = _about(row.at, "", f"{row.case_id} {row.number}", "examination")
    yield row.envelope, SignedKind.EXAMINATION, about


def _about(at: datetime, member: str, subject: object, what: str) -> dict[str, Any]:
    return {"at": at, "member": member, "subject": str(subject), "what": what}
