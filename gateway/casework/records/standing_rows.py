"""Rows of standing answers, given and received, with their withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, insert, select, update

from gateway.domain.base import Instant, Model
from gateway.domain.correspondence import StandingAnswer
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.paging import Keyset, read_page
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


def add(conn: Connection, given: StandingAnswerView) -> StandingAnswerView:
    """Insert a standing answer and return it."""
    content = given.content
    if content is None:
        raise ValueError("a standing answer is written with its content")
    conn.execute(
        insert(table),
        [
            {
                "message_id": given.standing_id,
                "conversation_id": given.conversation_id,
                "ours": given.ours,
                "peer": given.peer,
                "procedure": content.procedure,
                "until": content.until,
                "withdrawn": None,
                "body": content.model_dump_json(),
            }
        ],
    )
    return given


def find(conn: Connection, standing_id: str) -> StandingAnswerView | None:
    """Return a standing answer, or None."""
    row = conn.execute(select(table).where(table.c.message_id == standing_id)).mappings().first()
    return None if row is None else _read(row)


def get(conn: Connection, standing_id: str) -> StandingAnswerView:
    """Return a standing answer.

    Raises:
        NotFoundError: There is none.
    """
    found = find(conn, standing_id)
    if found is None:
        raise NotFoundError(
            "there is no such standing answer here",
            remedy="`comity letter standing list` lists them.",
            standing_answer=standing_id,
        )
    return found


def of_conversation(conn: Connection, conversation_id: str) -> tuple[StandingAnswerView, ...]:
    """Return the standing answers that were given in a conversation, the newest last."""
    query = select(table).where(table.c.conversation_id == conversation_id)
    found = conn.execute(query.order_by(table.c.message_id)).mappings()
    return tuple(_read(row) for row in found)


_NEWEST_FIRST = Keyset("standing answers", (table.c.message_id,), descending=True)


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
    query = select(table)
    if received_from is not None:
        query = query.where(table.c.ours.is_(False), table.c.peer == received_from)

    def show(row: Row[*tuple[Any, ...]]) -> StandingAnswerView | None:
        found = _read(row._mapping)
        return found if on_list(found) else None

    return read_page(conn, query, _NEWEST_FIRST, asked, show)


def listed(
    conn: Connection,
    *,
    ours: bool | None = None,
    peer: str | None = None,
    procedure: str | None = None,
) -> tuple[StandingAnswerView, ...]:
    """Return standing answers, the newest first."""
    query = select(table).order_by(table.c.message_id.desc())
    if ours is not None:
        query = query.where(table.c.ours.is_(ours))
    if peer is not None:
        query = query.where(table.c.peer == peer)
    if procedure is not None:
        query = query.where(table.c.procedure == procedure)
    return tuple(_read(row) for row in conn.execute(query).mappings())


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
    conn.execute(update(table).where(table.c.message_id == standing_id).values(body=""))


def replace(conn: Connection, standing_id: str, content: StandingAnswer) -> None:
    """Write the corrected content of a standing answer."""
    values = {"until": content.until, "body": content.model_dump_json()}
    conn.execute(update(table).where(table.c.message_id == standing_id).values(**values))


def _read(row: RowMapping) -> StandingAnswerView:
    return StandingAnswerView(
        standing_id=row["message_id"],
        conversation_id=row["conversation_id"],
        ours=row["ours"],
        peer=row["peer"],
        content=StandingAnswer.model_validate_json(row["body"]) if row["body"] else None,
        withdrawn=row["withdrawn"],
    )
