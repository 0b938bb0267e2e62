"""Rows of receipts for contents: which contents have come to whom, as it was signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from gateway.domain.consultation.document_fetch import ContentsReceipt
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


def add(
    conn: Connection,
    receipt: ContentsReceipt,
    conversation_id: str,
    signed: bytes,
    told: datetime | None,
) -> None:
    """Keep a receipt; one that is kept already stays as it is."""
    key = (
        table.c.message_id == receipt.message_id,
        table.c.sha256 == receipt.sha256,
        table.c.receiver == receipt.receiver,
    )
    if conn.execute(select(table.c.sha256).where(*key)).first() is None:
        values = {
            "message_id": receipt.message_id,
            "sha256": receipt.sha256,
            "receiver": receipt.receiver,
            "sender": receipt.sender,
            "conversation_id": conversation_id,
            "received": receipt.received,
            "receipt": signed,
            "told": told,
        }
        conn.execute(insert(table), [values])


def untold(conn: Connection, us: str) -> tuple[KeptReceipt, ...]:
    """Return the receipts that we gave and that the sender of the contents has not yet."""
    return _all(conn, select(table).where(table.c.receiver == us, table.c.told.is_(None)))


def note_told(conn: Connection, receipt: KeptReceipt, at: datetime) -> None:
    """Note that the sender of the contents has a receipt."""
    conn.execute(
        update(table)
        .where(
            table.c.message_id == receipt.message_id,
            table.c.sha256 == receipt.sha256,
            table.c.receiver == receipt.receiver,
        )
        .values(told=at)
    )


def of_conversations(
    conn: Connection, conversation_ids: tuple[str, ...] | list[str]
) -> tuple[KeptReceipt, ...]:
    """Return the receipts for what letters of some conversations name, the oldest first."""
    return _all(conn, select(table).where(table.c.conversation_id.in_(conversation_ids)))


def forget(conn: Connection, conversation_ids: list[str]) -> None:
    """Delete the receipts of conversations that are deleted."""
    conn.execute(delete(table).where(table.c.conversation_id.in_(conversation_ids)))


def _all(conn: Connection, query: Select[Any]) -> tuple[KeptReceipt, ...]:
    ordered = query.order_by(table.c.received, table.c.sha256, table.c.receiver)
    return tuple(
        KeptReceipt(
            message_id=row.message_id,
            sha256=row.sha256,
            receiver=row.receiver,
            sender=row.sender,
            conversation_id=row.conversation_id,
            received=row.received,
            signed=row.receipt,
            told=row.told,
        )
        for row in conn.execute(ordered)
    )
