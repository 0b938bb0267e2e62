"""What an officer keeps of his own inbox: what he has looked at, and views under a name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from gateway.casework.inbox.selection import reader_of_inbox, visible
from gateway.casework.permissions import Officer, Permission
from gateway.casework.services import Office, Work
from gateway.domain.inbox import InboxFilter, SavedView
from gateway.domain.inbox.own import ViewName
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.errors import InputError, NotFoundError
from gateway.store.records import Records, in_body, in_columns
from gateway.store.tables_inbox import open_work, saved_view, work_seen

MOST_VIEWS = 100
"""Views of one officer: more than he finds again."""


class _Seen(NamedTuple):
    """That an officer has looked at a row of work."""

    account: str
    subject: str
    at: datetime


_VIEWS = Records(
    saved_view,
    in_body(SavedView, columns=lambda it: {"name": it.name, "at": it.at}),
    named="saved views",
    order=["name"],
)
_SEEN = Records(work_seen, in_columns(_Seen))


async def mark_seen(office: Office, officer: Officer, rows: Collection[str]) -> tuple[str, ...]:
    """Note that an officer has looked at rows of his inbox, and return which of them are there.

    Raises:
        PermissionRefusedError: The role keeps no inbox.
    """
    officer.require(Permission.KEEP_INBOX)

    def write(work: Work) -> tuple[str, ...]:
        reader = reader_of_inbox(work, officer)
        named = open_work.c.subject.in_(list(rows))
        query = select(open_work.c.subject).where(named, visible(work.conn, reader))
        there = tuple(sorted(work.conn.scalars(query)))
        for each in there:
            _SEEN.put(work.conn, _Seen(officer.name, each, reader.now))
        return there

    return await office.write(write)


async def list_views(
    office: Office, officer: Officer, *, page: PageRequest = FIRST_PAGE
) -> Page[SavedView]:
    """List the views of the inbox that the account keeps.

    Raises:
        PermissionRefusedError: The role keeps no inbox.
        InputError: The cursor is none of this list.
    """
    officer.require(Permission.KEEP_INBOX)
    own = saved_view.c.account == officer.name
    return await office.db.read(lambda conn: _VIEWS.listed(conn, page, own))


async def keep_view(office: Office, officer: Officer, name: str, chosen: InboxFilter) -> SavedView:
    """Keep a view under a name, in the place of one that had it.

    Raises:
        PermissionRefusedError: The role keeps no inbox.
        InputError: The officer keeps too many.
    """
    officer.require(Permission.KEEP_INBOX)
    view = SavedView(name=name, filter=chosen, at=office.clock.now())

    def write(conn: Connection) -> SavedView:
        known = _VIEWS.find(conn, officer.name, name) is not None
        if not known and _VIEWS.count(conn, saved_view.c.account == officer.name) == MOST_VIEWS:
            raise InputError(
                "name: {most_views} views are kept already",
                remedy="Delete one: {deleteInboxView}.",
                most_views=MOST_VIEWS,
            )
        return _VIEWS.put(conn, view, account=officer.name)

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
        held = _VIEWS.find(conn, officer.name, name)
        if held is None:
            raise _no_such_view(name)
        if new != name and _VIEWS.find(conn, officer.name, new) is not None:
            raise InputError(
                "name: another view has this name",
                remedy="Choose another name, or delete that view first.",
            )
        view = SavedView(name=new, filter=held.filter, at=held.at)
        _VIEWS.change(conn, officer.name, name, name=new, body=view.model_dump_json())
        return view

    return await office.db.write(write)


def _no_such_view(name: str) -> NotFoundError:
    return NotFoundError(
        "there is no view {view}", remedy="{listInboxViews} lists them.", view=name[:40]
    )


async def forget_view(office: Office, officer: Officer, name: ViewName) -> None:
    """Delete a view of the inbox that the account keeps.

    Raises:
        PermissionRefusedError: The role keeps no inbox.
        NotFoundError: The officer keeps none of this name.
    """
    officer.require(Permission.KEEP_INBOX)

    def write(conn: Connection) -> None:
        if not _VIEWS.drop(conn, officer.name, name):
            raise _no_such_view(name)

    await office.db.write(write)
