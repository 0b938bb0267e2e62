"""Denials whose content cannot be read here: found as the register grows, a person's task each.

They count, are listed, and are missing in the search (`gateway.register.denials.unreadable`), so an
examination of "all valid denials" (Art 16(5)) has a hole until somebody has asked their
authority or brought the gateway up to date. Contents are looked at once, as the register's
feed tells of them, a bounded number at a time.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.services import Office
from gateway.domain.saying import Saying, says
from gateway.register.denials.unreadable import has_unlooked, look_on, unread_denials

NAMED = 5
"""Denials that a task names; `comity register verify` names all."""


async def look_for_unreadable(office: Office) -> None:
    """Look through what the register's feed tells since the last time."""
    while await office.db.read(has_unlooked):
        await office.db.write(look_on)


def unread_by_log(conn: Connection) -> dict[str, Saying]:
    """Say by log, for a task, which denials cannot be read here."""
    return {origin: _saying(origin, ids) for origin, ids in unread_denials(conn).items()}


def _saying(origin: str, ids: list[str]) -> Saying:
    said = says(
        "denials of {origin} that cannot be read here and are missing in the search: {denials}",
        origin=origin,
        denials=ids[:NAMED],
    )
    if len(ids) > NAMED:
        said += says(" and {more} more", more=len(ids) - NAMED)
    return said + says("; ask {origin}, or bring the gateway up to date", origin=origin)
