"""Ends of consultations: the answer is no longer needed, and the other side is told why.

One binding objection of another authority, a withdrawal, the decision, a material
amendment, denials that ended meanwhile (docs/domain.md 12), a standing answer, a recall, a
coordinator's settlement. Whoever asked ends; whoever is asked keeps what was said. An
answer that crosses the end is kept and shown, and has no effect.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework.acts.journal import close_tasks, open_task, record_act
from gateway.casework.consultations.by_hand import tell_by_hand
from gateway.casework.consultations.duties import duty_at_end
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.correspondence import Draft, Place, keep_letter, send
from gateway.casework.records.sending import close_letters
from gateway.casework.services import Office
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.authority import member_state
from gateway.domain.consultation import (
    OPEN_STATES,
    ConsultationEnd,
    ConsultationState,
    EndReason,
    LateOrInTime,
)
from gateway.domain.denial import DenialId, FreeText
from gateway.domain.saying import in_words, says
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import (
    Wake,
    add_wakes,
    poke_case,
    poke_consultation,
)
from gateway.wire.content import content_from_bytes

_State = ConsultationState

WORDS: dict[EndReason, str] = {
    EndReason.BINDING_OBJECTION: "another authority has objected, and that binds",
    EndReason.WITHDRAWN: "what was asked about was withdrawn",
    EndReason.DECIDED: "the case is decided",
    EndReason.AMENDED: (
        "the application was materially amended, so what was asked does not stand any more; a new "
        "request follows only where one is to be made about the application as it is now"
    ),
    EndReason.DENIAL_ENDED: "denial no longer valid",
    EndReason.RECALLED: "the request was sent in error; the period never ran",
    EndReason.STANDING_ANSWER: "a standing answer is relied on",
    EndReason.SETTLED: "the State's coordinator has given its one answer",
}
"""Each reason in words; total, as a test proves."""


def end_consultation(
    conn: Connection,
    office: Office,
    row: rows.Row,
    reason: EndReason,
    text: Sequence[FreeText] = (),
    denials: Sequence[DenialId] = (),
) -> rows.Row:
    """End a consultation of ours, or take some denials out of it, and tell the other side.

    One that has ended so already stays as it is. The delivery of the letter, the
    conversation and the case are woken by the transaction.

    Args:
        conn: Of the transaction of the act that ends it.
        office: This authority.
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
    if row.state is _State.SUPERSEDED:
        return row
    at = office.clock.now()
    ended = tuple(dict.fromkeys((*row.consultation.ended_denials, *denials)))
    content = ConsultationEnd(reason=reason, text=tuple(text), denials=tuple(denials), at=at)
    if row.consultation.by_hand:
        said = says("its answer is not needed any more: {words}", words=_words(content))
        tell_by_hand(conn, row, said, at=at)
    else:
        place = Place(row.peer, row.id, row.consultation.case_id, row.consultation.rulebook)
        send(conn, office, place, Draft(content=content), actor="gateway")
    row = _take_out(conn, office, row, content, ended=ended, actor="gateway")
    add_wakes(conn, _wakes(row))
    return row


def end_open(
    conn: Connection,
    office: Office,
    case_id: str,
    reason: EndReason,
    text: Sequence[FreeText] = (),
) -> tuple[rows.Row, ...]:
    """End every consultation of a case that has not ended by itself, and what they disagree on."""
    kind = TaskKind.ANSWERS_CONTRADICT
    close_tasks(conn, at=office.clock.now(), kind=kind, subject=case_id, by="gateway")
    return tuple(
        end_consultation(conn, office, row, reason, text)
        for row in rows.of_case(conn, case_id)
        if row.state in OPEN_STATES
    )


def end_others(conn: Connection, office: Office, row: rows.Row, label: str) -> None:
    """End what one answer makes needless: the same question to authorities of other States.

    Other procedures go on: Article 16(5) is a duty before a refusal too. So do other
    authorities of the same State: if they contradict it, the State settles that itself.
    """
    model = row.consultation
    if model.case_id is None:
        return
    text = FreeText(language="en", text=f"{label} ({model.procedure})")
    for other in rows.of_case(conn, model.case_id):
        same_question = other.consultation.procedure == model.procedure
        same_state = member_state(other.peer) == member_state(row.peer)
        if other.state in OPEN_STATES and same_question and not same_state:
            end_consultation(conn, office, other, EndReason.BINDING_OBJECTION, (text,))


