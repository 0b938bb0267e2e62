"""What an officer keeps of his own inbox: what he has looked at, and views under a name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from gateway.casework.inbox.selection import reader_of_inbox, visible
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.domain.inbox import InboxFilter, SavedView
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.errors import InputError, NotFoundError
from gateway.store.paging import Keyset, read_page
from gateway.store.tables_inbox import open_work, saved_view, work_seen

MOST_VIEWS = 100
"""Views of one officer: more than he finds again."""

_BY_NAME = Keyset("saved views", (saved_view.c.name,))


async def mark_seen(office: Office, officer: Officer, rows: Collection[str]) -> tuple[str, ...]:
    """Note that an officer has looked at rows of his inbox, and return which of them are there.

    Raises:
        PermissionRefusedError: The role keeps no inbox.
    """
    officer.require(Permission.KEEP_INBOX)

    def write(conn: Connection) -> tuple[str, ...]:
        reader = reader_of_inbox(conn, office, officer)
        named = open_work.c.subject.in_(list(rows))
        query = select(open_work.c.subject).where(named, visible(conn, reader))
        there = tuple(sorted(conn.scalars(query)))
        for each in there:
            _note(conn, officer.name, each, reader.now)
        return there

    return await office.db.write(write)


def _note(conn: Connection, account: str, subject: str, at: datetime) -> None:
    own = work_seen.c.account == account, work_seen.c.subject == subject
    if not conn.execute(update(work_seen).where(*own).values(at=at)).rowcount:
        conn.execute(insert(work_seen), [{"account": account, "subject": subject, "at": at}])


async def list_views(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[SavedView]:
    """Return the views that an officer keeps, by name.

    Raises:
        PermissionRefusedError: The role keeps no inbox.
        InputError: The cursor is none of this list.
    """
    officer.require(Permission.KEEP_INBOX)
    query = select(saved_view.c.body).where(saved_view.c.account == officer.name)

    def read(conn: Connection) -> Page[SavedView]:
        return read_page(
            conn, query, _BY_NAME, page, lambda row: SavedView.model_validate_json(row.body)
        )

    return await office.db.read(read)


async def keep_view(office: Office, officer: Officer, name: str, chosen: InboxFilter) -> SavedView:
    """Keep a view under a name, in the place of one that had it.

    Raises:
        PermissionRefusedError: The role keeps no inbox.
        InputError: The officer keeps too many.
    """
    officer.require(Permission.KEEP_INBOX)
    view = SavedView(name=name, filter=chosen, at=office.clock.now())
    own, body = saved_view.c.account == officer.name, view.model_dump_json()

    def write(conn: Connection) -> SavedView:
        held = update(saved_view).where(own, saved_view.c.name == name)
        if conn.execute(held.values(at=view.at, body=body)).rowcount:
            return view
        if conn.scalar(select(func.count()).select_from(saved_view).where(own)) == MOST_VIEWS:
            raise InputError(
                f"name: {MOST_VIEWS} views are kept already",
                remedy="Delete one: comity inbox views --forget.",
                field="name",
            )
        row = {"account": officer.name, "name": name, "at": view.at, "body": body}
        conn.execute(insert(saved_view), [row])
        return view

    return await office.db.write(write)


async def rename_view(office: Office, officer: Officer, name: str, new: str) -> SavedView:
    """Give a view another name.

    Raises:
        PermissionRefusedError: The role keeps no inbox.
        NotFoundError: The officer keeps none of this name.
        InputError: Another view has the new name, or it is no name of a view.
    """
    officer.require(Permission.KEEP_INBOX)

    def write(conn: Connection) -> SavedView:
        held = _held(conn, officer, name)
        if held is None:
            raise _no_such_view(name)
        if new != name and _held(conn, officer, new) is not None:
            raise InputError(
                "name: another view has this name",
                remedy="Choose another name, or delete that view first.",
                field="name",
            )
        view = SavedView(name=new, filter=held.filter, at=held.at)
        own = saved_view.c.account == officer.name, saved_view.c.name == name
        conn.execute(update(saved_view).where(*own).values(name=new, body=view.model_dump_json()))
        return view

    return await office.db.write(write)


def _held(conn: Connection, officer: Officer, name: str) -> SavedView | None:
    own = saved_view.c.account == officer.name, saved_view.c.name == name
    body = conn.scalar(select(saved_view.c.body).where(*own))
    return None if body is None else SavedView.model_validate_json(body)


def _no_such_view(name: str) -> NotFoundError:
    return NotFoundError(
        f"there is no view {name[:40]}",
        remedy="`comity inbox views` lists them.",
        view=name[:40],
    )


async def forget_view(office: Office, officer: Officer, name: str) -> None:
    """Delete a view.

    Raises:
        PermissionRefusedError: The role keeps no inbox.
        NotFoundError: The officer keeps none of this name.
    """
    officer.require(Permission.KEEP_INBOX)
    own = saved_view.c.account == officer.name, saved_view.c.name == name

    def write(conn: Connection) -> None:
        if not conn.execute(delete(saved_view).where(*own)).rowcount:
            raise _no_such_view(name)

    await office.db.write(write)
