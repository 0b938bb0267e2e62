"""Rows of standing answers, given and received, with their withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, update

from gateway.domain.base import Instant, Model
from gateway.domain.correspondence import StandingAnswer
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.records import Records, in_columns, matching
from gateway.store.tables_casework import standing_answer as table


class StandingAnswerView(Model):
    """A standing answer as either side shows it.

    Attributes:
        standing_id: Id of the letter that gave it.
        ours: Whether this authority gave it.
        content: What it says; None where it was recalled.
        withdrawn: Since when it no longer holds; None while it does.
    """

    standing_id: str
    conversation_id: str
    ours: bool
    peer: str
    content: StandingAnswer | None
    withdrawn: Instant | None = None

    def corrected(self, content: StandingAnswer) -> StandingAnswerView:
        """Return it with another version of its content."""
        return self.model_copy(update={"content": content})


def _no_such(standing_id: str) -> NotFoundError:
    return NotFoundError(
        "there is no such standing answer here",
        remedy="`comity letter standing list` lists them.",
        standing_answer=standing_id,
    )


_GIVEN = Records(
    table,
    in_columns(
        StandingAnswerView,
        json=["body"],
        named={"message_id": "standing_id", "body": "content"},
    ),
    named="standing answers",
    descending=True,
    no_such=_no_such,
)
find, get = _GIVEN.find, _GIVEN.get


def add(conn: Connection, given: StandingAnswerView) -> StandingAnswerView:
    """Insert a standing answer and return it."""
    content = given.content
    if content is None:
        raise ValueError("a standing answer is written with its content")
    return _GIVEN.add(conn, given, procedure=content.procedure, until=content.until)


def of_conversation(conn: Connection, conversation_id: str) -> tuple[StandingAnswerView, ...]:
    """Return the standing answers that were given in a conversation, the newest last."""
    by = [table.c.message_id]
    return _GIVEN.every(conn, table.c.conversation_id == conversation_id, by=by)


def page_of_standing(
    conn: Connection,
    asked: PageRequest,
    *,
    received_from: str | None = None,
    on_list: Callable[[StandingAnswerView], bool] = lambda _: True,
) -> Page[StandingAnswerView]:
    """Return a page of the standing answers, the newest first.

    Args:
        conn: A transaction.
        asked: Which part.
        received_from: Only those that this authority gave us.
        on_list: Says of each whether it is on the list.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    ours = None if received_from is None else False
    wanted = matching((table.c.ours, ours), (table.c.peer, received_from))
    return _GIVEN.listed(conn, asked, *wanted, show=lambda it: it if on_list(it) else None)


def listed(
    conn: Connection,
    *,
    ours: bool | None = None,
    peer: str | None = None,
    procedure: str | None = None,
) -> tuple[StandingAnswerView, ...]:
    """Return standing answers, the newest first."""
    wanted = matching((table.c.ours, ours), (table.c.peer, peer), (table.c.procedure, procedure))
    return _GIVEN.every(conn, *wanted)


def withdraw(conn: Connection, standing_id: str, at: datetime) -> None:
    """Write since when a standing answer no longer holds; the first instant stays."""
    conn.execute(
        update(table)
        .where(table.c.message_id == standing_id, table.c.withdrawn.is_(None))
        .values(withdrawn=at)
    )


def seal(conn: Connection, standing_id: str, at: datetime) -> None:
    """Withdraw a standing answer and forget what it says: it was recalled."""
    withdraw(conn, standing_id, at)
    _GIVEN.change(conn, standing_id, body="")


def replace(conn: Connection, standing_id: str, content: StandingAnswer) -> None:
    """Write the corrected content of a standing answer."""
    _GIVEN.change(conn, standing_id, until=content.until, body=content.model_dump_json())
