"""Rows of rounds on a classification: of ours, and those in which others ask us.

A round that was closed with an outcome is a precedent. Its answers are not kept here: they are
in their letters, which can be amended and recalled.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, or_

from gateway.domain.consultation.classification import ClassificationRound, RoundState
from gateway.domain.page import Page, PageRequest
from gateway.errors import NotFoundError
from gateway.store.paging import Among
from gateway.store.records import Records, in_body, matching
from gateway.store.tables_casework import classification as table


def no_such_round(number: str) -> NotFoundError:
    """Return the error for a round that is not here, or that this account may not see."""
    return NotFoundError(
        "there is no round on a classification {number}",
        remedy="{listClassificationRounds} lists them.",
        number=number[:60],
    )


_ROUNDS = Records(
    table,
    in_body(
        ClassificationRound,
        once=lambda it: {
            "number": it.number,
            "ours": it.ours,
            "case_id": it.case_id,
            "opened": it.opened,
            "request_message": None if it.ours else it.asked[0].message_id,
        },
        columns=lambda it: {
            "state": it.state,
            "closed": None if it.outcome is None else it.closed,
        },
    ),
    named="rounds on a classification",
    order=("opened", "number"),
    descending=True,
    no_such=no_such_round,
)
add, save, find = _ROUNDS.add, _ROUNDS.save, _ROUNDS.find


def forget_request(conn: Connection, message_id: str) -> None:
    """Forget another authority's round, whose question to us it recalls."""
    _ROUNDS.remove(conn, table.c.request_message == message_id)


def of_case(conn: Connection, case_id: str) -> tuple[ClassificationRound, ...]:
    """Return the rounds in which we ask about a case, the oldest first."""
    return _ROUNDS.every(conn, table.c.case_id == case_id, by=[table.c.opened])


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
    wanted = matching((table.c.ours, ours), (table.c.state, state))
    return _ROUNDS.listed(conn, asked, *wanted, *([] if among is None else [_seen(among)]))


def precedents(conn: Connection, among: Among) -> tuple[ClassificationRound, ...]:
    """Return the rounds that have an outcome, the newest first, of what is seen."""
    newest = (table.c.closed.desc(), table.c.number.desc())
    return _ROUNDS.every(conn, table.c.closed.is_not(None), _seen(among), by=newest)


def _seen(among: Among) -> ColumnElement[bool]:
    return or_(table.c.case_id.is_(None), among(table.c.case_id))
