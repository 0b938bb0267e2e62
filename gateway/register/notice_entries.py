"""Acts on notices as they stand in the logs that are held here; a content may be withheld."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, and_, func, select

from gateway.domain.letter import EntryType
from gateway.domain.notice import Notice, NoticeAct
from gateway.domain.page import Page, PageRequest
from gateway.errors import ComityError
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_register import log_part
from gateway.store.tables_register import notice as table
from gateway.wire.content import content_from_bytes

T = TypeVar("T")
CONTENT_PART = 0
_CONTENT = and_(
    log_part.c.origin == table.c.origin,
    log_part.c.idx == table.c.idx,
    log_part.c.part == CONTENT_PART,
)


_GRANTS_FIRST = Keyset(
    "grants", (table.c.at, table.c.origin, table.c.idx), descending=(True, False, True)
)


def notice_entries(conn: Connection, number: str | None = None) -> Iterator[NoticeAct]:
    """Yield the acts on every notice that is in a log, or on one; in no order."""
    query = (
        select(
            table.c.origin,
            table.c.idx,
            table.c.subject,
            table.c.at,
            log_part.c.body,
            log_part.c.release,
        )
        .select_from(table.outerjoin(log_part, _CONTENT))
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


def list_grant_entries(
    conn: Connection, asked: PageRequest, show: Callable[[Row[*tuple[Any, ...]]], T | None]
) -> Page[T]:
    """Return a page of the grants after a consultation that are in a log, the newest first.

    Args:
        conn: A transaction.
        asked: Which part.
        show: Returns what is shown of a row: origin, idx, at, content, and the body or None.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    query = (
        select(table.c.origin, table.c.idx, table.c.at, table.c.content, log_part.c.body)
        .select_from(table.outerjoin(log_part, _CONTENT))
        .where(table.c.type == EntryType.GRANT_AFTER_CONSULTATION.value)
    )
    return read_page(conn, query, _GRANTS_FIRST, asked, show)


def notice_places(conn: Connection) -> set[str]:
    """Return the log and entry of each act on a notice, as ``ORIGIN/INDEX``."""
    query = select(table.c.origin, table.c.idx).where(table.c.type == EntryType.NOTICE.value)
    return {f"{origin}/{index}" for origin, index in conn.execute(query)}


def notices_by_content(conn: Connection) -> tuple[tuple[str, int], ...]:
    """Return how many acts on notices there are, by how their content is held."""
    query = select(table.c.content, func.count()).where(table.c.type == EntryType.NOTICE.value)
    found = conn.execute(query.group_by(table.c.content).order_by(table.c.content))
    return tuple((content, count) for content, count in found)


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
