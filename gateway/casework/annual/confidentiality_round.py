"""The confidentiality round: each State sees its tables exactly as they would appear.

Until a day it clears, marks or merges; what it does not clear is held back
(`gateway.casework.annual.draft`). A State is shown its own lines only: what others would show is
not its own to read before they have cleared it. It is asked again when another version of its
data counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection

from gateway.casework.acts.due_dates import DueKind, set_due
from gateway.casework.acts.journal import Journal
from gateway.casework.annual import rows
from gateway.casework.annual.collection import view
from gateway.casework.annual.draft import Drafted, draft
from gateway.casework.annual.editions import editions_of
from gateway.casework.annual.questions import check_about, rulebook_of
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.records.correspondence import (
    Draft,
    LetterRoute,
    keep_letter,
    note_received,
    send,
    takes,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.annual.codes import ORIGIN, TOTAL
from gateway.domain.annual.collection import CollectionView, Stage
from gateway.domain.annual.edition import Line, PublishedTable
from gateway.domain.annual.submission import AppearingTables, Clearance, ClearedCell
from gateway.domain.annual.template import Template
from gateway.domain.authority import member_state
from gateway.domain.correspondence import LetterState
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.errors import InputError, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.reports.disclosure import Progress
from gateway.wire.annual_tables import tables_to_parts


async def open_round(
    office: Office,
    officer: Officer,
    collection: str,
    *,
    until: date | None = None,
    progress: Progress | None = None,
) -> CollectionView:
    """Send its tables to every State that has not seen those of the version that counts.

    Args:
        office: The Commission services.
        officer: Who opens it.
        collection: Its id.
        until: Last day to clear; by the template's schedule where it is left out.
        progress: Told what disclosure control is doing, from another thread.

    Raises:
        NotFoundError: There is no such collection.
        InputError: The day is past.
        StateError: Nothing counts yet, every State has seen what counts, or a submission came
            while the tables were made.
    """
    officer.require(Permission.REPORT)
    row = await office.db.read(lambda conn: rows.get(conn, collection))
    by = until or office.today + timedelta(days=row.template.schedule.clear_days)
    if by < office.today:
        raise InputError("until: the day is past", field="until")
    earlier = await editions_of(office, collection)
    drafted = await draft(office, row, earlier=earlier, as_cleared=True, progress=progress)
    if not drafted.consolidation.states:
        raise StateError("nothing counts yet", remedy="Wait for submissions.")

    def write(work: Work) -> CollectionView:
        held = rows.get(work.conn, collection, lock=True)
        check_unchanged(work.conn, collection, drafted)
        if not _send_all(work, officer, held, drafted, by):
            raise StateError(
                "every State has seen the tables of what counts",
                remedy="Freeze the edition: {freezeEdition}.",
            )
        if held.line.stage is Stage.OPEN:
            rows.set_stage(work.conn, collection, Stage.ROUND)
        set_due(work, kind=DueKind.ANNUAL_CLEARANCE, subject=collection, at=office.end_of(by))
        return view(work.conn, collection)

    return await office.write(write)


def check_unchanged(conn: Connection, collection: str, drafted: Drafted) -> None:
    """Check that what counts is what a draft was made of; under the collection's lock.

    Raises:
        StateError: A submission came or was decided on meanwhile.
    """
    counting = rows.counting(rows.submissions(conn, collection))
    now = {each.digest for each in counting.values()}
    if now != {each.digest for each in drafted.consolidation.sources}:
        raise StateError(
            "a submission came while the draft was made", remedy="Look at it, and do it again."
        )


def own_tables(
    template: Template, tables: Sequence[PublishedTable], state: str
) -> tuple[PublishedTable, ...]:
    """Return the lines of a State in the tables that show States."""
    views = {each.key: each for each in template.view}
    found = []
    for table in tables:
        view_ = views[table.key]
        if view_.rows.dimension == ORIGIN:
            found.append(table.only(rows=_places(table.rows, state)))
        elif view_.columns.dimension == ORIGIN:
            found.append(table.only(columns=_places(table.columns, state)))
        elif view_.fixed.get(ORIGIN) == state:
            found.append(table)
    return tuple(each for each in found if each.rows and each.columns)


def _places(lines: Sequence[Line], state: str) -> list[int]:
    return [place for place, line in enumerate(lines) if line.code == state]


def _send_all(
    work: Work,
    officer: Officer,
    row: rows.CollectionRow,
    drafted: Drafted,
    until: date,
) -> int:
    """Send each State that needs them its tables; return to how many."""
    shown = rows.rounds(work.conn, row.id)
    called = {
        member_state(each.authority): each
        for each in rows.called(work.conn, row.id)
        if each.submits
    }
    sent, digest = 0, drafted.digest
    for source in drafted.consolidation.sources:
        state = source.state[:2]
        seen, to = shown.get(state), called.get(state)
        if to is None or (seen is not None and seen.submission == source.digest):
            continue
        tables = own_tables(row.template, drafted.tables, state)
        letter_draft = Draft(
            content=AppearingTables(collection=row.id, draft=digest, until=until),
            documents=tables_to_parts(tables),
            state=LetterState.OPEN,
        )
        place = LetterRoute(
            to.authority,
            to.conversation_id,
            rulebook=rulebook_of(work.conn, to.conversation_id),
        )
        letter = send(work, place, letter_draft, actor=officer.name)
        round_ = rows.ClearanceRound(
            message_id=letter.message_id,
            collection=row.id,
            state=state,
            draft=digest,
            submission=source.digest,
            until=until,
            clearance=None,
        )
        rows.add_round(work.conn, round_, work.now)
        sent += 1
    return sent


@takes(LetterType.ANNUAL_CLEARANCE)
def take_clearance(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Write what a State said of the tables that it was shown.

    It must answer the letter with those tables, and in its time; anything else is kept, told
    to a person, and counts for nothing.
    """
    row = keep_letter(work.conn, letter)
    said = letters.content_of(row, Clearance)
    now = work.now
    journal = Journal(work.conn, now)
    shown = None if row.replies_to is None else rows.find_round(work.conn, row.replies_to)
    fault = _fault(work, letter, said, shown)
    if fault or shown is None:
        letters.set_state(work.conn, row.message_id, LetterState.UNUSABLE)
        text = says(
            "{collection}: the clearance of {peer} cannot be used: {fault}",
            collection=said.collection,
            peer=row.peer,
            fault=fault,
        )
        journal.open_task(TaskKind.ANNUAL_SAID, said.collection, text)
        return ()
    rows.set_clearance(work.conn, shown.message_id, said, now)
    letters.set_state(work.conn, shown.message_id, LetterState.ANSWERED)
    held = [each for each in said.cells if each.mark is not None]
    text = says(
        "{peer} cleared its tables, {number} cells or tables marked",
        peer=row.peer,
        number=len(held),
    )
    note_received(work.conn, row, at=now, saying=text)
    if all(each.clearance for each in rows.rounds(work.conn, said.collection).values()):
        journal.close_tasks(TaskKind.ANNUAL_NOT_CLEARED, said.collection)
        text = says(
            "{collection}: every State that was shown its tables has answered",
            collection=said.collection,
        )
        journal.open_task(TaskKind.ANNUAL_CLEARED, said.collection, text)
    return ()


def _fault(
    work: Work,
    letter: ReceivedLetter,
    said: Clearance,
    shown: rows.ClearanceRound | None,
) -> str:
    """Say why a clearance cannot be used; empty where it can."""
    if shown is None or shown.state != member_state(letter.header.sender):
        return "it answers no tables of ours"
    if (said.collection, said.draft) != (shown.collection, shown.draft):
        return "it names another draft than it answers"
    if letter.header.created >= work.office.end_of(shown.until):
        return f"the round ended on {shown.until.isoformat()}"
    template = rows.get(work.conn, shown.collection).template
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
