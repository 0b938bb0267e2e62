"""What goes into the file: the page of a case, and its evidence for others to verify."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection

from gateway.casework.office.journal import acts_of, record_act
from gateway.casework.office.letter_access import record_openings
from gateway.casework.office.permissions import Officer, Permission
from gateway.casework.office.services import Office
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.records.views import shown
from gateway.domain.acts import Verb
from gateway.domain.calendars import Calendar
from gateway.domain.case import Case
from gateway.domain.consultation import Consultation
from gateway.domain.denial import Denial
from gateway.evidence import (
    ConsultationRecord,
    case_page,
    consultation_law,
    conversations_of,
    export_case,
    export_consultation,
    law_material,
    letters_of,
)
from gateway.register.denials.denial_queries import get_denial, load_denials
from gateway.register.log.checkpoints import who_has_not_received


async def page_of(office: Office, officer: Officer, case_id: str) -> str:
    """Return the page of a case as one self-contained HTML document.

    Raises:
        NotFoundError: There is no such case.
    """
    officer.require(Permission.READ_EVIDENCE)
    case = await office.db.read(lambda conn: case_rows.shown(conn, case_id))
    await record_openings(office, officer, [each.conversation_id for each in case.consultations])
    return await office.db.read(lambda conn: _page(conn, office, case_id))


def _page(conn: Connection, office: Office, case_id: str) -> str:
    case = case_rows.shown(conn, case_id)
    conversations = [each.conversation_id for each in case.consultations]
    return case_page(
        case,
        authority=office.me.directory().member(office.code).name,
        rehearsal=office.me.directory().rehearsal,
        rulebook=office.law.rulebook(case.rulebook),
        shown_at=office.clock.now(),
        denials=_denials(conn, case),
        letters=letters_of(conn, conversations),
        not_yet_received=_not_yet_received(conn, office, case),
    )


def _denials(conn: Connection, case: Case) -> dict[str, Denial]:
    ids = [hit.denial_id for hit in case.examination.hits] if case.examination else []
    return {key: found.denial for key, found in load_denials(conn, ids).items()}


def _not_yet_received(conn: Connection, office: Office, case: Case) -> tuple[str, ...] | None:
    if case.decision is None or case.decision.denial_id is None:
        return None
    found = get_denial(conn, case.decision.denial_id)
    if found.index is None:
        return None
    return tuple(who_has_not_received(conn, office.code, found.index, office.me.directory()))


async def evidence_of(office: Office, officer: Officer, case_id: str) -> bytes:
    """Return the evidence of a case as one ZIP that anybody can verify offline.

    Raises:
        NotFoundError: There is no such case.
    """
    officer.require(Permission.READ_EVIDENCE)
    at = office.clock.now()
    directory, anchor = await asyncio.to_thread(office.trust_files)

    def export(conn: Connection) -> bytes:
        case = case_rows.shown(conn, case_id)
        return export_case(
            conn,
            office.me,
            case,
            conversation_ids=conversations_of(*case.consultations),
            at=at,
            directory=directory,
            anchor=anchor,
            law=law_material(
                case,
                lambda each: _calendar(office, each),
                text=office.law.text,
                overlays=[each.version for each in office.law.overlays(office.code)],
            ),
        )

    exported = await office.db.read(export)
    case = await office.db.read(lambda conn: case_rows.shown(conn, case_id))
    await record_openings(office, officer, [each.conversation_id for each in case.consultations])
    await office.db.write(
        lambda conn: record_act(
            conn,
            at=at,
            actor=officer.name,
            verb=Verb.EVIDENCE_EXPORTED,
            saying=None,
            subject=case_id,
        )
    )
    return exported


async def evidence_of_consultation(office: Office, officer: Officer, conversation_id: str) -> bytes:
    """Return the evidence of one consultation, with or without a case, by either side.

    Raises:
        NotFoundError: There is no such consultation here.
    """
    officer.require(Permission.READ_EVIDENCE)
    at = office.clock.now()
    directory, anchor = await asyncio.to_thread(office.trust_files)

    def export(conn: Connection) -> bytes:
        row = consultation_rows.get(conn, conversation_id, lock=False)
        model = shown(office, row)
        subjects = (row.id,) if model.case_id is None else (row.id, model.case_id)
        acts = tuple(act for act in acts_of(conn, *subjects) if act.reference == row.id)
        return export_consultation(
            conn,
            office.me,
            ConsultationRecord(consultation=model, acts=acts),
            at=at,
            directory=directory,
            anchor=anchor,
            law=consultation_law(model, _calendar(office, model), text=office.law.text),
        )

    exported = await office.db.read(export)
    await record_openings(office, officer, [conversation_id])
    await office.db.write(
        lambda conn: record_act(
            conn,
            at=at,
            actor=officer.name,
            verb=Verb.EVIDENCE_EXPORTED,
            saying=None,
            subject=conversation_id,
        )
    )
    return exported


def _calendar(office: Office, consultation: Consultation) -> Calendar:
    """Return the calendar by which the deadline of a consultation was derived."""
    if consultation.deadline is not None:
        return office.law.calendar_of(consultation.deadline)
    return office.law.calendar(consultation.consulted, office.clock.now())
