"""Where the other side counts another last instant than we do, a person is told.

The later of both governs, and no further than the rulebook lets be agreed
(`gateway.domain.deadline.furthest_instant`): beyond that ours governs, whatever the other
side has signed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.office.journal import open_task
from gateway.casework.office.services import Office
from gateway.casework.records import consultation_rows as rows
from gateway.domain.acts import TaskKind
from gateway.domain.letter import Receipt
from gateway.domain.saying import Saying, says


def furthest_of(office: Office, row: rows.Row, otherwise: datetime) -> datetime:
    """Return the latest last instant of a consultation that can govern.

    Args:
        office: This authority.
        row: The consultation.
        otherwise: Where no period was derived here.
    """
    deadline = row.consultation.deadline
    return otherwise if deadline is None else office.law.furthest(deadline)


def note_receipt(conn: Connection, office: Office, row: rows.Row, receipt: Receipt) -> None:
    """Compare what the receipt of our request says of the period with our own derivation.

    The receipt says the first period; what was given meanwhile moves ours only.
    """
    deadline = row.consultation.deadline
    if deadline is None:
        return
    first = office.law.extended(deadline, 0)
    if receipt.last_instant != first.last_instant:
        note_instant(conn, office, row, ours=first.last_instant, theirs=receipt.last_instant)
    elif receipt.calendar_digest != first.calendar_digest:
        text = says(
            "{peer} has signed that it counts by another calendar than {calendar}, by which we "
            "count; our evidence will say so. Ask {peer} which it has notified",
            peer=row.peer,
            calendar=first.calendar,
        )
        _tell(conn, office, row, text)


def note_instant(
    conn: Connection,
    office: Office,
    row: rows.Row,
    *,
    ours: datetime,
    theirs: datetime | None,
) -> None:
    """Tell a person where the other side states another last instant, and which governs."""
    if theirs == ours:
        return
    text = says(
        "our last instant with {peer} is {ours}, theirs is {theirs}; ",
        peer=row.peer,
        ours=ours,
        theirs=theirs,
    )
    if theirs is None or theirs <= furthest_of(office, row, ours):
        text += says("the later governs. Compare the calendars by telephone")
    else:
        text += says("that is more than can be agreed, so ours governs. Call {peer}", peer=row.peer)
        if row.ours:
            text += says(
                "; if its gateway does not close then, an officer goes on (confirm-silence)"
            )
    _tell(conn, office, row, text)


def _tell(conn: Connection, office: Office, row: rows.Row, saying: Saying) -> None:
    open_task(
        conn, at=office.clock.now(), kind=TaskKind.DEADLINE_DIFFERS, subject=row.id, saying=saying
    )
