"""What follows for the work from a recall, on either side.

What becomes of a consultation is in `gateway.domain.consultation.transitions`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from gateway.casework.acts.due_dates import DueKind, clear_due
from gateway.casework.acts.journal import journal_of
from gateway.casework.consultations.effects import carry_out, drop_reliance, side_of
from gateway.casework.letters import classification_letters
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records import correspondence_rows as letters
from gateway.casework.records.correspondence import place_of, send_supplement, stands_now
from gateway.casework.services import Work
from gateway.domain.acts import TaskKind
from gateway.domain.consultation import (
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
)
from gateway.domain.consultation.reversals import (
    answer_recalled,
    correction_recalled,
    request_recalled,
)
from gateway.domain.correspondence import Correction, Forwarding, LetterState, Supplement
from gateway.domain.letter import LetterType
from gateway.domain.letter_types import LETTER_RULES
from gateway.domain.notice import Comment, Notice
from gateway.domain.saying import says
from gateway.domain.transaction import Classification, Item, ListSource, Transaction
from gateway.errors import StateError
from gateway.exchange.engine_calls import Wake
from gateway.exchange.journal import JournalRow, bodies_at, find_row
from gateway.wire.content import content_from_bytes

SEALED = "(sealed: recalled by its sender)"
"""What stands where contents were that nobody reads any more."""


def undo(work: Work, held: JournalRow) -> Sequence[Wake]:
    """Undo here what a recalled letter had begun; of a peer's, before its contents are sealed."""
    return _UNDO.get(held.letter_type, _beside)(work, held)


def _request(work: Work, held: JournalRow) -> Sequence[Wake]:
    """End a consultation whose request was recalled, on either side."""
    row = rows.find(work.conn, held.conversation_id)
    if row is None:
        return ()
    left = None if row.ours else _without_contents(row.consultation.request)
    found = request_recalled(row.consultation, side_of(work, row), left=left)
    return carry_out(work, row, found)[1]


def _without_contents(request: ConsultationRequest) -> ConsultationRequest:
    """Return a request that says nothing but under which procedure it was made."""
    item = Item(description=SEALED, classifications=(Classification(source=ListSource.NON_LISTED),))
    transaction = Transaction(
        activity=request.transaction.activity, items=(item,), destination="ZZ"
    )
    return ConsultationRequest(
        procedure=request.procedure, case_reference=SEALED, transaction=transaction
    )


def _answer(work: Work, held: JournalRow) -> Sequence[Wake]:
    """Do without an answer that was recalled, on either side."""
    row, answer = rows.find(work.conn, held.conversation_id), _says_now(work.conn, held)
    if row is None or row.ours is held.ours or answer is None:
        return ()
    found = answer_recalled(row.consultation, side_of(work, row), answer)
    return carry_out(work, row, found)[1]


def _says_now(conn: Connection, held: JournalRow) -> ConsultationAnswer | None:
    """Return an answer as it stands, corrected if it was; None where it is sealed."""
    try:
        found = stands_now(conn, held)
    except StateError:
        return None
    return found if isinstance(found, ConsultationAnswer) else None


def _correction(work: Work, held: JournalRow) -> Sequence[Wake]:
    """Let what was corrected stand again as it was; only what can be shown is put back."""
    row, kept = rows.find(work.conn, held.conversation_id), letters.find(work.conn, held.message_id)
    if row is None or kept is None or not isinstance(kept.content, Correction):
        return ()
    model = row.consultation
    left = model.with_corrections(each for each in model.corrections if each != held.message_id)
    row = rows.save(work.conn, row.holding(left))
    of = find_row(work.conn, kept.content.message_id, peer=None if held.ours else held.peer)
    idle = kept.state is not LetterState.RECORDED  # it had changed nothing
    if of is None or of.letter_type is not LetterType.ANSWER or idle:
        return ()
    before, after = _said(work.conn, held), _says_now(work.conn, of)
    if before is None or after is None:
        return ()
    found = correction_recalled(row.consultation, side_of(work, row), before, after)
    return carry_out(work, row, found)[1]


