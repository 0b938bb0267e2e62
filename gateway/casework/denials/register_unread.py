"""Denials whose content cannot be read here: found as the register grows, a person's task each.

They count, are listed, and are missing in the search (`gateway.register.denials.unreadable`), so an
examination of "all valid denials" (Art 16(5)) has a hole until somebody has asked their
authority or brought the gateway up to date. Contents are looked at once, as the register's
feed tells of them, a bounded number at a time.
"""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection, delete, insert, select

from gateway.casework.office.services import Office
from gateway.domain.saying import Saying, says
from gateway.register.denials.changes import denial_feed, register_position_now
from gateway.register.denials.unreadable import defects_of
from gateway.register.row_writing import upsert
from gateway.store.tables_register import content_position, denial, unread_denial

DENIALS_A_LOOK = 2000
"""Most changes that one transaction looks at: half a second of work."""

NAMED = 5
"""Denials that a task names; `comity register verify` names all."""

_THE_ROW = 1


async def look_for_unreadable(office: Office) -> None:
    """Look through what the register's feed tells since the last time."""
    while await office.db.read(_behind):
        await office.db.write(look_on)


def _behind(conn: Connection) -> bool:
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


def unread_by_log(conn: Connection) -> dict[str, Saying]:
    """Say by log, for a task, which denials cannot be read here."""
    # A denial that was erased since has no row and is nobody's task any more.
    query = (
        select(unread_denial.c.origin, unread_denial.c.denial_id)
        .join(denial, denial.c.denial_id == unread_denial.c.denial_id)
        .order_by(unread_denial.c.denial_id)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in conn.execute(query):
        found[row.origin].append(row.denial_id)
    return {origin: _saying(origin, ids) for origin, ids in found.items()}


def _saying(origin: str, ids: list[str]) -> Saying:
    said = says(
        "denials of {origin} that cannot be read here and are missing in the search: {denials}",
        origin=origin,
        denials=ids[:NAMED],
    )
    if len(ids) > NAMED:
        said += says(" and {more} more", more=len(ids) - NAMED)
    return said + says("; ask {origin}, or bring the gateway up to date", origin=origin)
