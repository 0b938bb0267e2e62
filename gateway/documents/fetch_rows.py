"""Rows that say which contents are wanted from other members, and how far that is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, delete, insert, select, update

from gateway.domain.consultation.document_fetch import DocumentFetch, FetchState
from gateway.store.tables_casework import document_fetch as table
from gateway.store.writer import Written, wrote


def save(conn: Connection, fetch: DocumentFetch) -> None:
    """Write it, in place of what was known of these contents before."""
    values = fetch.model_dump() | {"state": fetch.state.value}
    done = conn.execute(update(table).where(*_is(fetch)).values(**values))
    if not done.rowcount:
        conn.execute(insert(table), [values])
    wrote(Written.TO_FETCH)


def of_conversation(conn: Connection, conversation_id: str) -> dict[str, DocumentFetch]:
    """Return what was asked for in a conversation, by digest."""
    query = select(table).where(table.c.conversation_id == conversation_id)
    return {row["sha256"]: _read(row) for row in conn.execute(query).mappings()}


def waiting(conn: Connection) -> tuple[DocumentFetch, ...]:
    """Return what is still wanted, what is to be tried first of all first."""
    query = select(table).where(table.c.state == FetchState.WAITING.value)
    return tuple(
        _read(row)
        for row in conn.execute(query.order_by(table.c.next_try, table.c.asked_at)).mappings()
    )


def note_offer(conn: Connection, conversation_id: str, sha256: str, at: datetime) -> None:
    """Note that the contents are there now; nothing changes where nobody waits for them."""
    known = of_conversation(conn, conversation_id).get(sha256)
    if known is not None and (now := known.offered(at)) != known:
        save(conn, now)


def forget(conn: Connection, conversation_ids: Collection[str]) -> None:
    """Delete what was asked for in conversations that are deleted."""
    conn.execute(delete(table).where(table.c.conversation_id.in_(conversation_ids)))


def _is(fetch: DocumentFetch) -> tuple[ColumnElement[bool], ...]:
    return (
        table.c.conversation_id == fetch.conversation_id,
        table.c.sha256 == fetch.sha256,
    )


def _read(row: RowMapping) -> DocumentFetch:
    return DocumentFetch.model_validate(dict(row))
