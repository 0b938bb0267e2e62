"""Who read a letter that came: the role and the instant, for the answer to a recall.

Once a day for each role is enough to say since when it was known to whom; a name is
nobody's business outside this authority.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select

from gateway.casework.permissions import Officer
from gateway.casework.services import Office, Work
from gateway.domain.correspondence import LetterOpening
from gateway.exchange.journal import rows_of, sealed_among
from gateway.store.tables_casework import letter_opened as table


async def record_openings(
    office: Office, officer: Officer, conversation_ids: Iterable[str]
) -> None:
    """Record that an officer was shown what came in some conversations."""
    asked = list(conversation_ids)
    fresh = await office.read(lambda work: _unrecorded(work, officer, asked))
    if fresh:
        await office.write(lambda work: _record(work, officer, asked))


def _unrecorded(work: Work, officer: Officer, conversation_ids: list[str]) -> list[str]:
    came = {
        row.message_id: row.position for row in rows_of(work.conn, conversation_ids) if not row.ours
    }
    if not came:
        return []
    today = work.now.date()
    query = select(table.c.message_id, table.c.at).where(
        table.c.message_id.in_(came), table.c.role == str(officer.role)
    )
    known = {row.message_id for row in work.conn.execute(query) if row.at.date() == today}
    fresh = {message_id: at for message_id, at in came.items() if message_id not in known}
    sealed = sealed_among(work.conn, fresh.values())
    return [message_id for message_id, position in fresh.items() if position not in sealed]


def _record(work: Work, officer: Officer, conversation_ids: list[str]) -> None:
    fresh = _unrecorded(work, officer, conversation_ids)
    if fresh:
        role, at = str(officer.role), work.now
        work.conn.execute(
            insert(table),
            [{"message_id": message_id, "role": role, "at": at} for message_id in fresh],
        )


def openings(conn: Connection, message_id: str) -> tuple[LetterOpening, ...]:
    """Return who read a letter, the earliest first; at most what a statement can hold."""
    query = select(table.c.role, table.c.at).where(table.c.message_id == message_id)
    found = conn.execute(query.order_by(table.c.id).limit(_MOST))
    return tuple(LetterOpening(role=row.role, at=row.at) for row in found)


_MOST = 200
