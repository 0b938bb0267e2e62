"""What stands in the logs beside the state of a denial: its acts, and notices to all."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, func, select

from gateway.domain.base import Instant, Model
from gateway.domain.denial import DenialEventType
from gateway.register.log.entries import is_number
from gateway.store.tables_register import denial_event, notice


class HistoryLine(Model):
    """One act on a denial; `note` says why it changed nothing, where it did not."""

    origin: str
    index: int
    denial_id: str
    type: DenialEventType
    at: Instant
    note: str = ""


class NoticeLine(Model):
    """A notice to all that is not a denial; `content` is held, withheld or erased.

    Attributes:
        type: Type of its entry; a number where this version does not know it.
    """

    origin: str
    index: int
    subject: str
    type: str
    at: Instant
    content: str

    @property
    def known(self) -> bool:
        """Whether this version knows what kind of act it is."""
        return not is_number(self.type)


def denial_history(conn: Connection, denial_id: str) -> list[HistoryLine]:
    """List the acts on a denial in order, also those that changed nothing."""
    query = select(denial_event).where(denial_event.c.denial_id == denial_id)
    return [_history(row) for row in conn.execute(query.order_by(denial_event.c.idx))]


def unapplied(conn: Connection) -> list[HistoryLine]:
    """List the acts of every log that changed nothing, with the reason: a person's task."""
    query = select(denial_event).where(denial_event.c.note != "")
    ordered = query.order_by(denial_event.c.origin, denial_event.c.idx)
    return [_history(row) for row in conn.execute(ordered)]


def _history(row: Any) -> HistoryLine:
    return HistoryLine(
        origin=row.origin,
        index=row.idx,
        denial_id=row.denial_id,
        type=DenialEventType(row.type),
        at=row.at,
        note=row.note,
    )


def unknown_acts(conn: Connection) -> dict[str, int]:
    """Count, by log, the acts that this version does not know: the gateway is to be updated."""
    query = select(notice.c.origin, notice.c.type, func.count()).group_by(
        notice.c.origin, notice.c.type
    )
    found: Counter[str] = Counter()
    for origin, kind, number in conn.execute(query):
        if is_number(kind):
            found[origin] += number
    return dict(found)


def list_notices(conn: Connection) -> list[NoticeLine]:
    """List the notices to all, the newest first."""
    rows = conn.execute(select(notice).order_by(notice.c.at.desc(), notice.c.idx.desc()))
    return [
        NoticeLine(
            origin=row.origin,
            index=row.idx,
            subject=row.subject,
            type=row.type,
            at=row.at,
            content=row.content,
        )
        for row in rows
    ]
