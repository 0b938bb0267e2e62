"""Denials whose record is held and whose content this node cannot show: which, and why.

The derived row of a denial needs less of its content than whoever shows or compares it. What
its authority signed may not fit the contract, or a newer version may have written it; and of
several parts one may not have come. Such a denial counts and is listed; it is missing in the
search, so it must be a person's task (`gateway.casework.denials.register_unread`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, delete, insert, select

from gateway.errors import ComityError
from gateway.register.denials.changes import denial_feed, register_position_now
from gateway.register.denials.denial_projection import chunks
from gateway.register.log.log_store import Absent
from gateway.register.row_writing import upsert
from gateway.store.tables_register import content_position, denial, log_part, unread_denial
from gateway.wire.denials import denial_from_parts


@dataclass(frozen=True, slots=True)
class DefectiveDenial:
    """A denial that cannot be shown whole, and why, without its content.

    Attributes:
        index: Entry whose parts are its content.
        part: A part that was released to this member and has not come; None where what is
            held cannot be read.
    """

    denial_id: str
    origin: str
    index: int
    part: int | None
    why: str


def defects_of_log(conn: Connection, origin: str) -> list[DefectiveDenial]:
    """List the denials of a log that cannot be shown whole, in the order of their entries."""
    ids = select(denial.c.denial_id).where(denial.c.origin == origin).order_by(denial.c.content_idx)
    return defects_of(conn, conn.execute(ids).scalars().all())


def defects_of(conn: Connection, denial_ids: Sequence[str]) -> list[DefectiveDenial]:
    """List those of some denials that cannot be shown whole; relayed ones are never among them."""
    found = []
    for chunk in chunks(list(denial_ids)):
        bodies: dict[tuple[str, str, int], dict[int, bytes]] = {}
        for row in conn.execute(_parts(chunk)):
            key = (row.denial_id, row.origin, row.content_idx)
            held = bodies.setdefault(key, {})
            if row.body is not None:
                held[row.part] = row.body
            elif row.absent == Absent.MISSING:
                found.append(DefectiveDenial(*key, row.part, f"{row.kind} has not come yet"))
        for key, held in bodies.items():
            try:
                denial_from_parts(held)
            except ComityError as exc:  # names a field, never a value
                found.append(DefectiveDenial(*key, None, str(exc)))
    return found


def _parts(denial_ids: Sequence[str]) -> Select[tuple[str, str, int, int, str, str, bytes]]:
    same = and_(log_part.c.origin == denial.c.origin, log_part.c.idx == denial.c.content_idx)
    return (
        select(
            denial.c.denial_id,
            denial.c.origin,
            denial.c.content_idx,
            log_part.c.part,
            log_part.c.kind,
            log_part.c.absent,
            log_part.c.body,
        )
        .join(log_part, same)
        .where(denial.c.denial_id.in_(denial_ids))
        .order_by(denial.c.content_idx, log_part.c.part)
    )


DENIALS_A_LOOK = 2000
"""Most changes that one transaction looks at: half a second of work."""

_THE_ROW = 1


def has_unlooked(conn: Connection) -> bool:
    """Say whether the register's feed tells of what was not looked through yet."""
    return _position(conn) < register_position_now(conn)


def look_on(conn: Connection) -> None:
    """Look through the next changes, and write down what cannot be read."""
    changes = denial_feed(conn, _position(conn), DENIALS_A_LOOK)
    if not changes:
        return
    ids = list(dict.fromkeys(change.denial_id for change in changes))
    found = [each for each in defects_of(conn, ids) if each.part is None]
    conn.execute(delete(unread_denial).where(unread_denial.c.denial_id.in_(ids)))
    if found:
        rows = [
            {"denial_id": each.denial_id, "origin": each.origin, "idx": each.index, "why": each.why}
            for each in found
        ]
        conn.execute(insert(unread_denial), rows)
    upsert(conn, content_position, {"id": _THE_ROW, "value": changes[-1].position})


def _position(conn: Connection) -> int:
    query = select(content_position.c.value).where(content_position.c.id == _THE_ROW)
    return int(conn.execute(query).scalar() or 0)


def unread_denials(conn: Connection) -> dict[str, list[str]]:
    """Return by log which denials cannot be read here."""
    # A denial that was erased since has no row and is nobody's task any more.
    query = (
        select(unread_denial.c.origin, unread_denial.c.denial_id)
        .join(denial, denial.c.denial_id == unread_denial.c.denial_id)
        .order_by(unread_denial.c.denial_id)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in conn.execute(query):
        found[row.origin].append(row.denial_id)
    return found
