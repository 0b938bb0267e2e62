"""What follows for the work from a correction, on either side, by the rulebook.

A corrected request in a material field is another question: whoever asked ends the old
consultation and asks anew, with a clock of its own. Any other correction of a request lets
the consulted authority answer again inside its period. A corrected answer takes the place of
the first one before the decision; after it a person is told at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.acts.journal import open_task, record_act
from gateway.casework.consultations.answer_rules import check_answer, check_giver
from gateway.casework.consultations.ended_consultations import end_consultation
from gateway.casework.consultations.outgoing_request import ask, check_standing
from gateway.casework.consultations.recalled_and_replaced import (
    back_to_consulting,
    drop_reliance,
    replace_answer,
    replace_own,
)
from gateway.casework.letters.standing import replace_standing
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.amendment import changed_fields
from gateway.domain.base import Model
from gateway.domain.case import ENDED_STATES, Application, Case
from gateway.domain.consultation import (
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    EndReason,
    LateOrInTime,
    comes_to_another,
)
from gateway.domain.correspondence import (
    InformationReply,
    InformationRequest,
    LetterState,
    StandingAnswer,
)
from gateway.domain.deadline import timing_of
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.rulebook.acts import CorrectionEffect, LateCorrection
from gateway.domain.rulebook.questions import check_questions, check_reply, check_unchanged
from gateway.domain.saying import Saying, says
from gateway.errors import InputError, Reason, StateError
from gateway.exchange.conversations import reopen_conversation
from gateway.exchange.engine_calls import Wake, poke_case, poke_consultation
from gateway.exchange.journal import JournalRow

_State = ConsultationState


def check_corrected(
    conn: Connection, office: Office, held: JournalRow, before: Model, after: Model
) -> None:
    """Check that a corrected content could have been sent as that letter.

    Raises:
        InputError: Another procedure or case is named, an answer is incomplete, a
            question is unknown, or it changes what a round asks or came to.
    """
    check_unchanged(before, after)
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
        check_giver(after, model.consulted, office.me.directory().members)
    if isinstance(before, StandingAnswer) and isinstance(after, StandingAnswer):
        _check_standing(conn, office, held, before, after)
    if isinstance(after, InformationRequest):
        kept = letters.get(conn, held.message_id)
        check_questions(office.law.rulebook(kept.rulebook), after)
    if isinstance(after, InformationReply):
        _check_amended(conn, office, held, after)


def _check_amended(
    conn: Connection, office: Office, held: JournalRow, after: InformationReply
) -> None:
    """Check an amended answer in a round as the first one was."""
    kept = letters.find(conn, held.message_id)
    asked = None if kept is None or kept.replies_to is None else letters.find(conn, kept.replies_to)
    if asked is None or not isinstance(asked.content, InformationRequest):
        return
    if asked.content.round is not None:
        check_reply(office.law.rulebook(asked.rulebook), asked.content, after)


def _check_standing(
    conn: Connection,
    office: Office,
    held: JournalRow,
    before: StandingAnswer,
    after: StandingAnswer,
) -> None:
    for field in ("procedure", "withdrawn"):
        if getattr(before, field) != getattr(after, field):
            raise InputError(
                f"{field}: a correction does not change it",
                remedy="Withdraw the standing answer, and give another.",
                field=f"corrected.{field}",
            )
    kept = letters.get(conn, held.message_id)
    check_standing(office.law.procedure(kept.rulebook, after.procedure), after)


def check_ours(
    conn: Connection, office: Office, held: JournalRow, before: Model, after: Model
) -> None:
    """Check that a correction of ours leaves the case and the question the same.

    Raises:
        InputError: The request would be about another transaction than its case, or an
            answer would be dated back.
        StateError: OBJECTION_BINDS; asking anew would supersede an objection.
    """
    if isinstance(before, ConsultationAnswer) and isinstance(after, ConsultationAnswer):
        if (before.given_at, before.given_in) != (after.given_at, after.given_in):
            raise InputError("given_at: the gateway writes it", field="corrected.given_at")
        return
    row = rows.find(conn, held.conversation_id)
    if row is None or not row.ours or row.consultation.case_id is None:
        return
    if not isinstance(before, ConsultationRequest) or not isinstance(after, ConsultationRequest):
        return
    case = case_rows.get(conn, row.consultation.case_id)
    if after.transaction not in (before.transaction, case.asked_transaction):
        raise InputError(
            "transaction: the request would be about another transaction than the case",
            remedy=f"Amend the case first: comity case amend {case.case_id}",
            field="corrected.transaction",
        )
    anew = effect_of(office, row, before, after) is CorrectionEffect.NEW_PERIOD
    if anew and _blocks(office, row):
        raise StateError(
            f"{row.peer} has objected; a correction does not supersede that",
            reason=Reason.OBJECTION_BINDS,
            remedy=f"Send {row.peer} a supplement, and ask it to correct its answer.",
            authority=row.peer,
        )


def _blocks(office: Office, row: rows.Row) -> bool:
    """Say whether the answer that counts forbids to let go."""
    model = row.consultation
    answer = model.counting_answer
    if answer is None:
        return False
    return office.law.procedure(model.rulebook, model.procedure).option(answer.answer).blocks


@dataclass(frozen=True, slots=True)
class CorrectionChange:
    """What a correction changes, and when it was sealed and received."""

    before: Model
    after: Model
    received: datetime
    sealed: datetime


def correct_sent(
    conn: Connection,
    office: Office,
    held: JournalRow,
    correction: letters.LetterRow,
    change: CorrectionChange,
) -> Sequence[Wake]:
    """Give a correction of ours its effect here."""
    before, after = change.before, change.after
    row = _noted(conn, held, correction)
    if isinstance(after, StandingAnswer):
        replace_standing(conn, office, held.message_id, after)
    if row is None:
        return ()
    if isinstance(before, ConsultationRequest) and isinstance(after, ConsultationRequest):
        if effect_of(office, row, before, after) is CorrectionEffect.NEW_PERIOD:
            return _ask_anew(conn, office, row, after)
        return _answer_again(conn, office, row, before, after)
    if isinstance(after, ConsultationAnswer) and row.consultation.answer == before:
        if _too_late(office, row, change):
            letters.set_state(conn, correction.message_id, LetterState.NO_EFFECT)
            return ()
        replace_own(conn, office, row, after)
    return ()


def correct_received(
    conn: Connection,
    office: Office,
    held: JournalRow,
    correction: letters.LetterRow,
    change: CorrectionChange,
) -> Sequence[Wake]:
    """Give a peer's correction its effect here."""
    before, after = change.before, change.after
    row = _noted(conn, held, correction)
    if isinstance(after, StandingAnswer):
        wakes = drop_reliance(
            conn,
            office,
            held.message_id,
            recalled=False,
            alarm=TaskKind.CORRECTION_ALARM,
        )
        replace_standing(conn, office, held.message_id, after)
        return wakes
    if row is None:
        return ()
    if isinstance(before, ConsultationRequest) and isinstance(after, ConsultationRequest):
        if effect_of(office, row, before, after) is not CorrectionEffect.NEW_PERIOD:
            return _answer_again(conn, office, row, before, after)
        return ()  # the end of this consultation and the new request are letters of their own
    if isinstance(before, ConsultationAnswer) and isinstance(after, ConsultationAnswer):
        return _answer_replaced(conn, office, row, correction, change, (before, after))
    return ()


