"""Recall of what was sent in error: sealed at its receiver at once, and a signed answer.

The contents stay in the journal, where every signature still holds, and are shown to nobody
any more. The answer says by itself who had read them and whether an answer had been sealed
on them. What follows for the work is in `gateway.casework.letters.recall_effects`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal
from gateway.casework.cases.cases import open_case
from gateway.casework.consultations.outgoing_request import ask
from gateway.casework.consultations.reconsultation import ASKING
from gateway.casework.letters.letters import show
from gateway.casework.letters.recall_effects import end_tasks, undo
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import case_rows, consultation_rows
from gateway.casework.records import correspondence_rows as rows
from gateway.casework.records.consultation_rows import shown
from gateway.casework.records.correspondence import (
    Draft,
    check_held,
    corrections_of,
    keep_letter,
    place_beside,
    place_of,
    raise_task,
    recall_of,
    send,
    sent_row,
    takes,
)
from gateway.casework.records.letter_access import openings
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind
from gateway.domain.base import Instant
from gateway.domain.consultation import Consultation, EndReason
from gateway.domain.correspondence import (
    Forwarding,
    LetterState,
    LetterView,
    Recall,
    RecallStatement,
)
from gateway.domain.denial import FreeText
from gateway.domain.letter import LetterType
from gateway.domain.letter_types import LETTER_RULES, RECALLABLE
from gateway.domain.saying import says
from gateway.errors import StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake, add_wakes, poke_case
from gateway.exchange.journal import (
    JournalRow,
    find_row,
    rows_of,
    seal_parts,
)


class RecallableLetter(NamedTuple):
    """A letter that we sent and that stands.

    Attributes:
        message_id: Its id.
        letter_type: What it is.
        at: When it was sealed.
    """

    message_id: str
    letter_type: LetterType
    at: Instant


async def recallable_letters(
    office: Office, officer: Officer, conversation_id: str
) -> tuple[RecallableLetter, ...]:
    """Return the letters of ours in a conversation that can be recalled, the newest first.

    Raises:
        NotFoundError: The conversation is not there for the account.
    """
    officer.require(Permission.READ_LETTERS)

    def read(conn: Connection) -> tuple[RecallableLetter, ...]:
        return tuple(
            RecallableLetter(row.message_id, row.letter_type, row.at)
            for row in reversed(rows_of(conn, [conversation_id]))
            if row.ours and row.letter_type in RECALLABLE and recall_of(conn, row) is None
        )

    return await office.db.read(read)


async def recall(
    office: Office, officer: Officer, message_id: str, reason: tuple[FreeText, ...]
) -> LetterView:
    """Recall a letter of ours that was sent in error.

    What it began ends, as if nothing had been asked.

    Raises:
        NotFoundError: We sent no such letter.
        StateError: Such a letter is not recalled, or it is already.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> LetterView:
        row = recall_letter(work, message_id, reason, actor=officer.name)
        return show(work, row.message_id)

    return await office.write(write)


def recall_letter(
    work: Work,
    message_id: str,
    reason: tuple[FreeText, ...],
    *,
    actor: str,
) -> rows.LetterRow:
    """Recall a letter of ours inside the caller's transaction.

    Raises:
        NotFoundError: We sent no such letter.
        StateError: Such a letter is not recalled, or it is already.
    """
    held = sent_row(work.conn, message_id)
    if held.letter_type not in RECALLABLE:
        raise StateError(
            "a letter of type {letter_type} is not recalled",
            remedy="It stands. End what it began by its own act, e.g. {endConsultation}.",
            letter_type=held.letter_type,
        )
    if recall_of(work.conn, held) is not None:
        raise StateError(
            "the letter is recalled already",
            remedy="Send what is right anew; of a request: {repeatRequest}.",
            message_id=message_id,
        )
    place = place_of(work, conversation_id=held.conversation_id)
    content = Recall(message_id=message_id, message_digest=held.digest.hex(), reason=reason)
    draft = Draft(content=content, state=LetterState.OPEN)
    row = send(work, place, draft, actor=actor)
    add_wakes(work.conn, undo(work, held))
    return row


