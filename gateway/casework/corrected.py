"""What follows for the work from a correction, on either side, by the rulebook.

A corrected request in a material field is another question: whoever asked ends the old
consultation and asks anew, with a clock of its own. Any other correction of a request lets
the consulted authority answer again inside its period. A corrected answer takes the place of
the first one before the decision; after it a person is told at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework import case_rows, standing_rows
from gateway.casework import consultation_rows as rows
from gateway.casework import correspondence_rows as letters
from gateway.casework.answers import check_answer
from gateway.casework.asking import ask
from gateway.casework.ending import end_consultation, end_others
from gateway.casework.journal import open_task, record_act
from gateway.casework.office import Office
from gateway.casework.owed import note_owed
from gateway.casework.reliance import drop_reliance
from gateway.domain.amendment import changed_fields
from gateway.domain.base import Model
from gateway.domain.case import ENDED_STATES, Application, Case, CaseState
from gateway.domain.consultation import (
    OPEN_STATES,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    EndReason,
)
from gateway.domain.correspondence import InformationRequest, StandingAnswer
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.rulebook.acts import CorrectionEffect
from gateway.domain.rulebook.questions import check_questions
from gateway.errors import InputError
from gateway.exchange.conversations import reopen_conversation
from gateway.exchange.journal import JournalRow
from gateway.exchange.wakes import Wake, poke_case, poke_conversation, start_consultation

_State = ConsultationState
ALARM = "correction.alarm"
"""Task: a decision rested on what was corrected."""


def check_corrected(
    conn: Connection, office: Office, held: JournalRow, before: Model, after: Model
) -> None:
    """Check that a corrected content could have been sent as that letter.

    Raises:
        InputError: Another procedure or case is named, an answer is incomplete, or a
            question is unknown.
    """
    row = rows.find(conn, held.conversation_id)
    if isinstance(before, ConsultationRequest) and isinstance(after, ConsultationRequest):
        for field in ("procedure", "case_reference"):
            if getattr(before, field) != getattr(after, field):
                raise InputError(
                    f"{field}: a correction does not change it",
                    remedy="Recall the letter, and ask anew.",
                    field=f"corrected.{field}",
                )
    if isinstance(after, ConsultationAnswer) and row is not None:
        model = row.consultation
        rule = office.law.procedure(model.rulebook, model.procedure)
        check_answer(rule, model.request, after, ended=model.ended_denials)
    if isinstance(after, InformationRequest):
        kept = letters.get(conn, held.message_id)
        check_questions(office.law.rulebook(kept.rulebook), after)


def correct_sent(
    conn: Connection,
    office: Office,
    held: JournalRow,
    correction: letters.LetterRow,
    before: Model,
    after: Model,
) -> Sequence[Wake]:
    """Give a correction of ours its effect here."""
    row = _noted(conn, held, correction)
    if isinstance(after, StandingAnswer):
        standing_rows.replace(conn, held.message_id, after)
    if row is None:
        return ()
    if isinstance(before, ConsultationRequest) and isinstance(after, ConsultationRequest):
        if effect_of(office, row, before, after) is CorrectionEffect.NEW_PERIOD:
            return _ask_anew(conn, office, row, after)
        return _answer_again(conn, office, row, before, after)
    if isinstance(after, ConsultationAnswer) and row.consultation.answer == before:
        rows.save(conn, row.changed(answer=after, state=_state_after(office, row, after)))
    return ()


def _state_after(office: Office, row: rows.Row, answer: ConsultationAnswer) -> ConsultationState:
    """Return the state that a corrected answer leaves; one that settles nothing is no end."""
    if row.state not in (*OPEN_STATES, _State.ANSWERED):
        return row.state
    rule = office.law.procedure(row.consultation.rulebook, row.consultation.procedure)
    return _State.ANSWERED if rule.option(answer.answer).settles else _State.RUNNING


def correct_received(
    conn: Connection,
    office: Office,
    held: JournalRow,
    correction: letters.LetterRow,
    before: Model,
    after: Model,
) -> Sequence[Wake]:
    """Give a peer's correction its effect here."""
    row = _noted(conn, held, correction)
    if isinstance(after, StandingAnswer):
        standing_rows.replace(conn, held.message_id, after)
        return drop_reliance(conn, office, held.message_id, recalled=False, alarm=ALARM)
    if row is None:
        return ()
    if isinstance(before, ConsultationRequest) and isinstance(after, ConsultationRequest):
        if effect_of(office, row, before, after) is not CorrectionEffect.NEW_PERIOD:
            return _answer_again(conn, office, row, before, after)
        return ()  # the end of this consultation and the new request are letters of their own
    if isinstance(before, ConsultationAnswer) and isinstance(after, ConsultationAnswer):
        return _answer_replaced(conn, office, row, before, after)
    return ()


def _noted(conn: Connection, held: JournalRow, correction: letters.LetterRow) -> rows.Row | None:
    """Name a correction in the consultation whose request or answer it corrects."""
    row = rows.find(conn, held.conversation_id)
    if row is None or held.letter_type not in (LetterType.REQUEST, LetterType.ANSWER):
        return None
    ids = (*row.consultation.corrections, correction.message_id)
    return rows.save(conn, row.changed(corrections=ids))