def _no_effect(
    conn: Connection,
    office: Office,
    row: rows.Row,
    correction: letters.LetterRow,
    change: CorrectionChange,
) -> bool:
    """Keep a correction of the answer that counts without effect, and tell a person why.

    A decision that rested on the answer is an alarm. What an answer comes to after the last
    instant is the rulebook's (``correction_late``).
    """
    model, at = row.consultation, office.clock.now()
    case = None if model.case_id is None else case_rows.get(conn, model.case_id)
    if case is not None and case.state in ENDED_STATES:
        text = says("{peer} corrected the answer on which the decision rested", peer=row.peer)
        open_task(conn, at=at, kind=TaskKind.CORRECTION_ALARM, subject=case.case_id, saying=text)
    elif _too_late(office, row, change):
        text = says(
            "{peer} corrected its answer after the last instant; the correction is kept and has "
            "no effect",
            peer=row.peer,
        )
        open_task(
            conn, at=at, kind=TaskKind.ANSWER_LATE, subject=model.case_id or row.id, saying=text
        )
    else:
        return False
    letters.set_state(conn, correction.message_id, LetterState.NO_EFFECT)
    return True


def _too_late(office: Office, row: rows.Row, change: CorrectionChange) -> bool:
    """Say whether a correction changes what an answer comes to after the period's result."""
    rulebook = office.law.rulebook(row.consultation.rulebook)
    counts = rulebook.correspondence.correction_late is LateCorrection.COUNTS
    if counts or row.due is None or not comes_to_another(change.before, change.after):
        return False
    timing = timing_of(
        rulebook, received=change.received, sealed=change.sealed, last_instant=row.due
    )
    return timing is LateOrInTime.LATE


