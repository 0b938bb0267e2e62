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

from gateway.casework.acts.journal import close_tasks, open_task, record_act
from gateway.casework.consultations.answer_rules import check_answer, check_giver
from gateway.casework.consultations.duties import duty_at_end
from gateway.casework.consultations.ended_consultations import end_others
from gateway.casework.consultations.reconsultation import note_owed
from gateway.casework.consultations.sealed_in_time import note_sealed_in_time
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.correspondence import note_wanted, takes
from gateway.casework.records.sending import close_letters
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import ENDED_STATES
from gateway.domain.consultation import (
    CLOSED_BY_BOTH,
    OPEN_STATES,
    ConsultationAnswer,
    EndReason,
    LateOrInTime,
    standing_records,
)
from gateway.domain.deadline import timing_of
from gateway.domain.letter import LetterType
from gateway.domain.rulebook import Procedure
from gateway.domain.saying import Saying, says
from gateway.errors import InputError
from gateway.exchange.conversations import Action, lock_conversation
from gateway.exchange.dispatch import ReceivedLetter, load_letter
from gateway.exchange.engine_calls import Wake, poke_case, poke_consultation
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
def take_answer(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Take the consulted authority's answer, in time or late."""
    row = rows.get(conn, letter.header.conversation_id)
    answer = content_from_bytes(ConsultationAnswer, letter.bodies[0])
    rule = office.law.procedure(row.consultation.rulebook, row.consultation.procedure)
    try:
        check_answer(rule, row.consultation.request, answer, ended=row.consultation.ended_denials)
        check_giver(answer, row.peer, office.me.directory().members)
    except InputError as exc:
        said = says("{peer} sent an answer that cannot be used: {why}", peer=row.peer, why=exc)
        return _keep(conn, office, row, kind=TaskKind.ANSWER_UNUSABLE, saying=said)
    came = _came(letter, answer)
    return judge_answer(conn, office, row, answer, came)


def judge_answer(
    conn: Connection, office: Office, row: rows.Row, answer: ConsultationAnswer, came: CameAt
) -> Sequence[Wake]:
    """Give an answer that can be used its effect, or keep it with the reason why it has none.

    Args:
        conn: Of the transaction.
        office: This authority.
        row: The consultation, locked.
        answer: What is answered.
        came: When.
    """
    rule = office.law.procedure(row.consultation.rulebook, row.consultation.procedure)
    timing = _timing(office, row, came)
    why_not = _why_without_effect(conn, rule, row, timing, answer)
    if why_not:
        model = row.consultation
        row = rows.save(conn, row.holding(model.keeping_late((*model.late_answers, answer))))
        said = says(
            "{peer} answered {why}; the answer is kept and has no effect",
            peer=row.peer,
            why=why_not,
        )
        return _keep(conn, office, row, kind=TaskKind.ANSWER_LATE, saying=said)
    return _count(conn, office, row, came, (answer, timing))


def judge_again(conn: Connection, office: Office, row: rows.Row) -> Sequence[Wake]:
    """Judge answers again that came too late, after the last instant has moved.

    Args:
        conn: Of the transaction that moved it.
        office: This authority.
        row: The consultation with the last instant that governs now.
    """
    if not row.consultation.late_answers or row.state not in OPEN_STATES:
        return ()
    wakes: list[Wake] = []
    for answer, came in _that_came(conn, row):
        row = rows.get(conn, row.id)
        if row.state not in OPEN_STATES:
            break  # an earlier one of them has settled it
        kept = list(row.consultation.late_answers)
        timing = _timing(office, row, came)
        if answer not in kept or timing is LateOrInTime.LATE:
            continue
        kept.remove(answer)
        row = rows.save(conn, row.holding(row.consultation.keeping_late(kept)))
        subject = row.consultation.case_id or row.id
        close_tasks(
            conn, at=office.clock.now(), kind=TaskKind.ANSWER_LATE, subject=subject, by="gateway"
        )
        wakes += _count(conn, office, row, came, (answer, timing))
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


def _timing(office: Office, row: rows.Row, came: CameAt) -> LateOrInTime:
    if row.due is None:  # the answer is here before the receipt that starts the period
        return LateOrInTime.RECEIVED_IN_TIME
    return timing_of(
        office.law.rulebook(row.consultation.rulebook),
        received=came.received,
        sealed=came.sealed,
        last_instant=row.due,
    )


def _why_without_effect(
    conn: Connection,
    rule: Procedure,
    row: rows.Row,
    timing: LateOrInTime,
    answer: ConsultationAnswer,
) -> str:
    """Say in words why an answer that can be used does not count; empty if it does."""
    model = row.consultation
    if model.ended_because is not None and not _crosses_reliance(rule, row, answer):
        return "after the consultation had been ended"
    if timing is LateOrInTime.LATE:
        return "after the last instant"
    settled = model.answer is not None and rule.option(model.answer.answer).settles
    settled = settled and model.ended_because is None  # what was relied on gives way
    if settled and not model.answer_again:
        return "a second time"
    if row.state in OPEN_STATES:
        return ""
    if model.closed_by == CLOSED_BY_BOTH:
        return "after its own gateway had stated that nothing was under way"
    # An officer went on, or the period ended with a reaction. What was sealed in time
    # counts as long as nothing is decided: the asker does not profit from its own outage.
    decided = model.case_id is None or case_rows.get(conn, model.case_id).state in ENDED_STATES
    return "in time, but it arrived after the decision" if decided else ""


def _crosses_reliance(rule: Procedure, row: rows.Row, answer: ConsultationAnswer) -> bool:
    """Say whether an answer takes the place of a standing one that was relied on meanwhile.

    What the authority says of this very case, sealed in time, goes before what it had said
    in advance of such cases.
    """
    relied = row.consultation.ended_because is EndReason.STANDING_ANSWER
    return relied and rule.option(answer.answer).settles


def _count(
    conn: Connection,
    office: Office,
    row: rows.Row,
    came: CameAt,
    judged: tuple[ConsultationAnswer, LateOrInTime],
) -> Sequence[Wake]:
    """Give an answer its effect."""
    answer, timing = judged
    rule = office.law.procedure(row.consultation.rulebook, row.consultation.procedure)
    option = rule.option(answer.answer)
    at = office.clock.now()
    if row.state not in OPEN_STATES and row.consultation.case_id is not None:
        case_rows.let_proposal_fall(conn, row.consultation.case_id)
    answered = row.consultation.answered(
        answer,
        timing=timing,
        at=came.received,
        sealed=came.sealed,
        settles=option.settles,
    )
    row = rows.save(conn, row.holding(answered))
    close_tasks(conn, at=at, kind=TaskKind.SILENCE_UNCONFIRMED, subject=row.id, by="gateway")
    if timing is LateOrInTime.SEALED_IN_TIME and came.position is not None:
        note_sealed_in_time(conn, office, row, position=came.position, received=came.received)
    record_act(
        conn,
        at=at,
        actor=row.peer,
        verb=Verb.CONSULTATION_ANSWERED,
        saying=says(
            "{peer} answered: {label} ({timing})", peer=row.peer, label=option.label, timing=timing
        ),
        subject=row.consultation.case_id or row.id,
        reference=row.id,
    )
    if option.settles:
        for kind in (TaskKind.EXTENSION_ASKED, TaskKind.INFORMATION_WANTED):
            close_tasks(conn, at=at, kind=kind, subject=row.id, by="gateway")
        close_letters(conn, row, at)
        duty_at_end(conn, office, row)
    else:
        note_wanted(conn, office, row, rule)
    if option.ends_others:
        end_others(conn, office, row, f"{row.peer}: {option.label}")
    note_owed(conn, office, row.consultation.case_id)
    return _wakes(row)


def _keep(
    conn: Connection,
    office: Office,
    row: rows.Row,
    *,
    kind: TaskKind,
    saying: Saying,
) -> Sequence[Wake]:
    """Show an answer that has no effect, and tell a person."""
    at = office.clock.now()
    subject = row.consultation.case_id or row.id
    open_task(conn, at=at, kind=kind, subject=subject, saying=saying)
    record_act(
        conn,
        at=at,
        actor=row.peer,
        verb=Verb(f"consultation.{kind.replace('answer.', 'answered_')}"),
        saying=saying,
        subject=subject,
        reference=row.id,
    )
    return _wakes(row)


def _wakes(row: rows.Row) -> Sequence[Wake]:
    wakes: list[Wake] = [poke_consultation(row.id)] if row.ours else []
    if row.consultation.case_id is not None:
        wakes.append(poke_case(row.consultation.case_id))
    return wakes
