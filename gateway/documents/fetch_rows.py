"""Rows that say which contents are wanted from other members, and how far that is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from gateway.domain.consultation.document_fetch import DocumentFetch, FetchState
from gateway.store.records import Records, in_columns
from gateway.store.tables_casework import document_fetch as table
from gateway.store.writer import Written, wrote

_FETCHES = Records(
    table,
    in_columns(DocumentFetch),
    order=("next_try", "asked_at"),
    key=("conversation_id", "sha256"),
    follow=[lambda _, __: wrote(Written.TO_FETCH)],
)
save = _FETCHES.put


def of_conversation(conn: Connection, conversation_id: str) -> dict[str, DocumentFetch]:
    """Return what was asked for in a conversation, by digest."""
    found = _FETCHES.each(conn, table.c.conversation_id == conversation_id, by=())
    return {each.sha256: each for each in found}


def waiting(conn: Connection) -> tuple[DocumentFetch, ...]:
    """Return what is still wanted, what is to be tried first of all first."""
    return _FETCHES.every(conn, table.c.state == FetchState.WAITING.value)


def note_offer(conn: Connection, conversation_id: str, sha256: str, at: datetime) -> None:
    """Note that the contents are there now; nothing changes where nobody waits for them."""
    known = _FETCHES.find(conn, conversation_id, sha256)
    if known is not None and (now := known.offered(at)) != known:
        save(conn, now)


def forget(conn: Connection, conversation_ids: Collection[str]) -> None:
    """Delete what was asked for in conversations that are deleted."""
    _FETCHES.remove(conn, table.c.conversation_id.in_(conversation_ids))
