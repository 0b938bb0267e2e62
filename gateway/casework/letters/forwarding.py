"""Forwarding of a request to another authority of the same State; the clock runs on.

The consulted State has one clock: the competent authority gets what is left of it. Its
reply is passed on as the State's answer by the authority that was asked, which stays the one
that asks for more time. The asking authority sees who has the request now.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from gateway.casework.acts.due_dates import DueKind, clear_due, set_due
from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.effects import carry_out, side_of
from gateway.casework.consultations.incoming_request import seal_answer
from gateway.casework.letters.letters import show
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.correspondence import (
    Draft,
    LetterRoute,
    keep_letter,
    place_beside,
    place_of,
    raise_task,
    send,
    send_supplement,
    takes,
)
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.consultation import ConsultationAnswer, ConsultationEnd, ConsultationState
from gateway.domain.consultation.answer_rules import check_answer
from gateway.domain.consultation.transitions import end_received
from gateway.domain.correspondence import (
    Forwarding,
    ForwardingReply,
    LetterState,
    LetterView,
    Supplement,
)
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.errors import InputError, LawError, Reason, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.wire.content import content_from_bytes


async def forward(
    office: Office,
    officer: Officer,
    conversation_id: str,
    to: AuthorityCode,
    text: tuple[FreeText, ...] = (),
) -> LetterView:
    """Forward a consultation to the competent authority of our State.

    Raises:
        StateError: We asked in it, it has ended, or it is forwarded already.
        InputError: The other authority is of another State, or this one itself.
        TrustError: PEER_UNKNOWN; it is not in the directory.
    """
    officer.require(Permission.ANSWER)

    def write(work: Work) -> LetterView:
        row = consultation_rows.get(work.conn, conversation_id)
        model = row.consultation
        _check_forwarding(office, row, to)
        if model.deadline is None or row.due is None:
            raise StateError(
                "no period runs in the consultation", remedy="{getConsultation} says what runs."
            )
        content = Forwarding.made_from(
            model,
            conversation_id=row.id,
            received=model.deadline.received,
            last_instant=row.due,
            text=text,
        )
        draft = Draft(content=content, state=LetterState.OPEN)
        letter = send(work, LetterRoute(to, rulebook=model.rulebook), draft, actor=officer.name)
        _say_who_has_it(work, row, to, actor=officer.name)
        return show(work, letter.message_id)

    return await office.write(write)


def _check_forwarding(office: Office, row: consultation_rows.Row, to: AuthorityCode) -> None:
    if row.ours:
        raise StateError(
            "we asked in this consultation; the other side forwards",
            remedy="{listConsultations} lists those that we may forward.",
        )
    if row.state is not ConsultationState.RUNNING:
        raise StateError(
            "the consultation is {state}; nothing is left to forward",
            remedy="{getConsultation} says how it ended.",
            state=row.state,
        )
    if row.consultation.forwarded_to is not None:
        raise StateError(
            "it is with {forwarded_to} already",
            remedy="Recall that letter first.",
            forwarded_to=row.consultation.forwarded_to,
        )
    if to == office.code or member_state(to) != member_state(office.code):
        raise InputError(
            "to: {to} is no other authority of {code}",
            remedy="Name the competent authority of this State.",
            to=to,
            code=member_state(office.code),
        )
    office.me.directory().member(to)


def _say_who_has_it(
    work: Work, row: consultation_rows.Row, to: AuthorityCode, *, actor: str
) -> None:
    """Write who has the request now, here and to the asking authority."""
    now_with = None if to == work.code else to
    consultation_rows.save(work.conn, row.holding(row.consultation.forwarded(now_with)))
    place = place_of(work, conversation_id=row.id)
    send_supplement(work, place, Supplement(forwarded_to=to), actor=actor)


@takes(LetterType.FORWARDING)
def take_forwarding(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Put what was forwarded before our officers, with what is left of the State's period."""
    row = keep_letter(work.conn, letter, state=LetterState.OPEN)
    content = rows.content_of(row, Forwarding)
    if member_state(row.peer) != member_state(work.code):
        rows.set_state(work.conn, row.message_id, LetterState.RECORDED)
        text = says("{peer} forwarded a request, and is of another State", peer=row.peer)
        raise_task(work, row, text, kind=TaskKind.FORWARDING_UNUSABLE)
        return ()
    try:
        rule = work.law.procedure(content.rulebook, content.request.procedure)
        practice = work.law.practice(work.code, content.rulebook, content.received)
    except (InputError, LawError) as exc:
        text = says(
            "{peer} forwarded a request that cannot be answered here: {exc}", peer=row.peer, exc=exc
        )
        raise_task(work, row, text, kind=TaskKind.FORWARDING_UNUSABLE)
        return ()
    text = says(
        "{peer} forwarded: {asking} consults our State under {article}; the period began at "
        "{received}",
        peer=row.peer,
        asking=content.asking,
        article=rule.article,
        received=content.received,
    )
    raise_task(work, row, text, kind=TaskKind.FORWARDING_ANSWER)
    remind = content.last_instant - timedelta(seconds=practice.remind_before_s)
    at = max(work.now, remind)
    set_due(work, kind=DueKind.REPLY_WANTED, subject=row.message_id, at=at)
    return ()


