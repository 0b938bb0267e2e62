"""Denials that end while a consultation about them runs.

What was asked about is no longer valid, so there is nothing left to consult about
(docs/domain.md 12): it is taken out, with the act in its authority's log as evidence, and with
the last of them the consultation ends. The register is the truth; this follows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from gateway.casework.consultations.ended_consultations import end_consultation
from gateway.casework.office.services import Office
from gateway.casework.records import consultation_rows as rows
from gateway.domain.consultation import OPEN_STATES, EndReason
from gateway.domain.denial import DenialState, FreeText
from gateway.register.denials.changes import register_position_now
from gateway.store.tables_casework import consultation
from gateway.store.tables_register import denial, denial_event


class FollowState(NamedTuple):
    """What decides whether there may be something to follow."""

    register: int
    newest_consultation: str


def standing_of(conn: Connection) -> FollowState:
    """Return how far the register's feed and our own questions have come."""
    newest = conn.scalar(select(func.max(consultation.c.conversation_id)))
    return FollowState(register_position_now(conn), newest or "")


async def follow_denials(office: Office) -> int:
    """Take denials that have ended out of our open consultations; return how many ended."""
    if not await office.db.read(_any_ended):
        return 0

    def write(conn: Connection) -> int:
        return sum(_follow(conn, office, row.id) for row in _open_about_denials(conn))

    return await office.db.write(write)


def _any_ended(conn: Connection) -> bool:
    """Say, without a lock, whether there is anything to write."""
    asked = {each for row in _open_about_denials(conn) for each in row.consultation.denials_left}
    return bool(_ended(conn, asked))


def _open_about_denials(conn: Connection) -> tuple[rows.Row, ...]:
    return tuple(row for row in rows.open_ones(conn) if row.ours and row.consultation.denials_left)


def _ended(conn: Connection, denial_ids: Iterable[str]) -> tuple[str, ...]:
    wanted = sorted(denial_ids)
    if not wanted:
        return ()
    query = select(denial.c.denial_id).where(
        denial.c.denial_id.in_(wanted), denial.c.state != str(DenialState.VALID)
    )
    return tuple(conn.scalars(query.order_by(denial.c.denial_id)))


def _follow(conn: Connection, office: Office, conversation_id: str) -> int:
    row = rows.get(conn, conversation_id)
    ended = _ended(conn, row.consultation.denials_left)
    if row.state not in OPEN_STATES or not ended:
        return 0
    text = tuple(FreeText(language="en", text=_evidence(conn, each)) for each in ended[:6])
    end_consultation(conn, office, row, EndReason.DENIAL_ENDED, text, ended)
    return len(ended)


def _evidence(conn: Connection, denial_id: str) -> str:
    """Name the act that ended it: which entry of which log, and when."""
    query = (
        select(denial_event)
        .where(denial_event.c.denial_id == denial_id, denial_event.c.note == "")
        .order_by(denial_event.c.idx.desc())
        .limit(1)
    )
    row = conn.execute(query).first()
    if row is None:
        return f"{denial_id} has ended"
    return f"{denial_id}: {row.type}, entry {row.idx} of the log of {row.origin}, {row.at:%Y-%m-%d}"
