"""An answer takes the place of another: it was corrected, or its correction was recalled.

At the asking authority a proposal that was made on the first version falls, and what the
first version had made needless, or the second one does, is told.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework.consultations.ended_consultations import end_others
from gateway.casework.consultations.reconsultation import note_owed
from gateway.casework.office.journal import record_act
from gateway.casework.office.services import Office
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.domain.acts import Verb
from gateway.domain.case import Case, CaseState
from gateway.domain.consultation import ConsultationAnswer, ConsultationState
from gateway.domain.saying import says
from gateway.exchange.conversations import reopen_conversation
from gateway.exchange.engine_calls import Wake, poke_case, poke_consultation, start_consultation


def replace_own(conn: Connection, office: Office, row: rows.Row, after: ConsultationAnswer) -> None:
    """Write another version of our own answer."""
    model = row.consultation
    option = office.law.procedure(model.rulebook, model.procedure).option(after.answer)
    rows.save(conn, row.holding(model.answer_replaced(after, settles=option.settles)))


def replace_answer(
    conn: Connection, office: Office, row: rows.Row, after: ConsultationAnswer
) -> Sequence[Wake]:
    """Put another version of a peer's answer in the place of the one that counts.

    Args:
        conn: Of the transaction.
        office: This authority, whose case is not decided.
        row: The consultation, locked.
        after: What the answer says now.
    """
    model = row.consultation
    rule = office.law.procedure(model.rulebook, model.procedure)
    option = rule.option(after.answer)
    row = rows.save(conn, row.holding(model.answer_replaced(after, settles=option.settles)))
    if model.case_id is not None:
        case_rows.let_proposal_fall(conn, model.case_id)
    record_act(
        conn,
        at=office.clock.now(),
        actor=row.peer,
        verb=Verb.ANSWER_CORRECTED,
        saying=says("{peer} corrected its answer: {label}", peer=row.peer, label=option.label),
        subject=model.case_id or row.id,
        reference=row.id,
    )
    if option.ends_others:
        end_others(conn, office, row, f"{row.peer}: {option.label}")
    note_owed(conn, office, model.case_id)
    wakes = [poke_consultation(row.id)]
    if row.state is ConsultationState.RUNNING:
        reopen_conversation(conn, row.id)
        wakes.append(start_consultation(row.id))
        if model.case_id is not None:
            back_to_consulting(conn, case_rows.get(conn, model.case_id))
    if model.case_id is not None:
        wakes.append(poke_case(model.case_id))
    return wakes


def back_to_consulting(conn: Connection, case: Case) -> None:
    """Let a case wait for an answer again."""
    if case.state in (CaseState.ASSESSMENT, CaseState.PROPOSED):
        case_rows.save(conn, case.consulting())