async def reply_forwarded(
    office: Office,
    officer: Officer,
    message_id: str,
    answer: ConsultationAnswer | None,
    text: tuple[FreeText, ...] = (),
) -> LetterView:
    """Answer what was forwarded to us, or hand it back.

    Args:
        office: The competent authority.
        officer: Who answers.
        message_id: The letter that forwarded it.
        answer: The State's answer; None: not competent either.
        text: In words, for the authority that forwarded it.

    Raises:
        NotFoundError: There is no such letter here.
        StateError: It is answered already, or ours.
        InputError: The procedure knows no such answer, or it is incomplete; a refusal to
            answer says why.
    """
    officer.require(Permission.ANSWER)
    if answer is None and not text:
        raise InputError("text: what is handed back needs a word why")

    def write(work: Work) -> LetterView:
        asked = rows.get(work.conn, message_id)
        content = rows.content_of(asked, Forwarding)
        if asked.ours or asked.state is not LetterState.OPEN:
            raise StateError(
                "what was forwarded is {state}; there is nothing to answer",
                remedy="{listLetters} shows what was said of it.",
                state=asked.state,
            )
        if answer is not None:
            rule = office.law.procedure(content.rulebook, content.request.procedure)
            check_answer(rule, content.request, answer)
        draft = Draft(
            content=ForwardingReply(accepted=answer is not None, text=text),
            beside=() if answer is None else (answer,),
        )
        row = send(work, place_beside(asked), draft, actor=officer.name, answers=asked)
        rows.set_state(work.conn, asked.message_id, LetterState.ANSWERED)
        clear_due(work.conn, kind=DueKind.REPLY_WANTED, subject=asked.message_id)
        journal_of(work, officer.name).close_tasks(
            TaskKind.FORWARDING_ANSWER, asked.conversation_id
        )
        return show(work, row.message_id)

    return await office.write(write)


@takes(LetterType.FORWARDING_REPLY)
def take_forwarding_reply(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Pass the competent authority's answer on as our State's, at once and without a person."""
    row = keep_letter(work.conn, letter)
    reply = rows.content_of(row, ForwardingReply)
    asked = None if row.replies_to is None else rows.find(work.conn, row.replies_to)
    if asked is None or asked.state is not LetterState.OPEN:
        raise_task(work, row, says("{peer} answered what is not open any more", peer=row.peer))
        return ()
    forwarded = rows.content_of(asked, Forwarding)
    consultation = consultation_rows.get(work.conn, forwarded.conversation_id)
    if not reply.accepted:
        rows.set_state(work.conn, asked.message_id, LetterState.ANSWERED)
        _handed_back(work, row, consultation)
        return ()
    try:
        if consultation.state is not ConsultationState.RUNNING:
            raise StateError(
                "the consultation is {state}",
                remedy="{getConsultation} says how it ended.",
                state=consultation.state,
            )
        answer = _given(letter, by=row.peer)
        seal_answer(work, consultation, answer, actor=row.peer)
    except (InputError, StateError, LawError) as exc:
        # While the period runs on it stays open: an answer was given, so there is no silence.
        if consultation.state is not ConsultationState.RUNNING:
            rows.set_state(work.conn, asked.message_id, LetterState.ANSWERED)
        text = says("{peer} answered, and it cannot be passed on: {exc}", peer=row.peer, exc=exc)
        raise_task(work, row, text, kind=TaskKind.FORWARDING_UNUSABLE)
        return ()
    rows.set_state(work.conn, asked.message_id, LetterState.ANSWERED)
    text = says(
        "{peer} answered; its answer was passed on to {peer_}",
        peer=row.peer,
        peer_=consultation.peer,
    )
    raise_task(work, row, text)
    return ()


def _given(letter: ReceivedLetter, *, by: str) -> ConsultationAnswer:
    """Return the answer in a reply, with who gave it, when, and in which letter."""
    if 1 not in letter.bodies:
        raise Reason.CONTENT_INVALID.error(
            "part 1, the answer, is missing",
            remedy="The sender must send it again with the answer.",
        )
    answer = content_from_bytes(ConsultationAnswer, letter.bodies[1])
    return answer.as_given_by(by, letter.header.created, letter.digest.hex())


def _handed_back(work: Work, row: rows.LetterRow, consultation: consultation_rows.Row) -> None:
    """Take a request back; the asking authority is told, the period ran on."""
    raise_task(
        work,
        row,
        says("{peer} handed back what we forwarded", peer=row.peer),
        kind=TaskKind.FORWARDING_BACK,
    )
    if consultation.state is ConsultationState.RUNNING:
        _say_who_has_it(work, consultation, work.code, actor="gateway")
        text = says(
            "{peer} handed the consultation of {peer_} back: answer it",
            peer=row.peer,
            peer_=consultation.peer,
        )
        journal_of(work).open_task(TaskKind.ANSWER_DUE, consultation.id, text)


@takes(LetterType.END)
def take_end_onward(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Note that our answer is not needed, or not for some denials; tell who has the request now."""
    keep_letter(work.conn, letter)
    consultation = consultation_rows.find(work.conn, letter.header.conversation_id)
    if consultation is None:
        return ()
    if not consultation.ours and consultation.state is not ConsultationState.SUPERSEDED:
        end, side = (
            content_from_bytes(ConsultationEnd, letter.bodies[0]),
            side_of(work, consultation),
        )
        found = end_received(consultation.consultation, side, end)
        consultation, _ = carry_out(work, consultation, found)
    if consultation.state is not ConsultationState.SUPERSEDED:
        return ()
    text = FreeText(language="en", text=consultation.consultation.ended_text or "it has ended")
    for each in rows.listed(work.conn, letter_type=LetterType.FORWARDING, state=LetterState.OPEN):
        content = rows.content_of(each, Forwarding)
        if each.ours and content.conversation_id == consultation.id:
            taken_back = Supplement(text=(text,), forwarded_to=work.code)
            send_supplement(work, place_beside(each), taken_back, actor="gateway")
            rows.set_state(work.conn, each.message_id, LetterState.RECORDED)
    return ()
