"""Rows of rounds on a classification: of ours, and those in which others ask us.

A round that was closed with an outcome is a precedent. Its answers are not kept here: they are
in their letters, which can be amended and recalled.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from gateway.domain.consultation.classification import ClassificationRound, RoundState
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.paging import Among, Keyset, read_page
from gateway.store.tables_casework import classification as table


def add(conn: Connection, opened: ClassificationRound) -> None:
    """Insert a new round."""
    conn.execute(
        insert(table),
        [
            {
                "number": opened.number,
                "ours": opened.ours,
                "case_id": opened.case_id,
                "opened": opened.opened,
                "request_message": None if opened.ours else opened.asked[0].message_id,
                **_changing(opened),
            }
        ],
    )


def save(conn: Connection, changed: ClassificationRound) -> None:
    """Write a changed round back."""
    at = table.c.number == changed.number
    conn.execute(update(table).where(at).values(**_changing(changed)))


def _changing(model: ClassificationRound) -> dict[str, object]:
    return {
        "state": str(model.state),
        "closed": None if model.outcome is None else model.closed,
        "body": model.model_dump_json(),
    }


def forget_request(conn: Connection, message_id: str) -> None:
    """Forget another authority's round, whose question to us it recalls."""
    conn.execute(delete(table).where(table.c.request_message == message_id))


def find(conn: Connection, number: str) -> ClassificationRound | None:
    """Return the round of a number, or None."""
    body = conn.scalar(select(table.c.body).where(table.c.number == number))
    return None if body is None else _read(body)


def of_case(conn: Connection, case_id: str) -> tuple[ClassificationRound, ...]:
    """Return the rounds in which we ask about a case, the oldest first."""
    query = select(table.c.body).where(table.c.case_id == case_id).order_by(table.c.opened)
    return tuple(map(_read, conn.scalars(query)))


def no_such_round(number: str) -> NotFoundError:
    """Return the error for a round that is not there, or not there for who asks."""
    return NotFoundError(
        f"there is no round on a classification {number[:60]}",
        remedy="`comity classification list` lists them.",
        number=number[:60],
    )


_NEWEST_FIRST = Keyset(
    "rounds on a classification", (table.c.opened, table.c.number), descending=True
)


def listed(
    conn: Connection,
    asked: PageRequest,
    *,
    ours: bool | None = None,
    state: RoundState | None = None,
    among: Among | None = None,
) -> Page[ClassificationRound]:
    """Return a page of the rounds, newest first.

    Args:
        conn: A transaction.
        asked: Which part.
        ours: Only of ours, or only those in which others ask; both if absent.
        state: Only in this state.
        among: Says of the ids of our cases which rounds are shown; all if absent.

    Raises:
        InputError: INPUT_INVALID; the cursor is none of this list.
    """
    query = select(table.c.body)
    if ours is not None:
        query = query.where(table.c.ours.is_(ours))
    if state is not None:
        query = query.where(table.c.state == str(state))
    if among is not None:
        query = query.where(_seen(among))
    return read_page(
        conn,
        query,
        _NEWEST_FIRST,
        asked,
        lambda row: ClassificationRound.model_validate_json(row[0]),
    )


def precedents(conn: Connection, among: Among) -> Iterator[ClassificationRound]:
    """Yield the rounds that have an outcome, the newest first, of what is seen."""
    query = select(table.c.body).where(table.c.closed.is_not(None), _seen(among))
    newest = query.order_by(table.c.closed.desc(), table.c.number.desc())
    for body in conn.scalars(newest):
        yield _read(body)


def _seen(among: Among) -> ColumnElement[bool]:
    return or_(table.c.case_id.is_(None), among(table.c.case_id))


def _read(body: str) -> ClassificationRound:
    return ClassificationRound.model_validate_json(body)
