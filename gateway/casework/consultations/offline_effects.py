"""What follows from a record of a consultation by hand, once a second officer has confirmed it.

The same as from a letter of its kind, by the same functions: the period runs, an answer counts
or is late, more time is given, the silence is closed. Only what would send a letter does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from gateway.casework.acts.journal import journal_of, open_tasks
from gateway.casework.consultations.effects import carry_out, side_of
from gateway.casework.consultations.extension import (
    is_in_time,
    reply_to_extension,
    take_wish,
)
from gateway.casework.consultations.incoming_answer import CameAt, judge_again, judge_answer
from gateway.casework.consultations.offline_consultations import closing_key
from gateway.casework.consultations.outgoing_request import running
from gateway.casework.consultations.silence import close_silent, end_with_reaction
from gateway.casework.records import consultation_rows as rows
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.consultation import (
    ByHand,
    ConsultationAnswer,
    HandKind,
    HandRecord,
    standing_records,
)
from gateway.domain.consultation.reversals import answer_recalled, request_recalled
from gateway.domain.consultation.transitions import TaskOpened, Transition
from gateway.domain.saying import says
from gateway.exchange.engine_calls import Wake, poke_case, poke_consultation

_Kind = HandKind
_Effect = Callable[[Work, rows.Row, HandRecord], Sequence[Wake]]


def give_effect(work: Work, row: rows.Row, record: HandRecord) -> Sequence[Wake]:
    """Give a record its effect.

    Args:
        work: The transaction, with the services of the node.
        row: The consultation, locked, with the record confirmed in it.
        record: The same record.

    Returns:
        Whom to wake.
    """
    wakes: list[Wake] = [*_EFFECTS[record.kind](work, row, record)]
    wakes.append(poke_consultation(row.id))
    if row.consultation.case_id is not None:
        wakes.append(poke_case(row.consultation.case_id))
    return wakes


def _asked(work: Work, row: rows.Row, record: HandRecord) -> Sequence[Wake]:
    """Close the task that asked for it; from here officers carry what letters had begun."""
    model = row.consultation
    if not model.by_hand:
        rows.save(work.conn, row.holding(model.carried_by_hand()))
        journal_of(work).close_tasks(TaskKind.LETTER_UNDELIVERED, row.id)
    if model.case_id is None:
        return ()
    for task in open_tasks(work.conn, subject=model.case_id, kind=TaskKind.CONSULT_BY_HAND):
        asked = ByHand.of(task.data)
        same = (asked.procedure, asked.authority) == (model.procedure, model.consulted)
        if same and set(asked.named) <= set(model.request.denials):
            journal_of(work, record.confirmed_by).close_tasks(
                TaskKind.CONSULT_BY_HAND, model.case_id, key=task.key
            )
            journal_of(work, record.confirmed_by).close_tasks(
                TaskKind.RECORD_CONFIRM, model.case_id, key=closing_key(task.id)
            )
    return ()


def _received(work: Work, row: rows.Row, record: HandRecord) -> Sequence[Wake]:
    _run(work, row, record.at)
    journal_of(work, record.confirmed_by).act(
        Verb.CONSULTATION_RECEIVED,
        row.consultation.case_id or row.id,
        says("{peer} received the question; the period runs", peer=row.peer),
        row.id,
    )
    return ()


def _run(work: Work, row: rows.Row, received: datetime) -> rows.Row:
    """Derive the last instant from when the question was received there, and let it run."""
    journal_of(work).close_tasks(TaskKind.STOP_UNASKED, row.id)
    return rows.save(work.conn, running(work.office, row, received, None))


def _answered(work: Work, row: rows.Row, record: HandRecord) -> Sequence[Wake]:
    if record.answer is None:
        return ()
    return judge_answer(work, row, record.answer, CameAt(record.at, record.sealed))


def _more_time_asked(work: Work, row: rows.Row, record: HandRecord) -> Sequence[Wake]:
    if record.wanted is None:
        return ()
    timely = is_in_time(work.office, row, received=record.at, sealed=record.sealed)
    return take_wish(work, row, record.wanted, in_time=timely)


def _more_time_replied(work: Work, row: rows.Row, record: HandRecord) -> Sequence[Wake]:
    if record.reply is not None:
        reply_to_extension(work, row, record.reply, actor=record.confirmed_by)
    return ()


def _no_answer(work: Work, row: rows.Row, record: HandRecord) -> Sequence[Wake]:
    """Close it as silent, or with the reaction that settled nothing."""
    by = record.confirmed_by
    if row.consultation.answer is not None:
        end_with_reaction(work, row, actor=by)
        at = work.now
        journal_of(work, by).close_tasks(TaskKind.SILENCE_UNCONFIRMED, row.id)
    else:
        at = work.now
        close_silent(work, row, at=at, closed_by=f"officer:{by}", actor=by)
    return ()


def _corrected(work: Work, row: rows.Row, record: HandRecord) -> Sequence[Wake]:
    """Let what was corrected have the effect of what it says now."""
    before, after = _before(row, record), _standing(row, record)
    if before is None or after is None:
        return ()
    if side_of(work, row).decided:
        said = says("{peer} corrected the answer on which the decision rested", peer=row.peer)
        alarm = TaskOpened(TaskKind.CORRECTION_ALARM, said, of_case=True)
        return carry_out(work, row, Transition(row.consultation, (alarm,)))[1]
    if before.kind is _Kind.RECEIVED:
        row = _run(work, row, after.at)
        return judge_again(work, row)
    if before.answer is None:
        return ()  # when and by what it was asked
    wakes = [*_recall_answer(work, row, before.answer)]
    return [*wakes, *_answered(work, rows.get(work.conn, row.id), after)]


def _recalled(work: Work, row: rows.Row, record: HandRecord) -> Sequence[Wake]:
    before = _before(row, record)
    if before is None:
        return ()
    if before.kind is _Kind.ASKED:
        found = request_recalled(row.consultation, side_of(work, row), left=None)
        return carry_out(work, row, found)[1]
    if before.answer is not None:
        return _recall_answer(work, row, before.answer)
    if row.consultation.extension_pending == before.wanted:
        rows.save(work.conn, row.holding(row.consultation.wish_refused()))
        journal_of(work, record.confirmed_by).close_tasks(TaskKind.EXTENSION_ASKED, row.id)
    return ()


def _before(row: rows.Row, record: HandRecord) -> HandRecord | None:
    """Return what a record corrects or recalls, as it stood until then."""
    earlier = [each for each in row.consultation.records if each.number < record.number]
    return {each.number: each for each in standing_records(earlier)}.get(record.about or 0)


def _standing(row: rows.Row, record: HandRecord) -> HandRecord | None:
    found = standing_records(row.consultation.records)
    return {each.number: each for each in found}.get(record.about or 0)


def _recall_answer(work: Work, row: rows.Row, answer: ConsultationAnswer) -> Sequence[Wake]:
    found = answer_recalled(row.consultation, side_of(work, row), answer)
    return carry_out(work, row, found)[1]


_EFFECTS: Mapping[HandKind, _Effect] = {
    _Kind.ASKED: _asked,
    _Kind.RECEIVED: _received,
    _Kind.ANSWERED: _answered,
    _Kind.MORE_TIME_ASKED: _more_time_asked,
    _Kind.MORE_TIME_REPLIED: _more_time_replied,
    _Kind.NO_ANSWER: _no_answer,
    _Kind.CORRECTED: _corrected,
    _Kind.RECALLED: _recalled,
}
"""What each kind does; total, as a test proves."""
