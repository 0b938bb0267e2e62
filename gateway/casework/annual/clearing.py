"""What a State says of the tables that it was shown: it clears, marks or merges.

What a State has not cleared when its time is over is held back (`gateway.casework.annual.draft`).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework.annual import rows
from gateway.casework.annual.dates import end_of
from gateway.casework.annual.questions import check_about
from gateway.casework.office.journal import close_tasks, open_task
from gateway.casework.office.services import Office
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.records.correspondence import keep_letter, note_received
from gateway.domain.acts import TaskKind
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.submission import Clearance, ClearedCell
from gateway.domain.annual.template import Template
from gateway.domain.authority import member_state
from gateway.domain.correspondence import LetterState
from gateway.domain.saying import says
from gateway.errors import InputError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake


def take_clearance(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Write what a State said of the tables that it was shown.

    It must answer the letter with those tables, and in its time; anything else is kept, told
    to a person, and counts for nothing.
    """
    row = keep_letter(conn, letter)
    said = letters.content_of(row, Clearance)
    now = office.clock.now()
    shown = None if row.replies_to is None else rows.find_round(conn, row.replies_to)
    fault = _fault(conn, office, letter, said, shown)
    if fault or shown is None:
        letters.set_state(conn, row.message_id, LetterState.UNUSABLE)
        text = says(
            "{collection}: the clearance of {peer} cannot be used: {fault}",
            collection=said.collection,
            peer=row.peer,
            fault=fault,
        )
        open_task(conn, at=now, kind=TaskKind.ANNUAL_SAID, subject=said.collection, saying=text)
        return ()
    rows.set_clearance(conn, shown.message_id, said, now)
    letters.set_state(conn, shown.message_id, LetterState.ANSWERED)
    held = [each for each in said.cells if each.mark is not None]
    text = says(
        "{peer} cleared its tables, {number} cells or tables marked",
        peer=row.peer,
        number=len(held),
    )
    note_received(conn, row, at=now, saying=text)
    if all(each.clearance for each in rows.rounds(conn, said.collection).values()):
        close_tasks(
            conn, at=now, kind=TaskKind.ANNUAL_NOT_CLEARED, subject=said.collection, by="gateway"
        )
        text = says(
            "{collection}: every State that was shown its tables has answered",
            collection=said.collection,
        )
        open_task(conn, at=now, kind=TaskKind.ANNUAL_CLEARED, subject=said.collection, saying=text)
    return ()


def _fault(
    conn: Connection,
    office: Office,
    letter: ReceivedLetter,
    said: Clearance,
    shown: rows.Round | None,
) -> str:
    """Say why a clearance cannot be used; empty where it can."""
    if shown is None or shown.state != member_state(letter.header.sender):
        return "it answers no tables of ours"
    if (said.collection, said.draft) != (shown.collection, shown.draft):
        return "it names another draft than it answers"
    if letter.header.created >= end_of(office, shown.until):
        return f"the round ended on {shown.until.isoformat()}"
    template = rows.get(conn, shown.collection).template
    found = (_cell_fault(template, each, shown.state) for each in said.cells)
    return next((fault for fault in found if fault), "")


def _cell_fault(template: Template, cell: ClearedCell, state: str) -> str:
    try:
        check_about(template, cell.about)
    except InputError as error:
        return str(error)
    if cell.about.origin not in {TOTAL, state}:
        return f"a cell of {cell.about.origin} is not its own to clear"
    if cell.mark is not None and member_state(cell.mark.by) != state:
        return f"a mark by {cell.mark.by} is not its own"
    return ""
