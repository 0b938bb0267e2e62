"""The asking authority takes an answer: whether it counts, and what follows from it.

In time or late is the rulebook's (``closing``). What cannot count is kept and shown with
its reason, and a person is told; it never holds up the letters behind it. Where the last
instant turns out to be later than it was held to be, late answers are judged again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.consultations.effects import carry_out, side_of
from gateway.casework.consultations.late_answers import note_sealed_in_time
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.correspondence import takes
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.consultation import (
    OPEN_STATES,
    ConsultationAnswer,
    LateOrInTime,
    standing_records,
)
from gateway.domain.consultation.answer_rules import check_answer, check_giver
from gateway.domain.consultation.transitions import (
    AnswerCame,
    TasksClosed,
    Transition,
    answer_counts,
    answer_judged,
    answer_kept,
)
from gateway.domain.deadline import timing_of
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.errors import InputError
from gateway.exchange.conversations import Action, lock_conversation
from gateway.exchange.dispatch import ReceivedLetter, load_letter
from gateway.exchange.engine_calls import Wake
from gateway.exchange.journal import positions_received
from gateway.wire.content import content_from_bytes


class CameAt(NamedTuple):
    """When an answer was received, and when its authority had sealed or given it.

    Attributes:
        position: Of its letter in the journal; None where an officer recorded it by hand.
    """

    received: datetime
    sealed: datetime
    position: int | None = None


@takes(LetterType.ANSWER)
def take_answer(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Take the consulted authority's answer, in time or late."""
    row = rows.get(work.conn, letter.header.conversation_id)
    model, answer = row.consultation, content_from_bytes(ConsultationAnswer, letter.bodies[0])
    try:
        check_answer(work.law.rule_of(model), model.request, answer, ended=model.ended_denials)
        check_giver(answer, row.peer, work.me.directory().members)
    except InputError as exc:
        said = says("{peer} sent an answer that cannot be used: {why}", peer=row.peer, why=exc)
        found = answer_kept(model, TaskKind.ANSWER_UNUSABLE, said)
        return carry_out(work, row, found)[1]
    return judge_answer(work, row, answer, _came(letter, answer))


def judge_answer(
    work: Work, row: rows.Row, answer: ConsultationAnswer, came: CameAt
) -> Sequence[Wake]:
    """Give an answer that can be used its effect, or keep it with the reason why it has none.

    Args:
        work: The transaction, with the services of the node.
        row: The consultation, locked.
        answer: What is answered.
        came: When.
    """
    timed = _timed(work.office, row, came)
    found = answer_judged(row.consultation, side_of(work, row), answer, timed)
    return _carry_out(work, row, found, came, timed)


def _carry_out(
    work: Work,
    row: rows.Row,
    found: Transition,
    came: CameAt,
    timed: AnswerCame,
) -> Sequence[Wake]:
    row, wakes = carry_out(work, row, found)
    by_its_word = found.counts and timed.timing is LateOrInTime.SEALED_IN_TIME
    if by_its_word and came.position is not None:
        note_sealed_in_time(work, row, position=came.position, received=came.received)
    return wakes


def judge_again(work: Work, row: rows.Row) -> Sequence[Wake]:
    """Judge answers again that came too late, after the last instant has moved.

    Args:
        work: The transaction, with the services of the node.
        row: The consultation with the last instant that governs now.
    """
    if not row.consultation.late_answers or row.state not in OPEN_STATES:
        return ()
    wakes: list[Wake] = []
    for answer, came in _that_came(work.conn, row):
        row = rows.get(work.conn, row.id)
        if row.state not in OPEN_STATES:
            break  # an earlier one of them has settled it
        model, kept = row.consultation, list(row.consultation.late_answers)
        timed = _timed(work.office, row, came)
        if answer not in kept or timed.timing is LateOrInTime.LATE:
            continue
        kept.remove(answer)
        found = answer_counts(model.keeping_late(kept), side_of(work, row), answer, timed)
        no_more_late = TasksClosed((TaskKind.ANSWER_LATE,), of_case=True)
        found = found._replace(effects=(no_more_late, *found.effects))
        wakes += _carry_out(work, row, found, came, timed)
    return wakes


def _that_came(conn: Connection, row: rows.Row) -> Iterator[tuple[ConsultationAnswer, CameAt]]:
    """Give the answers of a consultation in their order, by letter or as officers recorded them."""
    for record in standing_records(row.consultation.records):
        if record.answer is not None:
            yield record.answer, CameAt(record.at, record.sealed)
    if not row.request_message:
        return
    positions = positions_received(
        conn,
        conversation_id=row.id,
        peer=row.peer,
        letter_type=LetterType.ANSWER,
        up_to=lock_conversation(conn, row.id).dispatched,
    )
    for position in positions:
        letter = load_letter(conn, position, Action.UPDATE)
        answer = content_from_bytes(ConsultationAnswer, letter.bodies[0])
        yield answer, _came(letter, answer)


def _came(letter: ReceivedLetter, answer: ConsultationAnswer) -> CameAt:
    sealed = answer.sealed_at(letter.header.created)
    return CameAt(letter.received, sealed, letter.position)


def _timed(office: Office, row: rows.Row, came: CameAt) -> AnswerCame:
    rulebook = office.law.rulebook(row.consultation.rulebook)
    timing = timing_of(rulebook, received=came.received, sealed=came.sealed, last_instant=row.due)
    return AnswerCame(came.received, came.sealed, timing)