def effect_of(
    office: Office, row: rows.Row, before: ConsultationRequest, after: ConsultationRequest
) -> CorrectionEffect:
    """Return what the rulebook makes of a corrected request."""
    rulebook = office.law.rulebook(row.consultation.rulebook)
    changed = changed_fields(
        Application(reference="as sent", transaction=before.transaction),
        Application(reference="as sent", transaction=after.transaction),
        rulebook.amendment,
    )
    material = any(each.material for each in changed) or before.denials != after.denials
    rule = rulebook.correspondence
    return rule.correction_material if material else rule.correction_else


def _ask_anew(
    conn: Connection, office: Office, row: rows.Row, after: ConsultationRequest
) -> Sequence[Wake]:
    """End the old consultation and open one on the corrected request, with its own clock."""
    model, at = row.consultation, office.clock.now()
    case = None if model.case_id is None else case_rows.get(conn, model.case_id)
    if case is not None and case.state in ENDED_STATES:
        _alarm(conn, office, case, f"our request to {row.peer} was corrected after the decision")
        return ()
    why = FreeText(language="en", text="the request was corrected in a material field")
    end_consultation(conn, office, row, EndReason.AMENDED, (why,))
    fresh = ask(
        conn,
        office,
        procedure=office.law.procedure(model.rulebook, model.procedure),
        consulted=row.peer,
        request=after,
        rulebook=model.rulebook,
        case_id=model.case_id,
        at=at,
    )
    wakes = [start_consultation(fresh.id)]
    if case is not None:
        _back_to_consulting(conn, case)
        wakes.append(poke_case(case.case_id, f"corrected-{fresh.id}"))
    return wakes


def _answer_again(
    conn: Connection,
    office: Office,
    row: rows.Row,
    before: ConsultationRequest,
    after: ConsultationRequest,
) -> Sequence[Wake]:
    """Let a second answer count inside the period; the first one stands until it comes."""
    if effect_of(office, row, before, after) is not CorrectionEffect.ANSWER_AGAIN:
        return ()
    model, at = row.consultation, office.clock.now()
    over = row.due is None or at >= row.due
    if model.answer is None or over or row.state not in (_State.ANSWERED, _State.RUNNING):
        return ()
    rows.save(conn, row.changed(answer_again=True))
    reopen_conversation(conn, row.id)
    if row.ours:
        text = f"{row.peer} may answer again: our request was corrected"
    else:
        text = f"{row.peer} corrected its request; until the last instant we may answer again"
        open_task(conn, at=at, kind="answer.again", subject=row.id, text=text)
    record_act(
        conn,
        at=at,
        actor="rulebook",
        verb="answer.again",
        text=text,
        subject=model.case_id or row.id,
        reference=row.id,
    )
    return (poke_conversation(row.id, f"again-{len(model.corrections)}", ours=row.ours),)


def _answer_replaced(
    conn: Connection,
    office: Office,
    row: rows.Row,
    before: ConsultationAnswer,
    after: ConsultationAnswer,
) -> Sequence[Wake]:
    """Put a corrected answer in the place of the first; alarm where a decision rested on it."""
    model = row.consultation
    if before in model.late_answers and model.answer != before:
        late = tuple(after if each == before else each for each in model.late_answers)
        rows.save(conn, row.changed(late_answers=late))
        return ()
    if model.answer != before:
        return ()
    case = None if model.case_id is None else case_rows.get(conn, model.case_id)
    if case is not None and case.state in ENDED_STATES:
        _alarm(conn, office, case, f"{row.peer} corrected the answer on which the decision rested")
        return ()
    rule = office.law.procedure(model.rulebook, model.procedure)
    option = rule.option(after.answer)
    state = _state_after(office, row, after)
    row = rows.save(conn, row.changed(answer=after, state=state))
    if case is not None:
        _let_fall(conn, case)
    record_act(
        conn,
        at=office.clock.now(),
        actor=row.peer,
        verb="answer.corrected",
        text=f"{row.peer} corrected its answer: {option.label}",
        subject=model.case_id or row.id,
        reference=row.id,
    )
    if option.ends_others and not rule.option(before.answer).ends_others:
        end_others(conn, office, row, f"{row.peer}: {option.label}")
    note_owed(conn, office, model.case_id)
    event = f"corrected-{len(model.corrections)}"
    wakes = [poke_conversation(row.id, event, ours=True)]
    if state is _State.RUNNING:
        reopen_conversation(conn, row.id)
        wakes.append(start_consultation(row.id))
        if case is not None:
            _back_to_consulting(conn, case_rows.get(conn, case.case_id))
    if case is not None:
        wakes.append(poke_case(case.case_id, f"{event}-{row.id}"))
    return wakes


def _let_fall(conn: Connection, case: Case) -> None:
    """Let a proposal fall that was made on the first version."""
    if case.state is CaseState.PROPOSED:
        fallen = {"state": CaseState.ASSESSMENT, "proposal": None, "proposed_by": ""}
        case_rows.save(conn, case.model_copy(update=fallen))


def _back_to_consulting(conn: Connection, case: Case) -> None:
    if case.state in (CaseState.ASSESSMENT, CaseState.PROPOSED):
        fallen = {"state": CaseState.CONSULTING, "proposal": None, "proposed_by": ""}
        case_rows.save(conn, case.model_copy(update=fallen))


def _alarm(conn: Connection, office: Office, case: Case, text: str) -> None:
    at = office.clock.now()
    open_task(conn, at=at, kind=ALARM, subject=case.case_id, text=text)
