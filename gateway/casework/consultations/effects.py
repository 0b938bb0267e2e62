"""Carries out what a transition of a consultation says, in the transaction of its cause.

Which state follows and which effects is the domain's (`gateway.domain.consultation.transitions`).
Ends are begun here: one binding objection of another authority, a withdrawal, the decision, a
material amendment, denials that ended meanwhile (docs/domain.md 12), a standing answer, a recall,
a coordinator's settlement. Whoever asked ends; whoever is asked keeps what was said. An answer
that crosses the end is kept and shown, and has no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.notification_duties import duty_at_end
from gateway.casework.consultations.offline_consultations import tell_by_hand
from gateway.casework.consultations.reconsultation import note_owed
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.correspondence import Draft, LetterRoute, send
from gateway.casework.records.sending import close_letters
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.domain.authority import member_state
from gateway.domain.case import CaseState
from gateway.domain.consultation import OPEN_STATES, ConsultationEnd, ConsultationState, EndReason
from gateway.domain.consultation.reversals import reliance_dropped
from gateway.domain.consultation.transitions import (
    ActWritten,
    Detailed,
    Following,
    OthersEnded,
    Standpoint,
    TaskOpened,
    TasksClosed,
    Transition,
    end_in_words,
    ended,
)
from gateway.domain.denial import DenialId, FreeText
from gateway.domain.saying import says
from gateway.exchange.conversations import reopen_conversation
from gateway.exchange.engine_calls import (
    Wake,
    add_wakes,
    poke_case,
    poke_consultation,
    start_consultation,
)


def side_of(work: Work, row: rows.Row) -> Standpoint:
    """Return from which side we see a consultation, under which procedure, in which case."""
    rule, case_id = work.law.rule_of(row.consultation), row.consultation.case_id
    has_case = row.ours and case_id is not None
    return Standpoint(
        row.ours, rule, case_rows.get(work.conn, case_id or "").state if has_case else None
    )


def carry_out(
    work: Work,
    row: rows.Row,
    found: Transition,
    *,
    due: datetime | None = None,
) -> tuple[rows.Row, list[Wake]]:
    """Write a consultation as it is after a transition, and carry out what else follows.

    Args:
        work: The transaction, with the services of the node.
        row: The consultation, locked, as it was.
        found: What follows.
        due: Its last instant, where that moved.

    Returns:
        The row as it is now, and what the engine is to be told.
    """
    after = row.holding(found.after, due=due)
    if Following.NO_PERIOD in found.effects:
        after = replace(after, due=None, closing_asked=None)
    if after != row:
        row = rows.save(work.conn, after)
    wakes: list[Wake] = []
    for effect in found.effects:
        if isinstance(effect, Following):
            wakes += _follow(work, row, effect)
        else:
            _write(work, row, effect)
    return row, wakes


def _write(work: Work, row: rows.Row, effect: Detailed) -> None:
    of_case = row.consultation.case_id or row.id
    match effect:
        case ActWritten(verb, saying, by, case, reference):
            subject, about = of_case if case else row.id, row.id if reference is None else reference
            journal_of(work, by).act(verb, subject, saying, about)
        case TaskOpened(kind, saying, case):
            journal_of(work).open_task(kind, of_case if case else row.id, saying)
        case TasksClosed(kinds, by, case):
            for kind in kinds:
                journal_of(work, by).close_tasks(kind, of_case if case else row.id)
        case OthersEnded(label):
            end_others(work, row, label)


def _follow(work: Work, row: rows.Row, effect: Following) -> list[Wake]:
    case_id = row.consultation.case_id if row.ours else None
    match effect:
        case Following.CLOSED:
            close_letters(work.conn, row, work.now)
        case Following.REOPENED:
            reopen_conversation(work.conn, row.id)
        case Following.DUTY:
            duty_at_end(work, row)
        case Following.OWED:
            note_owed(work, case_id)
        case Following.PROPOSAL_FALLS if case_id is not None:
            case_rows.let_proposal_fall(work.conn, case_id)
        case Following.CONSULTING if case_id is not None:
            back_to_consulting(work.conn, case_id)
        case Following.STARTED if row.ours:
            return [start_consultation(row.id)]
        case Following.POKED if row.ours:
            return [poke_consultation(row.id)]
        case Following.CASE_POKED if case_id is not None:
            return [poke_case(case_id)]
        case _:
            pass  # there is no case, it is not ours, or `carry_out` has written it
    return []


def back_to_consulting(conn: Connection, case_id: str) -> None:
    """Let a case wait for an answer again."""
    case = case_rows.get(conn, case_id)
    if case.state in (CaseState.ASSESSMENT, CaseState.PROPOSED):
        case_rows.save(conn, case.consulting())


# --- ends -------------------------------------------------------------------------------------


def end_consultation(
    work: Work,
    row: rows.Row,
    reason: EndReason,
    text: Sequence[FreeText] = (),
    denials: Sequence[DenialId] = (),
) -> rows.Row:
    """End a consultation of ours, or take some denials out of it, and tell the other side.

    One that has ended so already stays as it is. The delivery of the letter, the
    conversation and the case are woken by the transaction.

    Args:
        work: The transaction, with the services of the node.
        row: The consultation, locked.
        reason: Why nothing more is asked.
        text: In words, for the other side's officers.
        denials: For DENIAL_ENDED those that ended. While others are left, the consultation
            goes on for them.

    Raises:
        ValueError: The other side asked in it (a defect of the caller).
    """
    if not row.ours:
        raise ValueError("whoever asked ends a consultation")
    if row.state is ConsultationState.SUPERSEDED:
        return row
    at = work.now
    end = ConsultationEnd(reason=reason, text=tuple(text), denials=tuple(denials), at=at)
    if row.consultation.by_hand:
        said = says("its answer is not needed any more: {words}", words=end_in_words(end))
        tell_by_hand(work.conn, row, said, at=at)
    else:
        place = LetterRoute(row.peer, row.id, row.consultation.case_id, row.consultation.rulebook)
        send(work, place, Draft(content=end), actor="gateway")
    side = Standpoint(row.ours, work.law.rule_of(row.consultation))
    row, wakes = carry_out(work, row, ended(row.consultation, side, end, by="gateway"))
    add_wakes(work.conn, wakes)
    return row


def end_open(
    work: Work,
    case_id: str,
    reason: EndReason,
    text: Sequence[FreeText] = (),
) -> tuple[rows.Row, ...]:
    """End every consultation of a case that has not ended by itself, and what they disagree on."""
    kind = TaskKind.ANSWERS_CONTRADICT
    journal_of(work).close_tasks(kind, case_id)
    return tuple(
        end_consultation(work, row, reason, text)
        for row in rows.of_case(work.conn, case_id)
        if row.state in OPEN_STATES
    )


def end_others(work: Work, row: rows.Row, label: str) -> None:
    """End what one answer makes needless: the same question to authorities of other States.

    Other procedures go on: Article 16(5) is a duty before a refusal too. So do other
    authorities of the same State: if they contradict it, the State settles that itself.
    """
    model = row.consultation
    if model.case_id is None:
        return
    text = FreeText(language="en", text=f"{label} ({model.procedure})")
    for other in rows.of_case(work.conn, model.case_id):
        same_question = other.consultation.procedure == model.procedure
        same_state = member_state(other.peer) == member_state(row.peer)
        if other.state in OPEN_STATES and same_question and not same_state:
            end_consultation(work, other, EndReason.BINDING_OBJECTION, (text,))


def drop_reliance(work: Work, standing_id: str, *, recalled: bool) -> list[Wake]:
    """Take a standing answer out of every consultation that relies on it.

    It counts no more in a case that is not decided, and whoever gave it is asked again. A
    decision that rested on it stands and is a person's alarm.

    Args:
        work: The transaction, with the services of the node.
        standing_id: Of the standing answer, whose giver recalled or corrected it.
        recalled: Whether its contents are sealed, so that they are not shown here either.
    """
    wakes: list[Wake] = []
    for row in rows.relying_on(work.conn, standing_id):
        side = side_of(work, row)
        found = reliance_dropped(row.consultation, side, recalled=recalled)
        wakes += carry_out(work, row, found)[1]
    return wakes
