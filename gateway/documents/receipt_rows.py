"""Rows of receipts for contents: which contents have come to whom, as it was signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from gateway.domain.consultation.document_fetch import ContentsReceipt
from gateway.store.records import Records, in_columns
from gateway.store.tables_casework import contents_receipt as table


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReceipt:
    """A receipt for contents, given or taken.

    Attributes:
        conversation_id: Conversation of the letter that names the document.
        signed: Serialised envelope, as it was signed.
        told: When the sender of the contents had it; None: not yet.
    """

    message_id: str
    sha256: str
    receiver: str
    sender: str
    conversation_id: str
    received: datetime
    signed: bytes = field(repr=False)
    told: datetime | None


_KEPT = Records(
    table,
    in_columns(KeptReceipt, named={"receipt": "signed"}),
    order=("received", "sha256", "receiver"),
    key=("message_id", "sha256", "receiver"),
)


def add(
    conn: Connection,
    receipt: ContentsReceipt,
    conversation_id: str,
    signed: bytes,
    told: datetime | None,
) -> None:
    """Keep a receipt; one that is kept already stays as it is."""
    kept = KeptReceipt(
        message_id=receipt.message_id,
        sha256=receipt.sha256,
        receiver=receipt.receiver,
        sender=receipt.sender,
        conversation_id=conversation_id,
        received=receipt.received,
        signed=signed,
        told=told,
    )
    if _KEPT.find(conn, kept.message_id, kept.sha256, kept.receiver) is None:
        _KEPT.add(conn, kept)


def untold(conn: Connection, us: str) -> tuple[KeptReceipt, ...]:
    """Return the receipts that we gave and that the sender of the contents has not yet."""
    return _KEPT.every(conn, table.c.receiver == us, table.c.told.is_(None))


def note_told(conn: Connection, receipt: KeptReceipt, at: datetime) -> None:
    """Note that the sender of the contents has a receipt."""
    _KEPT.change(conn, receipt.message_id, receipt.sha256, receipt.receiver, told=at)


def of_conversations(
    conn: Connection, conversation_ids: tuple[str, ...] | list[str]
) -> tuple[KeptReceipt, ...]:
    """Return the receipts for what letters of some conversations name, the oldest first."""
    return _KEPT.every(conn, table.c.conversation_id.in_(conversation_ids))


def forget(conn: Connection, conversation_ids: list[str]) -> None:
    """Delete the receipts of conversations that are deleted."""
    _KEPT.remove(conn, table.c.conversation_id.in_(conversation_ids))
