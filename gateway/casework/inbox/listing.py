"""The inbox: open work by the clock that ends first, as far as who asks may see it.

A page is read from `open_work` by an index; what its rows say beside that is read for the rows of
the page alone (`gateway.casework.inbox.shown_rows`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple, Self

from sqlalchemy import ColumnElement, Connection, case, func, literal_column, select

from gateway.casework.inbox.selection import (
    InboxReader,
    chosen_rows,
    on_tab,
    reader_of_inbox,
    visible,
)
from gateway.casework.inbox.shown_rows import shown_rows
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work
from gateway.domain.inbox import (
    EVERYTHING,
    InboxCounts,
    InboxFilter,
    InboxRow,
    QueueCount,
)
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_inbox import open_work as table

FIRST_CLOCK_FIRST = Keyset("inbox", (table.c.ends, table.c.subject))


class Inbox(NamedTuple):
    """A page of an inbox, and what its tabs and queues hold, of one instant."""

    rows: Page[InboxRow]
    counts: InboxCounts


async def read_inbox(
    office: Office,
    officer: Officer,
    chosen: InboxFilter = EVERYTHING,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Inbox:
    """Return open work, that first whose clock ends first, and how much there is of it.

    Args:
        office: Services of the node.
        officer: Who asks.
        chosen: Which of it.
        page: Which part.

    Raises:
        PermissionRefusedError: The role has no inbox.
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    officer.require(Permission.READ_INBOX)

    def read(work: Work) -> Inbox:
        asked = _Asked.of(work, officer, chosen)
        return Inbox(_listed(work, asked, page), _counted(work.conn, asked))

    return await office.read(read)


async def list_inbox(
    office: Office,
    officer: Officer,
    chosen: InboxFilter = EVERYTHING,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[InboxRow]:
    """List open work, that first whose clock ends first; with filters what fits all of them."""
    officer.require(Permission.READ_INBOX)
    return await office.read(lambda work: _listed(work, _Asked.of(work, officer, chosen), page))


async def count_inbox(
    office: Office, officer: Officer, chosen: InboxFilter = EVERYTHING
) -> InboxCounts:
    """Count open work on each tab and in each queue, under the filters of the list but its tab.

    Raises:
        PermissionRefusedError: The role has no inbox.
    """
    officer.require(Permission.READ_INBOX)
    return await office.read(lambda work: _counted(work.conn, _Asked.of(work, officer, chosen)))


async def find_rows(
    office: Office, officer: Officer, subjects: Collection[str]
) -> tuple[InboxRow, ...]:
    """Return the rows of some subjects, as far as they are there for who asks, in the list's order.

    Raises:
        PermissionRefusedError: The role has no inbox.
    """
    officer.require(Permission.READ_INBOX)

    def read(work: Work) -> tuple[InboxRow, ...]:
        reader = reader_of_inbox(work, officer)
        query = select(table).where(table.c.subject.in_(list(subjects)), visible(work.conn, reader))
        found = work.conn.execute(query.order_by(table.c.ends, table.c.subject)).all()
        return shown_rows(work, reader, found)

    return await office.read(read)


class _Asked(NamedTuple):
    """Who asks for what, and the rows that he finds by it, whatever the tab."""

    reader: InboxReader
    chosen: InboxFilter
    rows: tuple[ColumnElement[bool], ...]

    @classmethod
    def of(cls, work: Work, officer: Officer, chosen: InboxFilter) -> Self:
        """Return what an account asks for now."""
        reader = reader_of_inbox(work, officer)
        rows = (visible(work.conn, reader), *chosen_rows(work, reader, chosen))
        return cls(reader, chosen, rows)


def _listed(work: Work, asked: _Asked, page: PageRequest) -> Page[InboxRow]:
    reader = asked.reader
    query = select(table).where(*asked.rows, *on_tab(asked.chosen.tab, reader))
    found = read_page(work.conn, query, FIRST_CLOCK_FIRST, page, lambda row: row)
    return Page(items=shown_rows(work, reader, found.items), next=found.next)


def _counted(conn: Connection, asked: _Asked) -> InboxCounts:
    # No plain column: SQLite would walk the index of queues for its order, and each row beside it.
    queue = func.coalesce(table.c.queue, literal_column("''")).label("queue")
    columns = [queue, func.count().label("all")]
    columns += [
        func.sum(case((each, 1), else_=0)).label(name)
        for name, each in (
            ("mine", table.c.holder.in_(sorted(asked.reader.people))),
            ("unassigned", table.c.holder == ""),
            ("overdue", table.c.ends <= asked.reader.now),
        )
    ]
    counted = conn.execute(select(*columns).where(*asked.rows).group_by(queue)).all()
    in_queue = {row.queue: row.all for row in counted}
    return InboxCounts(
        all=sum(row.all for row in counted),
        mine=sum(row.mine for row in counted),
        my_queues=sum(in_queue.get(each, 0) for each in asked.reader.queues),
        unassigned=sum(row.unassigned for row in counted),
        overdue=sum(row.overdue for row in counted),
        queues=tuple(
            QueueCount(code=each.code, title=each.title, count=in_queue.get(each.code, 0))
            for each in asked.reader.plan.queues
        ),
    )
