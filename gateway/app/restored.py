"""A restoration begins: every room draws its numbers anew, and a person is told.

One transaction over the rooms, so that a node is restored wholly or not at all.
"""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, move_newest_task, move_numbers_on
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.saying import says
from gateway.exchange.restoration import (
    NoticedBy,
    Restoration,
    begin_restoration,
    ordered_restoration,
)

log = structlog.get_logger(__name__)


def begin_where_ordered(conn: Connection, authority: str, at: datetime) -> Restoration | None:
    """Begin the restoration that `comity restore` has ordered, or return None."""
    if ordered_restoration(conn) is None:
        return None
    return begin_restored(conn, authority, at, NoticedBy.COMMAND)


def begin_restored(
    conn: Connection, authority: str, at: datetime, noticed: NoticedBy
) -> Restoration:
    """Draw what is given out anew, tell readers of the feed, and make it a person's task.

    Args:
        conn: A transaction.
        authority: This authority, whom the act and the task are about.
        at: The present instant.
        noticed: By what it is known that the database has gone back.
    """
    journal = Journal(conn, at)
    held = begin_restoration(conn, at, noticed)
    move_numbers_on(conn, at)
    since, found = held.since.isoformat(timespec="seconds"), held.noticed.value
    journal.act(
        Verb.DATABASE_WENT_BACK,
        authority,
        says("the newest letter in the database is of {since}", since=since, noticed=found),
    )
    journal.open_task(
        TaskKind.NODE_RESTORED,
        authority,
        says(
            "the database has gone back; its newest letter is of {since}. What officers and "
            "national systems did after that is not here and must be done again; letters are "
            "asked of the other members",
            since=since,
            noticed=found,
        ),
        key=str(held.id),
    )
    move_newest_task(conn, at)
    log.warning("node.restored", since=since, noticed=found)
    return held