@takes(LetterType.RECALL)
def take_recall(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Seal what a peer recalls, state who had read it, and undo what it had begun."""
    row = keep_letter(work.conn, letter)
    recalled = rows.content_of(row, Recall)
    why_not = check_held(
        work.conn, peer=row.peer, message_id=recalled.message_id, digest=recalled.message_digest
    )
    held = None if why_not else find_row(work.conn, recalled.message_id, peer=row.peer)
    if held is None or held.letter_type not in RECALLABLE or _elsewhere(held, row):
        why = why_not or "that letter is not one to be recalled here"
        raise_task(
            work,
            row,
            says("{peer} recalls in vain: {why}", peer=row.peer, why=why),
            kind=TaskKind.RECALL_UNUSABLE,
        )
        return ()
    statement = RecallStatement(
        message_id=held.message_id,
        sealed_at=work.now,
        opened=openings(work.conn, held.message_id),
        answered=_answered(work.conn, held),
    )
    wakes = list(undo(work, held))
    _seal(work, held)
    draft = Draft(content=statement)
    send(work, place_beside(row), draft, actor="gateway", answers=row)
    for onward in _forwarded(work.conn, held):
        reason = FreeText(language="en", text=f"{row.peer} recalled what was forwarded")
        if recall_of(work.conn, onward) is None:
            recall_letter(work, onward.message_id, (reason,), actor="gateway")
        rows.seal(work.conn, onward.message_id)
    raise_task(
        work,
        row,
        says(
            "{peer} recalled: {letter_type}; it is sealed",
            peer=row.peer,
            letter_type=held.letter_type,
        ),
        kind=TaskKind.LETTER_RECALLED,
    )
    return wakes


def _elsewhere(held: JournalRow, row: rows.LetterRow) -> bool:
    return held.conversation_id != row.conversation_id


def _answered(conn: Connection, held: JournalRow) -> bool:
    """Say whether we had sealed an answer on a letter."""
    if held.letter_type is LetterType.REQUEST:
        return any(
            each.ours and each.letter_type is LetterType.ANSWER
            for each in rows_of(conn, [held.conversation_id])
        )
    return any(
        each.ours and LETTER_RULES[each.letter_type].replies and each.replies_to == held.message_id
        for each in rows.listed(conn, conversation_id=held.conversation_id)
    )


def _seal(work: Work, held: JournalRow) -> None:
    """Seal a letter with its corrections, which say the same things again.

    With a request everything goes that its sender wrote around it: what it added, corrected
    or noted is about the same file.
    """
    at = work.now
    if held.letter_type is LetterType.REQUEST:
        found = [
            each
            for each in rows_of(work.conn, [held.conversation_id])
            if not each.ours and each.letter_type not in _NEVER_SEALED
        ]
    else:
        listed = corrections_of(work.conn, held.conversation_id, held.message_id, ours=False)
        corrections = (find_row(work.conn, each.message_id, peer=held.peer) for each in listed)
        found = [held, *(each for each in corrections if each is not None)]
    for each in found:
        seal_parts(work.conn, each.position, at)
        kept = rows.find(work.conn, each.message_id)
        if kept is not None:
            end_tasks(work, kept)
            rows.seal(work.conn, each.message_id)


_NEVER_SEALED = frozenset({LetterType.RECALL, LetterType.END})
"""What its sender wrote about the end of the request itself."""


def _forwarded(conn: Connection, held: JournalRow) -> list[JournalRow]:
    """Return our letters by which a request was handed on inside our State."""
    if held.letter_type is not LetterType.REQUEST:
        return []
    found = []
    for each in rows.listed(conn, letter_type=LetterType.FORWARDING):
        about = isinstance(each.content, Forwarding) and each.content.conversation_id
        onward = find_row(conn, each.message_id) if each.ours else None
        if about == held.conversation_id and onward is not None:
            found.append(onward)
    return found


@takes(LetterType.RECALL_STATEMENT)
def take_recall_statement(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Take the answer to a recall: sealed, read by whom, answered or not."""
    row = keep_letter(work.conn, letter)
    statement = rows.content_of(row, RecallStatement)
    asked = None if row.replies_to is None else rows.find(work.conn, row.replies_to)
    if asked is None or asked.letter_type is not LetterType.RECALL:
        raise_task(work, row, says("{peer} states a recall that we did not ask for", peer=row.peer))
        return ()
    rows.set_state(work.conn, asked.message_id, LetterState.ANSWERED)
    roles = sorted({each.role for each in statement.opened})
    read = f"read by {', '.join(roles)}" if roles else "read by nobody"
    answered = "; an answer had been sealed on it" if statement.answered else ""
    raise_task(
        work,
        row,
        says(
            "{peer} sealed what we recalled: {read}{answered}",
            peer=row.peer,
            read=read,
            answered=answered,
        ),
    )
    kept = rows.find(work.conn, statement.message_id)
    held = find_row(work.conn, statement.message_id)
    if _still_forwarded(kept):
        # What was forwarded is with us again, now that no reply to it can be on its way.
        rows.set_state(work.conn, statement.message_id, LetterState.RECORDED)
    if kept is not None and kept.state is LetterState.SEALED and held is not None:
        # A copy of what another authority recalled: it has arrived, so ours is sealed too.
        seal_parts(work.conn, held.position, work.now)
    return ()


def _still_forwarded(kept: rows.LetterRow | None) -> bool:
    """Say whether a letter is one of ours that hands a request on and has no reply."""
    forwards = kept is not None and kept.ours and kept.letter_type is LetterType.FORWARDING
    return forwards and kept is not None and kept.state is LetterState.OPEN


async def ask_again(office: Office, officer: Officer, conversation_id: str) -> Consultation:
    """Ask again what a recalled request had asked.

    It is about the case as it stands now.

    Raises:
        NotFoundError: There is no such consultation here.
        StateError: Its request was not recalled, or the case has ended.
    """
    officer.require(Permission.ASSESS)

    def write(work: Work) -> consultation_rows.Row:
        row = consultation_rows.get(work.conn, conversation_id)
        model, at = row.consultation, office.clock.now()
        # What a binding objection had ended is asked again once that objection is gone, and
        # what a standing answer had answered once that one is.
        gone = model.ended_because in _ASKED_AGAIN and model.counting_answer is None
        if not row.ours or not gone or model.asked_anew or model.case_id is None:
            raise StateError(
                "nothing that is recalled can be asked again here",
                remedy="{getConsultation} says where it stands.",
            )
        case = open_case(work.conn, model.case_id)
        fresh = ask(
            work,
            procedure=office.law.procedure(case.rulebook, model.procedure),
            consulted=row.peer,
            request=model.request.with_transaction(case.asked_transaction),
            rulebook=case.rulebook,
            case_id=case.case_id,
            at=at,
        )
        near = fresh.consultation.asked_about(model.asked_as)
        fresh = consultation_rows.save(work.conn, fresh.holding(near))
        consultation_rows.save(work.conn, row.holding(model.asked_again()))
        for kind in ASKING:
            Journal(work.conn, at, officer.name).close_tasks(kind, case.case_id, key=row.id)
        case_rows.save(work.conn, case.consulting())
        add_wakes(work.conn, [poke_case(case.case_id)])
        return fresh

    row = await office.write(write)
    return shown(office, row)


_ASKED_AGAIN = frozenset(
    {EndReason.RECALLED, EndReason.BINDING_OBJECTION, EndReason.STANDING_ANSWER}
)
