"""Denials that end while a consultation about them runs.

What was asked about is no longer valid, so there is nothing left to consult about
(docs/domain.md 12): it is taken out, with the act in its authority's log as evidence, and with
the last of them the consultation ends. Of one that a court has suspended the rulebook says whether
the question waits. The register is the truth; this follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from gateway.casework.consultations.effects import end_consultation
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Office, Work
from gateway.domain.consultation import OPEN_STATES, EndReason
from gateway.domain.denial import DenialState, FreeText
from gateway.domain.rulebook.general import SuspendedDenial
from gateway.register.denials.changes import register_position_now
from gateway.register.register_queries import newest_event, not_valid_among
from gateway.store.tables_casework import consultation


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
    if not await office.read(_any_ended):
        return 0

    def write(work: Work) -> int:
        return sum(_follow(work, row.id) for row in _open_about_denials(work.conn))

    return await office.write(write)


def _any_ended(work: Work) -> bool:
    """Say, without a lock, whether there is anything to write."""
    open_ones = _open_about_denials(work.conn)
    fallen = not_valid_among(
        work.conn, {each for row in open_ones for each in row.consultation.denials_left}
    )
    return any(_ended(work.office, row, fallen) for row in open_ones)


def _open_about_denials(conn: Connection) -> tuple[rows.Row, ...]:
    return tuple(row for row in rows.open_ones(conn) if row.ours and row.consultation.denials_left)


def _ended(office: Office, row: rows.Row, fallen: Mapping[str, str]) -> tuple[str, ...]:
    """Return of which denials nothing is asked any more in a consultation.

    One that a court has suspended may come back; the rulebook says whether the question stays.
    """
    closing = office.law.rulebook(row.consultation.rulebook).closing
    waits = closing.suspended_denial is SuspendedDenial.WAITS
    return tuple(
        sorted(
            each
            for each in row.consultation.denials_left
            if each in fallen and not (waits and fallen[each] == DenialState.SUSPENDED)
        )
    )


def _follow(work: Work, conversation_id: str) -> int:
    row = rows.get(work.conn, conversation_id)
    ended = _ended(work.office, row, not_valid_among(work.conn, row.consultation.denials_left))
    if row.state not in OPEN_STATES or not ended:
        return 0
    text = tuple(FreeText(language="en", text=_evidence(work.conn, each)) for each in ended[:6])
    end_consultation(work, row, EndReason.DENIAL_ENDED, text, ended)
    return len(ended)


def _evidence(conn: Connection, denial_id: str) -> str:
    """Name the act that ended it: which entry of which log, and when."""
    row = newest_event(conn, denial_id)
    if row is None:
        return f"{denial_id} has ended"
    return f"{denial_id}: {row.type}, entry {row.idx} of the log of {row.origin}, {row.at:%Y-%m-%d}"
