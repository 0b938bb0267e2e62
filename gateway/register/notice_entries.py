"""Acts on notices as they stand in the logs that are held here; a content may be withheld."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, func, select

from gateway.domain.letter import EntryType
from gateway.domain.notice import Notice, NoticeAct
from gateway.errors import ComityError
from gateway.store.tables_register import log_part
from gateway.store.tables_register import notice as table
from gateway.wire.content import content_from_bytes

CONTENT_PART = 0


def notice_entries(conn: Connection, number: str | None = None) -> Iterator[NoticeAct]:
    """Yield the acts on every notice that is in a log, or on one; in no order."""
    part = and_(
        log_part.c.origin == table.c.origin,
        log_part.c.idx == table.c.idx,
        log_part.c.part == CONTENT_PART,
    )
    query = (
        select(
            table.c.origin,
            table.c.idx,
            table.c.subject,
            table.c.at,
            log_part.c.body,
            log_part.c.release,
        )
        .select_from(table.outerjoin(log_part, part))
        .where(table.c.type == EntryType.NOTICE.value)
    )
    if number is not None:
        query = query.where(table.c.subject == number)
    for row in conn.execute(query):
        yield NoticeAct(
            origin=row.origin,
            number=row.subject,
            at=row.at,
            index=row.idx,
            release=tuple((row.release or "").split()),
            content=read_notice(row.body),
        )


def count_notices(conn: Connection) -> int:
    """Return how many acts on notices the logs have that are held here."""
    query = select(func.count()).select_from(table).where(table.c.type == EntryType.NOTICE.value)
    return int(conn.execute(query).scalar_one())


def read_notice(body: bytes | None) -> Notice | None:
    """Read a content; None of one that is not held, or that nobody can read."""
    if body is None:
        return None
    try:
        return content_from_bytes(Notice, body)
    except ComityError:
        return None