def _noted(conn: Connection, held: JournalRow, correction: letters.LetterRow) -> rows.Row | None:
    """Name a correction in the consultation whose request or answer it corrects."""
    row = rows.find(conn, held.conversation_id)
    if row is None or held.letter_type not in (LetterType.REQUEST, LetterType.ANSWER):
        return None
    model = row.consultation
    corrected = model.with_corrections((*model.corrections, correction.message_id))
    return rows.save(conn, row.holding(corrected))


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
    effect = rule.correction_material if material else rule.correction_else
    stops = office.law.procedure(row.consultation.rulebook, row.consultation.procedure).period
    if stops.ends_stop and effect is CorrectionEffect.NEW_PERIOD:
        return CorrectionEffect.ANSWER_AGAIN  # goods are not stopped twice for one question
    return effect


def _ask_anew(
    conn: Connection, office: Office, row: rows.Row, after: ConsultationRequest
) -> Sequence[Wake]:
    """End the old consultation and open one on the corrected request, with its own clock."""
    model, at = row.consultation, office.clock.now()
    case = None if model.case_id is None else case_rows.get(conn, model.case_id)
    if case is not None and case.state in ENDED_STATES:
        _alarm(
            conn,
            office,
            case,
            says("our request to {peer} was corrected after the decision", peer=row.peer),
        )
        return ()
    why = FreeText(language="en", text="the request was corrected in a material field")
    end_consultation(conn, office, row, EndReason.AMENDED, (why,))
    ask(
        conn,
        office,
        procedure=office.law.procedure(model.rulebook, model.procedure),
        consulted=row.peer,
        request=after,
        rulebook=model.rulebook,
        case_id=model.case_id,
        at=at,
    )
    if case is None:
        return ()
    back_to_consulting(conn, case)
    return (poke_case(case.case_id),)


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
    rows.save(conn, row.holding(model.answer_wanted_again()))
    reopen_conversation(conn, row.id)
    if row.ours:
        text = says("{peer} may answer again: our request was corrected", peer=row.peer)
    else:
        text = says(
            "{peer} corrected its request; until the last instant we may answer again",
            peer=row.peer,
        )
        open_task(conn, at=at, kind=TaskKind.ANSWER_AGAIN, subject=row.id, saying=text)
    record_act(
        conn,
        at=at,
        actor="rulebook",
        verb=Verb.ANSWER_AGAIN,
        saying=text,
        subject=model.case_id or row.id,
        reference=row.id,
    )
    return (poke_consultation(row.id),) if row.ours else ()


def _answer_replaced(
    conn: Connection,
    office: Office,
    row: rows.Row,
    correction: letters.LetterRow,
    change: CorrectionChange,
    versions: tuple[ConsultationAnswer, ConsultationAnswer],
) -> Sequence[Wake]:
    """Put a corrected answer in the place of the first; alarm where a decision rested on it."""
    model, (before, after) = row.consultation, versions
    if before in model.late_answers and model.answer != before:
        if _too_late(office, row, change):
            letters.set_state(conn, correction.message_id, LetterState.NO_EFFECT)
            return ()
        late = (after if each == before else each for each in model.late_answers)
        rows.save(conn, row.holding(model.keeping_late(late)))
        return ()
    if model.answer != before or _no_effect(conn, office, row, correction, change):
        return ()
    return replace_answer(conn, office, row, after)


def _alarm(conn: Connection, office: Office, case: Case, saying: Saying) -> None:
    at = office.clock.now()
    open_task(conn, at=at, kind=TaskKind.CORRECTION_ALARM, subject=case.case_id, saying=saying)
