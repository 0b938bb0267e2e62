"""What counts no more as it was said: a question or an answer is recalled, or an answer replaced.

A recalled request was never validly asked: the consultation ends, no period ran, no silence
follows, and the case shows whom it must ask again. A recalled answer is as if it had not been
given. Where a decision rested on it, a person is told at once.

An answer takes the place of another where it was corrected, or its correction was recalled. At the
asking authority a proposal that was made on the first version falls, and what the first version
had made needless, or the second one does, is told. Where a standing answer is gone on which
consultations had relied, they are open questions again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from gateway.casework.acts.journal import close_tasks, open_task, record_act
from gateway.casework.consultations.ended_consultations import TASKS, WORDS, end_others
from gateway.casework.consultations.reconsultation import note_owed
from gateway.casework.records import case_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.sending import close_letters
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import ENDED_STATES, Case, CaseState
from gateway.domain.consultation import (
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    EndReason,
)
from gateway.domain.saying import in_words, says
from gateway.exchange.conversations import reopen_conversation
from gateway.exchange.engine_calls import Wake, poke_case, poke_consultation, start_consultation

_State = ConsultationState


def recall_request(
    conn: Connection, office: Office, row: rows.Row, *, left: ConsultationRequest | None
) -> Sequence[Wake]:
    """End a consultation whose request was recalled, on either side; no period ran.

    Args:
        conn: Of the transaction.
        office: This authority.
        row: The consultation, locked.
        left: At the consulted authority, what is left of the request that is sealed.
    """
    model, at = row.consultation, office.clock.now()
    recalled = model.recalled(WORDS[EndReason.RECALLED], left=left)
    row = rows.save(conn, replace(row, consultation=recalled, due=None, closing_asked=None))
    close_letters(conn, row, at)
    for kind in TASKS:
        close_tasks(conn, at=at, kind=kind, subject=row.id, by="gateway")
    record_act(
        conn,
        at=at,
        actor=model.asking,
        verb=Verb.CONSULTATION_RECALLED,
        saying=in_words(WORDS[EndReason.RECALLED]),
        subject=model.case_id or row.id,
        reference=row.id,
    )
    wakes = [poke_consultation(row.id)] if row.ours else []
    case = case_of(conn, row)
    if row.ours and case is not None:
        if case.state in ENDED_STATES:
            text = says(
                "the case was decided; its consultation of {peer} is recalled", peer=row.peer
            )
            open_task(conn, at=at, kind=TaskKind.RECALL_ALARM, subject=case.case_id, saying=text)
        note_owed(conn, office, case.case_id)
        wakes.append(poke_case(case.case_id))
    return wakes


def recall_answer(
    conn: Connection, office: Office, row: rows.Row, answer: ConsultationAnswer
) -> Sequence[Wake]:
    """Do without an answer that was recalled; a decision that rested on it is an alarm.

    Args:
        conn: Of the transaction.
        office: This authority, which asked.
        row: The consultation, locked.
        answer: As it stands, corrected if it was.
    """
    model = row.consultation
    kept = model.keeping_late(each for each in model.late_answers if each != answer)
    row = rows.save(conn, row.holding(kept))
    if model.answer != answer:
        return ()
    case, at = case_of(conn, row), office.clock.now()
    if case is not None and case.state in ENDED_STATES:
        if not model.by_hand:  # what officers attest of a decided case stays readable
            rows.save(conn, row.holding(kept.answer_recalled(runs_on=False).contents_sealed()))
        text = says(
            "the case is {state}, and {peer} has recalled the answer it rested on",
            state=case.state,
            peer=row.peer,
        )
        open_task(conn, at=at, kind=TaskKind.RECALL_ALARM, subject=case.case_id, saying=text)
        return ()
    running = row.state in (_State.ANSWERED, _State.RUNNING)
    rows.save(conn, row.holding(kept.answer_recalled(runs_on=running)))
    if running and case is not None:
        back_to_consulting(conn, case)
    reopen_conversation(conn, row.id)
    note_owed(conn, office, model.case_id)  # what made other questions needless is gone
    record_act(
        conn,
        at=at,
        actor=row.peer,
        verb=Verb.ANSWER_RECALLED,
        saying=says("{peer} recalled its answer; the consultation goes on", peer=row.peer),
        subject=model.case_id or row.id,
        reference=row.id,
    )
    wakes = [start_consultation(row.id)]
    if case is not None:
        wakes.append(poke_case(case.case_id))
    return wakes


def case_of(conn: Connection, row: rows.Row) -> Case | None:
    """Return the case of a consultation, where it belongs to one here."""
    case_id = row.consultation.case_id
    return None if case_id is None else case_rows.get(conn, case_id)


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
    if row.state is _State.RUNNING:
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


def drop_reliance(
    conn: Connection,
    office: Office,
    standing_id: str,
    *,
    recalled: bool,
    alarm: TaskKind,
) -> list[Wake]:
    """Take a standing answer out of every consultation that relies on it.

    It counts no more in a case that is not decided, and whoever gave it is asked again. A
    decision that rested on it stands and is a person's alarm.

    Args:
        conn: Of the transaction.
        office: This authority.
        standing_id: Of the standing answer, whose giver recalled or corrected it.
        recalled: Whether its contents are sealed, so that they are not shown here either.
        alarm: Kind of task where a decision rested on it.
    """
    wakes: list[Wake] = []
    for row in rows.relying_on(conn, standing_id):
        decided = _is_decided(conn, row)
        if recalled or not decided:
            dropped = row.consultation.reliance_dropped(sealed=recalled)
            row = rows.save(conn, row.holding(dropped))  # noqa: PLW2901 - as it stands now
        case_id, at = row.consultation.case_id, office.clock.now()
        what = "recalled" if recalled else "corrected"
        text = says(
            "{peer} {what} the standing answer on which the consultation relied",
            peer=row.peer,
            what=what,
        )
        record_act(
            conn,
            at=at,
            actor=row.peer,
            verb=Verb(f"standing.{what}"),
            saying=text,
            subject=case_id or row.id,
            reference=row.id,
        )
        if decided or case_id is None:
            open_task(conn, at=at, kind=alarm, subject=case_id or row.id, saying=text)
            continue
        case_rows.let_proposal_fall(conn, case_id)
        note_owed(conn, office, case_id)
        wakes.append(poke_case(case_id))
    return wakes


def _is_decided(conn: Connection, row: rows.Row) -> bool:
    case_id = row.consultation.case_id
    return case_id is not None and case_rows.get(conn, case_id).state in ENDED_STATES
