"""Consultations as officers see them on either side, and the answer to a wish for time."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.extension import reply_to_extension
from gateway.casework.consultations.incoming_request import asked_of_us
from gateway.casework.inbox.assignment import check_assignee, handed_over
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.consultation_rows import shown
from gateway.casework.records.letter_access import record_openings
from gateway.casework.services import Office, Work
from gateway.domain.acts import Verb
from gateway.domain.consultation import Consultation, ExtensionReply
from gateway.domain.denial import FreeText
from gateway.domain.lists.filters import EVERY_CONSULTATION, ConsultationFilter
from gateway.domain.page import FIRST_PAGE, Page, PageRequest
from gateway.errors import StateError
from gateway.exchange.engine_calls import add_wakes, poke_consultation
from gateway.store import held_versions


async def get_consultation(office: Office, officer: Officer, conversation_id: str) -> Consultation:
    """Show a consultation.

    Raises:
        NotFoundError: There is no such consultation here, or it is not for this account.
    """
    sight = office.sight(officer, Permission.READ_CONSULTATIONS)

    def read(conn: Connection) -> tuple[rows.Row, str]:
        row = rows.get(conn, conversation_id, lock=False)
        if row.ours:
            seen = sight.sees(conn, row.consultation.case_id)
        else:
            seen = officer.may(Permission.READ_REQUESTS) and sight.knows(conn, row.id)
        if not seen:
            raise rows.no_such_consultation(conversation_id)
        return row, held_versions.of_consultations(conn, [row.id])[row.id]

    row, version = await office.db.read(read)
    await record_openings(office, officer, [row.id])
    return _shown_to(office, officer, row, version)


def _shown_to(office: Office, officer: Officer, row: rows.Row, version: str) -> Consultation:
    found = shown(office, row).at_version(version)
    return found if officer.may(Permission.READ_DENIALS) else found.without_denials()


async def list_consultations(
    office: Office,
    officer: Officer,
    chosen: ConsultationFilter = EVERY_CONSULTATION,
    *,
    page: PageRequest = FIRST_PAGE,
) -> Page[Consultation]:
    """Return consultations, newest first.

    Args:
        office: Services of the node.
        officer: Who asks.
        chosen: Which of them; those alone that are there for him are found by any filter.
        page: Which part of the list.

    Raises:
        InputError: The cursor is none of this list, or no such days are there.
    """
    theirs = office.sight(officer, Permission.READ_CONSULTATIONS).subject
    if chosen.asked_of_us:
        officer.require(Permission.READ_REQUESTS)
    elif not officer.may(Permission.READ_REQUESTS):
        chosen = replace(chosen, asked_of_us=False)
    due = office.days("due", chosen.due_from, chosen.due_until)

    def read(conn: Connection) -> tuple[Page[rows.Row], dict[str, str]]:
        found = rows.listed(conn, page, chosen, due=due, among=theirs)
        return found, held_versions.of_consultations(conn, [row.id for row in found.items])

    found, versions = await office.db.read(read)
    await record_openings(office, officer, list(versions))
    return found.of(lambda row: _shown_to(office, officer, row, versions[row.id]))


async def assign(
    office: Office,
    officer: Officer,
    conversation_id: str,
    assignee: str,
    note: FreeText | None = None,
) -> Consultation:
    """Put the consultation into an officer's hands.

    Args:
        office: Services of the node.
        officer: Who does it.
        conversation_id: The consultation.
        assignee: Account of the officer; empty: it is in nobody's hands.
        note: What who takes it over is to know.

    Raises:
        StateError: We asked in this consultation.
        InputError: There is no such officer, the role may not answer, or it is restricted
            and not for him.
    """
    officer.require(Permission.ANSWER)

    def write(work: Work) -> rows.Row:
        row = asked_of_us(work, conversation_id)
        check_assignee(work, assignee, row.id, Permission.ANSWER)
        holder = row.consultation.assigned_to
        row = rows.save(work.conn, row.holding(row.consultation.assigned(assignee)))
        journal_of(work, officer.name).act(
            Verb.CONSULTATION_ASSIGNED, row.id, handed_over(holder, assignee, note)
        )
        return row

    return shown(office, await office.write(write))


async def reply_extension(
    office: Office, officer: Officer, conversation_id: str, reply: ExtensionReply
) -> Consultation:
    """Accept or refuse more working days.

    Raises:
        StateError: No wish is pending, or the last instant has passed.
        InputError: More days than were asked for or than the rulebook allows.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> rows.Row:
        row = rows.get(work.conn, conversation_id)
        if row.consultation.by_hand:
            raise StateError(
                "it is consulted by hand: two officers record what is replied",
                remedy="{addOfflineRecord}",
                conversation_id=row.id,
            )
        row = reply_to_extension(work, row, reply, actor=officer.name)
        if row.ours:
            add_wakes(work.conn, [poke_consultation(conversation_id)])
        return row

    row = await office.write(write)
    return shown(office, row)
