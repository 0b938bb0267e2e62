"""What letters do to a round on a classification, on either side.

A question opens the round here; its closing closes it, and an outcome is kept as a precedent.
What an authority answered is read from its reply as it stands, amended or recalled.
"""

from __future__ import annotations

from sqlalchemy import Connection

from gateway.casework.acts.journal import journal_of
from gateway.casework.records import classification_rows as rounds
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.records.correspondence import (
    Draft,
    corrections_of,
    place_beside,
    recall_of,
    send,
    stands_now,
    subject_of,
)
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.domain.consultation.classification import (
    AskedAuthority,
    ClassificationRound,
    RoundAnswer,
    RoundState,
)
from gateway.domain.correspondence import (
    InformationReply,
    InformationRequest,
    LetterState,
    Supplement,
)
from gateway.domain.letter import LetterType
from gateway.domain.saying import Saying, says
from gateway.errors import StateError
from gateway.exchange.journal import find_row


def number_of(row: letters.LetterRow) -> str | None:
    """Return the number of the round in which a letter asks, or None."""
    content = row.content
    if not isinstance(content, InformationRequest) or content.round is None:
        return None
    return content.round.number


def key_of(row: letters.LetterRow) -> str | None:
    """Return the key of our tasks about a request, where it is one of several about one case."""
    return row.message_id if row.ours and number_of(row) is not None else None


# --- the question ---------------------------------------------------------------------------


def keep_asked(work: Work, row: letters.LetterRow, request: InformationRequest) -> Saying:
    """Keep another authority's round in which a letter asks us, and say so."""
    asked = request.round
    if asked is None:
        raise ValueError("it is a question of a round")
    said = says(
        "{peer} asks for a classification, {number}: {designation}",
        peer=row.peer,
        number=asked.number,
        designation=asked.item.designation or asked.item.description[:_SHORT],
    )
    if rounds.find(work.conn, asked.number) is None:
        us = AskedAuthority(
            authority=work.code,
            conversation_id=row.conversation_id,
            message_id=row.message_id,
        )
        opened = ClassificationRound(
            number=asked.number,
            ours=False,
            state=RoundState.OPEN,
            opened=row.at,
            wanted_by=request.wanted_by,
            item=asked.item,
            text=tuple(each for each in request.text if each.text != asked.item.description),
            asked=(us,),
        )
        rounds.add(work.conn, opened)
    if request.wanted_by is not None:
        said += says(", by {day}", day=request.wanted_by)
    return said


_SHORT = 80  # characters of a description in the line of a task


def note_answered(work: Work, number: str, *, peer: str) -> None:
    """Tell a person once everybody has answered in a round of ours."""
    held = rounds.find(work.conn, number)
    if held is None or not held.ours or held.state is RoundState.CLOSED:
        return
    if with_answers(work.conn, held).all_answered:
        journal_of(work).open_task(
            TaskKind.CLASSIFICATION_CLOSE,
            held.case_id or held.number,
            says("all have answered in {number}, {peer} last", number=number, peer=peer),
            key=held.number,
        )


# --- the closing ----------------------------------------------------------------------------


def send_closing(work: Work, asked: AskedAuthority, told: Supplement, *, actor: str) -> None:
    """Tell an authority that we asked that a round of ours is closed."""
    request = letters.get(work.conn, asked.message_id)
    send(work, place_beside(request), Draft(content=told), actor=actor)
    _close_request(work, request)


def _close_request(work: Work, row: letters.LetterRow) -> None:
    """Want no answer any more to the question of a closed round, on either side."""
    if row.state is LetterState.OPEN:
        letters.set_state(work.conn, row.message_id, LetterState.RECORDED)
    subject = subject_of(row)
    kind = TaskKind.REPLY_MISSING if row.ours else TaskKind.CLASSIFICATION_ASKED
    journal_of(work).close_tasks(kind, subject, key=key_of(row))


def take_closing(work: Work, row: letters.LetterRow, added: Supplement) -> tuple[Saying, TaskKind]:
    """Close another authority's round; say what came of it, and which task that is."""
    closing = added.closing
    if closing is None:
        raise ValueError("it closes a round")
    held = rounds.find(work.conn, closing.number)
    asked = None if held is None else held.asked[0]
    if held is None or held.ours or asked is None or asked.conversation_id != row.conversation_id:
        said = says(
            "{peer} closes {number}, in which it has not asked us here",
            peer=row.peer,
            number=closing.number,
        )
        return said, TaskKind.SUPPLEMENT_UNUSABLE
    request = letters.find(work.conn, asked.message_id)
    if request is not None:
        _close_request(work, request)
    rounds.save(work.conn, held.closed_with(closing.outcome, row.at))
    outcome, number = closing.outcome, held.number
    if outcome is None:
        said = says("{peer} closed {number}; no answer is needed", peer=row.peer, number=number)
    elif outcome.code is None:
        said = says("{peer} closed {number}: on no list", peer=row.peer, number=number)
    else:
        said = says(
            "{peer} closed {number}: {code}",
            peer=row.peer,
            number=number,
            code=outcome.code,
        )
    return said, TaskKind.LETTER_READ


def undo(conn: Connection, row: letters.LetterRow) -> None:
    """Undo here what a letter that its sender recalls had begun of another authority's round."""
    if row.ours:
        return
    if row.letter_type is LetterType.INFORMATION_REQUEST:
        rounds.forget_request(conn, row.message_id)
    if isinstance(row.content, Supplement) and row.content.closing is not None:
        held = rounds.find(conn, row.content.closing.number)
        if held is not None and not held.ours and held.outcome == row.content.closing.outcome:
            rounds.save(conn, held.outcome_recalled())


# --- the answers ----------------------------------------------------------------------------


def with_answers(conn: Connection, held: ClassificationRound) -> ClassificationRound:
    """Return a round with what was answered, as it stands now."""
    return held.with_answers(tuple(_answered(conn, held, each) for each in held.asked))


def _answered(conn: Connection, held: ClassificationRound, asked: AskedAuthority) -> AskedAuthority:
    request = find_row(conn, asked.message_id) if held.ours else None
    recalled = request is not None and recall_of(conn, request) is not None
    reply = reply_to(conn, asked)
    answer = None if reply is None else _answer(conn, reply)
    return asked.standing(answer, recalled=recalled)


def reply_to(conn: Connection, asked: AskedAuthority) -> letters.LetterRow | None:
    """Return the reply to a question of a round that its sender has not recalled, or None."""
    found = letters.listed(
        conn, conversation_id=asked.conversation_id, letter_type=LetterType.INFORMATION_REPLY
    )
    for row in reversed(found):
        if row.replies_to != asked.message_id or row.state is LetterState.SEALED:
            continue
        held = find_row(conn, row.message_id, peer=None if row.ours else row.peer)
        if held is not None and recall_of(conn, held) is None:
            return row
    return None


def _answer(conn: Connection, row: letters.LetterRow) -> RoundAnswer | None:
    held = find_row(conn, row.message_id, peer=None if row.ours else row.peer)
    if held is None:
        return None
    try:
        said = stands_now(conn, held)
    except StateError:
        return None  # erased after its time
    if not isinstance(said, InformationReply):
        return None
    amended = corrections_of(conn, row.conversation_id, row.message_id, ours=row.ours)
    return RoundAnswer(
        at=row.at,
        amended_at=amended[-1].at if amended else None,
        codes=said.codes,
        not_listed=said.not_listed,
        confidence=None if said.opinion is None else said.opinion.confidence,
        reason=said.text,
        precedents=() if said.opinion is None else said.opinion.precedents,
    )
