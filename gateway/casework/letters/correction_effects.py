"""What follows for the work from a correction, on either side, by the rulebook.

A corrected request in a material field is another question: whoever asked ends the old
consultation and asks anew, with a clock of its own. Any other correction of a request lets
the consulted authority answer again inside its period. A corrected answer takes the place of
the first one before the decision; after it a person is told at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework.consultations.effects import (
    carry_out,
    drop_reliance,
    end_consultation,
    side_of,
)
from gateway.casework.consultations.outgoing_request import ask, check_standing
from gateway.casework.letters.standing_answers import replace_standing
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.base import Model
from gateway.domain.consultation import ConsultationAnswer, ConsultationRequest, EndReason
from gateway.domain.consultation.answer_rules import check_answer, check_giver
from gateway.domain.consultation.reversals import (
    CorrectionChange,
    answer_corrected,
    answer_wanted_again,
    request_effect,
)
from gateway.domain.consultation.transitions import Following, TaskOpened, Transition
from gateway.domain.correspondence import (
    InformationReply,
    InformationRequest,
    LetterState,
    StandingAnswer,
)
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.rulebook.acts import CorrectionEffect
from gateway.domain.rulebook.questions import check_questions, check_reply, check_unchanged
from gateway.domain.saying import says
from gateway.errors import InputError, Reason
from gateway.exchange.engine_calls import Wake
from gateway.exchange.journal import JournalRow


def check_corrected(work: Work, held: JournalRow, before: Model, after: Model) -> None:
    """Check that a corrected content could have been sent as that letter.

    Raises:
        InputError: Another procedure or case is named, an answer is incomplete, a
            question is unknown, or it changes what a round asks or came to.
    """
    check_unchanged(before, after)
    row = rows.find(work.conn, held.conversation_id)
    if isinstance(before, ConsultationRequest) and isinstance(after, ConsultationRequest):
        remedy = "Recall the letter, then ask again."
        _check_kept(before, after, ("procedure", "case_reference"), remedy)
    if isinstance(after, ConsultationAnswer) and row is not None:
        model = row.consultation
        rule = work.law.rule_of(model)
        check_answer(rule, model.request, after, ended=model.ended_denials)
        check_giver(after, model.consulted, work.me.directory().members)
    if isinstance(before, StandingAnswer) and isinstance(after, StandingAnswer):
        _check_standing(work, held, before, after)
    if isinstance(after, InformationRequest):
        kept = letters.get(work.conn, held.message_id)
        check_questions(work.law.rulebook(kept.rulebook), after)
    if isinstance(after, InformationReply):
        _check_amended(work, held, after)


def _check_amended(work: Work, held: JournalRow, after: InformationReply) -> None:
    """Check an amended answer in a round as the first one was."""
    kept = letters.find(work.conn, held.message_id)
    asked = (
        None
        if kept is None or kept.replies_to is None
        else letters.find(work.conn, kept.replies_to)
    )
    if asked is None or not isinstance(asked.content, InformationRequest):
        return
    if asked.content.round is not None:
        check_reply(work.law.rulebook(asked.rulebook), asked.content, after)


def _check_standing(
    work: Work,
    held: JournalRow,
    before: StandingAnswer,
    after: StandingAnswer,
) -> None:
    remedy = "Withdraw the standing answer, and give another."
    _check_kept(before, after, ("procedure", "withdrawn"), remedy)
    kept = letters.get(work.conn, held.message_id)
    check_standing(work.law.procedure(kept.rulebook, after.procedure), after)


def _check_kept(before: Model, after: Model, fields: Sequence[str], remedy: str) -> None:
    """Refuse that a correction changes one of some fields."""
    for field in fields:
        if getattr(before, field) != getattr(after, field):
            what, place = "{name}: a correction does not change it", f"corrected.{field}"
            raise InputError(what, remedy=remedy, field=place, name=field)


def check_ours(work: Work, held: JournalRow, before: Model, after: Model) -> None:
    """Check that a correction of ours leaves the case and the question the same.

    Raises:
        InputError: The request would be about another transaction than its case, or an
            answer would be dated back.
        StateError: OBJECTION_BINDS; asking again would supersede an objection.
    """
    if isinstance(before, ConsultationAnswer) and isinstance(after, ConsultationAnswer):
        if (before.given_at, before.given_in) != (after.given_at, after.given_in):
            raise InputError("given_at: the gateway writes it", field="corrected.given_at")
        return
    row = rows.find(work.conn, held.conversation_id)
    if row is None or not row.ours or row.consultation.case_id is None:
        return
    if not isinstance(before, ConsultationRequest) or not isinstance(after, ConsultationRequest):
        return
    case = case_rows.get(work.conn, row.consultation.case_id)
    if after.transaction not in (before.transaction, case.asked_transaction):
        raise InputError(
            "transaction: the request would be about another transaction than the case",
            remedy="Amend the case first: {amendCase}",
            field="corrected.transaction",
            case_id=case.case_id,
        )
    new_period = _effect_of(work.office, row, before, after) is CorrectionEffect.NEW_PERIOD
    if new_period and _blocks(work.office, row):
        raise Reason.OBJECTION_BINDS.error(
            "{authority} has objected; a correction does not supersede that",
            remedy="Send {authority} a supplement, and ask it to correct its answer.",
            authority=row.peer,
        )


def _blocks(office: Office, row: rows.Row) -> bool:
    """Say whether the answer that counts forbids to let go."""
    model = row.consultation
    answer = model.counting_answer
    if answer is None:
        return False
    return office.law.rule_of(model).option(answer.answer).blocks


def carry_out_correction(
    work: Work,
    held: JournalRow,
    correction: letters.LetterRow,
    change: CorrectionChange,
) -> Sequence[Wake]:
    """Give a correction of ours or of a peer its effect here."""
    row = _noted(work.conn, held, correction)
    if isinstance(change.after, StandingAnswer):
        wakes = () if correction.ours else drop_reliance(work, held.message_id, recalled=False)
        replace_standing(work, held.message_id, change.after)
        return wakes
    return () if row is None else _correct(work, row, correction, change)


def _correct(
    work: Work,
    row: rows.Row,
    correction: letters.LetterRow,
    change: CorrectionChange,
) -> Sequence[Wake]:
    """Give a corrected question or answer its effect in its consultation."""
    before, after = change.before, change.after
    if isinstance(before, ConsultationRequest) and isinstance(after, ConsultationRequest):
        return _correct_request(work, row, before, after)
    theirs = row.ours is not correction.ours
    if not theirs or not isinstance(before, ConsultationAnswer):
        return ()
    if not isinstance(after, ConsultationAnswer):
        return ()
    late = change.is_too_late(work.law.rulebook(row.consultation.rulebook), row.due)
    side = side_of(work, row)
    found = answer_corrected(row.consultation, side, (before, after), late=late)
    if not found.counts:
        letters.set_state(work.conn, correction.message_id, LetterState.NO_EFFECT)
    return carry_out(work, row, found)[1]


def _correct_request(
    work: Work,
    row: rows.Row,
    before: ConsultationRequest,
    after: ConsultationRequest,
) -> Sequence[Wake]:
    effect, at = _effect_of(work.office, row, before, after), work.now
    if effect is CorrectionEffect.NEW_PERIOD:
        # At the consulted authority, the end and the new request are letters of their own.
        return _ask_again(work, row, after) if row.ours else ()
    if effect is not CorrectionEffect.ANSWER_AGAIN:
        return ()
    over, side = row.due is None or at >= row.due, side_of(work, row)
    found = answer_wanted_again(row.consultation, side, over=over)
    return carry_out(work, row, found)[1]


def _noted(conn: Connection, held: JournalRow, correction: letters.LetterRow) -> rows.Row | None:
    """Name a correction in the consultation whose request or answer it corrects."""
    row = rows.find(conn, held.conversation_id)
    if row is None or held.letter_type not in (LetterType.REQUEST, LetterType.ANSWER):
        return None
    model = row.consultation
    corrected = model.with_corrections((*model.corrections, correction.message_id))
    return rows.save(conn, row.holding(corrected))


def _effect_of(
    office: Office, row: rows.Row, before: ConsultationRequest, after: ConsultationRequest
) -> CorrectionEffect:
    rulebook = office.law.rulebook(row.consultation.rulebook)
    return request_effect(rulebook, before, after)


def _ask_again(work: Work, row: rows.Row, after: ConsultationRequest) -> Sequence[Wake]:
    """End the old consultation and open one on the corrected request, with its own clock."""
    model, at, side = row.consultation, work.now, side_of(work, row)
    if side.decided:
        said = says("our request to {peer} was corrected after the decision", peer=row.peer)
        alarm = TaskOpened(TaskKind.CORRECTION_ALARM, said, of_case=True)
        return carry_out(work, row, Transition(model, (alarm,)))[1]
    why = FreeText(language="en", text="the request was corrected in a material field")
    row = end_consultation(work, row, EndReason.AMENDED, (why,))
    ask(
        work,
        procedure=side.rule,
        consulted=row.peer,
        request=after,
        rulebook=model.rulebook,
        case_id=model.case_id,
        at=at,
    )
    again = (Following.CONSULTING, Following.CASE_POKED)
    return carry_out(work, row, Transition(row.consultation, again))[1]
