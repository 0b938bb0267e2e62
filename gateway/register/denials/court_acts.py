"""What courts and appeal bodies did to denials, as their authorities' logs tell it."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, and_, select

from gateway.domain.base import Model
from gateway.domain.denial import DenialEventType, FreeText
from gateway.domain.notice import DenialReview, SetAside
from gateway.errors import ComityError
from gateway.register.denials.denial_fold import BARE, MATCHING_PART
from gateway.store.tables_register import denial_change, denial_event, log_part
from gateway.wire.content import content_from_bytes

M = TypeVar("M", bound=Model)

_HELD = (
    select(denial_event.c.idx, denial_event.c.denial_id, denial_event.c.type, log_part.c.body)
    .join(
        log_part,
        and_(log_part.c.origin == denial_event.c.origin, log_part.c.idx == denial_event.c.idx),
    )
    .where(
        denial_event.c.type.in_(sorted(BARE)),
        denial_event.c.note == "",
        log_part.c.part == MATCHING_PART,
        log_part.c.body.is_not(None),
    )
    .order_by(denial_event.c.denial_id, denial_event.c.idx)
)


class CourtAct(NamedTuple):
    """What a court did, and which entry of the log of the denial's authority tells it."""

    entry: int
    act: SetAside


def court_acts_of(conn: Connection, denial_id: str) -> tuple[CourtAct, ...]:
    """Return what courts did to a denial, the oldest act first.

    An act whose content is not held, or cannot be read, tells nothing of a court.
    """
    return _found(conn, denial_event.c.denial_id == denial_id)


def court_acts_since(conn: Connection, position: int) -> tuple[CourtAct, ...]:
    """Return what courts did to each denial that changed after a position of the register's feed.

    The newest act on each; it may be one that was there before.
    """
    changed = select(denial_change.c.denial_id).where(denial_change.c.position > position)
    acts = _found(conn, denial_event.c.denial_id.in_(changed))
    return tuple({each.act.denial_id: each for each in acts}.values())


def why_revoked(conn: Connection, denial_id: str) -> tuple[FreeText, ...]:
    """Return the reason that its authority gave for revoking a denial; empty where none is held."""
    revoked = denial_event.c.type == DenialEventType.REVOKED
    for row in conn.execute(_HELD.where(denial_event.c.denial_id == denial_id, revoked)):
        said = _read(DenialReview, row.body)
        if said is not None and said.denial_id == denial_id:
            return said.grounds
    return ()


def _found(conn: Connection, which: Any) -> tuple[CourtAct, ...]:
    rows = conn.execute(_HELD.where(which))
    read = ((row, _act(DenialEventType(row.type), row.body)) for row in rows)
    return tuple(
        CourtAct(row.idx, act)
        for row, act in read
        if act is not None and act.denial_id == row.denial_id
    )


def _act(kind: DenialEventType, body: bytes) -> SetAside | None:
    if kind is not DenialEventType.REVOKED:
        return _read(SetAside, body)
    said = _read(DenialReview, body)
    return None if said is None else said.set_aside


def _read(kind: type[M], body: bytes) -> M | None:
    """Read a content; None where what its authority signed does not fit the contract."""
    try:
        return content_from_bytes(kind, body)
    except ComityError:
        return None