def _said(conn: Connection, held: JournalRow) -> ConsultationAnswer | None:
    body = bodies_at(conn, held.position).get(1)
    return None if body is None else content_from_bytes(ConsultationAnswer, body)


def _beside(work: Work, held: JournalRow) -> Sequence[Wake]:
    """Undo what a letter beside a question and its answer had begun, on either side."""
    at = work.now
    wakes: Sequence[Wake] = ()
    kept = letters.find(work.conn, held.message_id)
    if held.letter_type is LetterType.STANDING_ANSWER:
        clear_due(work.conn, kind=DueKind.STANDING_EXPIRES, subject=held.message_id)
        if held.ours:
            letters.withdraw_standing(work.conn, held.message_id, at)
        else:
            letters.seal_standing(work.conn, held.message_id, at)
            wakes = drop_reliance(work, held.message_id, recalled=True)
    if kept is None:
        return wakes
    if held.letter_type is LetterType.INFORMATION_REPLY and kept.replies_to is not None:
        letters.set_state(work.conn, kept.replies_to, LetterState.OPEN)
    classification_letters.undo(work.conn, kept)
    end_tasks(work, kept)
    if not kept.ours:
        _end_tasks_of_notice(work, kept)
    subject = kept.case_id or kept.conversation_id
    if held.letter_type is LetterType.FORWARDING and held.ours:
        _with_us_again(work, kept)
    if held.letter_type is LetterType.FORWARDING_REPLY and not held.ours:
        text = says(
            "{peer} recalled the answer that we passed on: recall ours as well", peer=held.peer
        )
        journal_of(work).open_task(TaskKind.RECALL_ALARM, subject, text)
    return wakes


def end_tasks(work: Work, kept: letters.LetterRow) -> None:
    """Close what asks for something that a recall makes needless."""
    clear_due(work.conn, kind=DueKind.REPLY_WANTED, subject=kept.message_id)
    journal, subject = journal_of(work), kept.case_id or kept.conversation_id
    for kind in LETTER_RULES[kept.letter_type].asks:
        journal.close_tasks(kind, subject, key=classification_letters.key_of(kept))


def _end_tasks_of_notice(work: Work, row: letters.LetterRow) -> None:
    """Close what a notice or a comment had asked of officers that its sender recalls."""
    kinds: tuple[str, ...]
    if isinstance(row.content, Comment):
        subject, kinds = row.content.about, (TaskKind.NOTICE_COMMENT,)
    elif isinstance(row.content, Notice):
        subject, kinds = row.content.number, (TaskKind.NOTICE_READ, TaskKind.NOTICE_UNUSABLE)
    else:
        return
    for each in letters.listed(work.conn, letter_type=row.letter_type):
        if each.message_id != row.message_id and not each.ours and _about(each) == subject:
            return  # another letter asks for the same
    for kind in kinds:
        journal_of(work).close_tasks(kind, subject)
    if row.letter_type is LetterType.NOTICE:
        clear_due(work.conn, kind=DueKind.NOTICE_EXPIRES, subject=subject)


def _about(row: letters.LetterRow) -> str:
    if isinstance(row.content, Notice):
        return row.content.number
    return row.content.about if isinstance(row.content, Comment) else ""


def _with_us_again(work: Work, kept: letters.LetterRow) -> None:
    """Take back what we forwarded; the asking authority sees that it is with us."""
    if not isinstance(kept.content, Forwarding):
        return
    row = rows.find(work.conn, kept.content.conversation_id)
    if row is None or row.state is not ConsultationState.RUNNING:
        return
    rows.save(work.conn, row.holding(row.consultation.forwarded(None)))
    place = place_of(work, conversation_id=row.id)
    send_supplement(work, place, Supplement(forwarded_to=work.code), actor="gateway")


_UNDO = {
    LetterType.REQUEST: _request,
    LetterType.ANSWER: _answer,
    LetterType.CORRECTION: _correction,
}
"""Every other letter stands beside a question and its answer."""