def take_end(conn: Connection, office: Office, letter: ReceivedLetter) -> Sequence[Wake]:
    """Hear that our answer is no longer needed, or not for some denials; tell our officers."""
    keep_letter(conn, letter)
    row = rows.find(conn, letter.header.conversation_id)
    if row is None or row.ours or row.state is _State.SUPERSEDED:
        return ()
    content = content_from_bytes(ConsultationEnd, letter.bodies[0])
    if content.reason is EndReason.STANDING_ANSWER and _answered_in_time(row):
        text = says(
            "{peer} relied on a standing answer before our answer had come there; our answer "
            "takes its place while the case is not decided",
            peer=row.peer,
        )
        open_task(
            conn,
            at=office.clock.now(),
            kind=TaskKind.CONSULTATION_ENDED,
            subject=row.id,
            saying=text,
        )
        return ()
    known = tuple(each for each in content.denials if each in row.consultation.request.denials)
    ended = tuple(dict.fromkeys((*row.consultation.ended_denials, *known)))
    row = _take_out(conn, office, row, content, ended=ended, actor=row.peer)
    open_task(
        conn,
        at=office.clock.now(),
        kind=TaskKind.CONSULTATION_ENDED,
        subject=row.id,
        saying=says("{peer} needs no answer: {words}", peer=row.peer, words=_words(content))
        if row.state is _State.SUPERSEDED
        else says(
            "{peer} needs no answer on {known}: {words}",
            peer=row.peer,
            known=known,
            words=_words(content),
        ),
    )
    return ()


def _answered_in_time(row: rows.Row) -> bool:
    timing = row.consultation.answer_timing
    return row.state is _State.ANSWERED and timing is not LateOrInTime.LATE


def _take_out(
    conn: Connection,
    office: Office,
    row: rows.Row,
    content: ConsultationEnd,
    *,
    ended: tuple[DenialId, ...],
    actor: str,
) -> rows.Row:
    """Write the end on either side; with denials left it is only about those from now on."""
    at = office.clock.now()
    model = row.consultation.narrowed(ended)
    partly = content.reason is EndReason.DENIAL_ENDED and bool(model.denials_left)
    if not partly:
        model = model.superseded(because=content.reason, text=_words(content))
        close_letters(conn, row, at)
        for kind in TASKS:
            close_tasks(conn, at=at, kind=kind, subject=row.id, by="gateway")
    row = rows.save(conn, row.holding(model))
    record_act(
        conn,
        at=at,
        actor=actor,
        verb=Verb.CONSULTATION_NARROWED if partly else Verb.CONSULTATION_SUPERSEDED,
        saying=says("{denials}: {words}", denials=content.denials, words=_words(content))
        if partly
        else in_words(_words(content)),
        subject=row.consultation.case_id or row.id,
        reference=row.id,
    )
    if not partly and not row.ours and content.reason in _ENDS_IN_FACT:
        duty_at_end(conn, office, row)
    return row


_ENDS_IN_FACT = frozenset({EndReason.WITHDRAWN, EndReason.STANDING_ANSWER})
"""Ends after which the others are told how it ended, where the rulebook wants it: what was
asked about is over, or an answer was given in advance."""


TASKS = (
    TaskKind.ANSWER_CONFIRM,
    TaskKind.ANSWER_DUE,
    TaskKind.ANSWER_SOON,
    TaskKind.EXTENSION_ASKED,
    TaskKind.SILENCE_UNCONFIRMED,
    TaskKind.INFORMATION_WANTED,
    TaskKind.STOP_ENDED,
    TaskKind.STOP_UNASKED,
)
"""Tasks about a consultation that its end closes."""


def _words(content: ConsultationEnd) -> str:
    return "; ".join((WORDS[content.reason], *(each.text for each in content.text)))


def _wakes(row: rows.Row) -> list[Wake]:
    wakes: list[Wake] = [poke_consultation(row.id)]
    if row.consultation.case_id is not None:
        wakes.append(poke_case(row.consultation.case_id))
    return wakes
