"""Information that an answer asked for: wanted, supplied, and the answer that is then due.

The period is not stopped by it: the law knows more time, and no stopped clock. The
supplement that supplies it is a letter of its own (`gateway.casework.letters.information_request`).
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.office.journal import close_tasks, open_task, record_act
from gateway.casework.office.services import Office
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.correspondence import Draft, Place, send
from gateway.casework.records.correspondence_rows import LetterRow
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.consultation import OPEN_STATES, Information
from gateway.domain.correspondence import Supplement
from gateway.domain.rulebook import Procedure, Requirement
from gateway.domain.saying import says


def note_wanted(conn: Connection, office: Office, row: rows.Row, rule: Procedure) -> rows.Row:
    """Show that an answer asked for information; at the asking authority it is a task.

    Args:
        conn: Connection.
        office: This authority.
        row: With the answer.
        rule: Its procedure, which says whether the answer names what is needed.
    """
    answer = row.consultation.answer
    if answer is None or Requirement.INFORMATION_NEEDED not in rule.option(answer.answer).requires:
        return row
    row = rows.save(conn, row.holding(row.consultation.with_information(Information.WANTED)))
    if row.ours:
        wanted = "; ".join(each.text for each in answer.information_needed)
        open_task(
            conn,
            at=office.clock.now(),
            kind=TaskKind.INFORMATION_WANTED,
            subject=row.id,
            saying=says(
                "{peer} needs more information: {wanted}; the period runs on",
                peer=row.peer,
                wanted=wanted,
            ),
        )
    return row


def note_supplied(conn: Connection, office: Office, row: rows.Row) -> rows.Row:
    """Show on either side that a supplement supplied it; the answer is due, the clock ran on."""
    if row.consultation.information is not Information.WANTED or row.state not in OPEN_STATES:
        return row
    at = office.clock.now()
    row = rows.save(conn, row.holding(row.consultation.with_information(Information.SUPPLIED)))
    close_tasks(conn, at=at, kind=TaskKind.INFORMATION_WANTED, subject=row.id, by="gateway")
    record_act(
        conn,
        at=at,
        actor=row.consultation.asking,
        verb=Verb.INFORMATION_SUPPLIED,
        saying=says("information supplied; the answer is due, the period runs on"),
        subject=row.consultation.case_id or row.id,
        reference=row.id,
    )
    return row


def send_supplement(
    conn: Connection, office: Office, place: Place, content: Supplement, *, actor: str
) -> LetterRow:
    """Write a supplement inside the caller's transaction."""
    draft = Draft(content=content)
    row = send(conn, office, place, draft, actor=actor)
    note_supply(conn, office, row)
    return row


def note_supply(conn: Connection, office: Office, row: LetterRow) -> bool:
    """Note on both sides that the asking authority supplied what the consulted one wants."""
    found = rows.find(conn, row.conversation_id)
    if found is None or found.ours is not row.ours:
        return False
    wanted = found.consultation.information
    return note_supplied(conn, office, found).consultation.information is not wanted
