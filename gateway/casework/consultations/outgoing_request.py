"""The asking authority's side of a consultation: open it, and take its receipt.

Every function here is one step inside one transaction; the state that it leaves is the
truth, the workflow only waits. Answers are taken in `incoming_answer`, silence is found and
closed in `closing`, more time is asked for and given in `extension`.

Where the other side counts another last instant than we do, a person is told.

The later of both governs, and no further than the rulebook lets be agreed
(`gateway.domain.deadline.furthest_instant`): beyond that ours governs, whatever the other
side has signed.

Whether a standing answer covers a consultation, and the offer to rely on it.

Everything that its scope limits must be within it: a doubt is no cover, and the question is
asked as the law wants it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from gateway.casework.acts.due_dates import Due, DueKind, set_due
from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.consultations.offline_consultations import have_asked
from gateway.casework.records import consultation_rows, correspondence_rows
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.correspondence_rows import StandingAnswerView
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import Case
from gateway.domain.consultation import (
    AskedHit,
    ByHand,
    Consultation,
    ConsultationRequest,
    ConsultationState,
    StopState,
)
from gateway.domain.controls.codes import is_within, normalise_code
from gateway.domain.correspondence import StandingAnswer, StandingScope
from gateway.domain.deadline import printed_last_instant, prolonged_instant
from gateway.domain.letter import LetterType, PartKind, Receipt, ReceiptOutcome
from gateway.domain.rulebook import Procedure, Requirement
from gateway.domain.saying import Saying, says
from gateway.domain.stops import stop_of
from gateway.domain.transaction import Item, Party, Transaction
from gateway.errors import InputError
from gateway.exchange.conversations import close_conversation
from gateway.exchange.engine_calls import Wake, poke_consultation
from gateway.exchange.outbox import PartDraft, queue_letter
from gateway.exchange.outbox_rows import find_letter
from gateway.matching.parties.party import compare_parties
from gateway.matching.transaction import PARTY_EXACT
from gateway.wire.content import content_to_bytes


def open_consultation(
    work: Work,
    *,
    case: Case,
    procedure: Procedure,
    consulted: str,
    request: ConsultationRequest,
    at: datetime,
    asked_as: tuple[AskedHit, ...] = (),
) -> str:
    """Ask on behalf of a case, under its rulebook; return the conversation's id."""
    row = ask(
        work,
        procedure=procedure,
        consulted=consulted,
        request=request,
        rulebook=case.rulebook,
        case_id=case.case_id,
        at=at,
    )
    return rows.save(work.conn, row.holding(row.consultation.asked_about(asked_as))).id


def ask(
    work: Work,
    *,
    procedure: Procedure,
    consulted: str,
    request: ConsultationRequest,
    rulebook: str,
    case_id: str | None,
    at: datetime,
) -> rows.Row:
    """Write the request into the outbox and the consultation beside it."""
    letter = queue_letter(
        work.conn,
        work.me,
        recipient=consulted,
        letter_type=LetterType.REQUEST,
        parts=[
            PartDraft(kind=PartKind.MATCHING, body=content_to_bytes(request), release=(consulted,))
        ],
        procedure=procedure.code,
        rulebook=rulebook,
    )
    model = Consultation(
        conversation_id=letter.conversation_id,
        case_id=case_id,
        procedure=procedure.code,
        asking=work.code,
        consulted=consulted,
        state=ConsultationState.REQUESTED,
        request=request,
        rulebook=rulebook,
    )
    row = rows.Row(
        consultation=model.stop_bounded(work.law.stop_clock(model)),
        ours=True,
        peer=consulted,
        request_message=letter.message_id,
        request_digest=letter.digest,
    )
    rows.add(work.conn, row)
    _watch_stop(work, row, at=at)
    offer_standing(work, row)
    Journal(work.conn, at).act(
        Verb.CONSULTATION_REQUESTED,
        case_id or row.id,
        says(
            "{consulted} is consulted under {article}: {title}",
            consulted=consulted,
            article=procedure.article,
            title=procedure.title,
        ),
        letter.conversation_id,
    )
    return row


def _watch_stop(work: Work, row: rows.Row, *, at: datetime) -> None:
    """Have an officer look at a stop from its beginning: its clock runs, asked or not."""
    clock = row.consultation.stop_clock
    if clock is None:
        return
    set_due(work, kind=DueKind.STOP_ENDS, subject=row.id, at=clock.last_instant)
    Journal(work.conn, at).open_task(
        TaskKind.STOP_UNASKED,
        row.id,
        says(
            "{peer} has not received our question about stopped goods yet; the stop ends by its "
            "own period at {end} all the same: call {peer}",
            peer=row.peer,
            end=printed_last_instant(clock),
        ),
    )


def stop_ends(work: Work, due: Due) -> Due | None:
    """Tell an officer that stopped goods are due for release; a stop that was prolonged goes on."""
    row, at = rows.find(work.conn, due.subject), work.now
    clock = None if row is None else row.consultation.stop_clock
    if row is None or clock is None:
        return None
    if at < clock.last_instant:
        return replace(due, at=clock.last_instant)
    rule = work.law.rule_of(row.consultation)
    stop = stop_of(rule, row.consultation, at)
    if stop is not None and stop.state is StopState.RELEASE_DUE:
        said = says("{sentence}", sentence=stop.sentence)
        Journal(work.conn, at).open_task(TaskKind.STOP_ENDED, row.id, said)
    return None


def take_request_receipt(
    work: Work, message_id: str, conversation_id: str, receipt: Receipt
) -> Sequence[Wake]:
    """Start the period with the receipt of the request, or show that it was refused."""
    row = rows.find(work.conn, conversation_id)
    if row is None or row.consultation.by_hand:
        return ()  # officers carry it, who have recorded when it was received
    at = work.now
    journal = Journal(work.conn, at)
    subject = row.consultation.case_id or row.id
    if receipt.outcome is ReceiptOutcome.REFUSED:
        if row.ours and row.consultation.ended_because is not None:
            return ()  # nothing is asked any more; neither the request nor its end matters
        journal.open_task(
            TaskKind.LETTER_REFUSED,
            subject,
            says("{peer} refused a letter: {reason}", peer=row.peer, reason=receipt.reason),
        )
        if not row.ours:
            rows.save(work.conn, _open_again(row, find_letter(work.conn, message_id).letter_type))
        elif message_id == row.request_message:
            _by_hand(work.conn, row, receipt, at=at)
        return (poke_consultation(row.id),) if row.ours else ()
    for kind in (TaskKind.LETTER_UNDELIVERED, TaskKind.STOP_UNASKED):
        journal.close_tasks(kind, row.id)
    answered = not row.ours and row.state is ConsultationState.ANSWERED
    if answered and find_letter(work.conn, message_id).letter_type is LetterType.ANSWER:
        close_conversation(work.conn, row.id, at)  # it has come there, and is not refused
    if row.ours and message_id == row.request_message and row.consultation.awaits_receipt:
        row = rows.save(
            work.conn, running(work.office, row, receipt.received, receipt.last_instant)
        )
        compare_deadlines(work, row, receipt)
        journal.act(Verb.CONSULTATION_RECEIVED, subject, _received(row), row.id)
    return (poke_consultation(row.id),) if row.ours else ()


def _received(row: rows.Row) -> Saying:
    if row.state is ConsultationState.ANSWERED:
        return says(
            "{peer} received the request; its answer came before the receipt", peer=row.peer
        )
    return says("{peer} received the request; the period runs", peer=row.peer)


def _open_again(row: rows.Row, refused: LetterType) -> rows.Row:
    """Let our officers seal again what the asking gateway refused; their period runs on."""
    if refused is LetterType.ANSWER and row.state is ConsultationState.ANSWERED:
        return row.holding(row.consultation.answer_refused())
    if refused is LetterType.EXTENSION_REQUEST:
        return row.holding(row.consultation.wish_refused())
    return row


def _by_hand(conn: Connection, row: rows.Row, receipt: Receipt, *, at: datetime) -> None:
    """A refused request starts no period: the case waits for a consultation by hand."""
    model = row.consultation
    rows.save(conn, row.holding(model.request_refused()))
    asked = ByHand(
        procedure=model.procedure,
        authority=row.peer,
        named={each.denial_id: each.match_class for each in model.asked_as},
    )
    why = says("refused the request ({reason})", reason=receipt.reason)
    have_asked(conn, model.case_id or row.id, asked, why=why, at=at)


def running(office: Office, row: rows.Row, received: datetime, theirs: datetime | None) -> rows.Row:
    """Derive our own last instant; the peer's governs where it is later and may be.

    Args:
        office: This authority.
        row: The consultation.
        received: When the question was received there.
        theirs: The last instant that its receipt states; None: officers carry it.
    """
    model = row.consultation
    deadline = office.law.deadline(
        version=model.rulebook,
        procedure=model.procedure,
        consulted=model.consulted,
        received=received,
    )
    first, furthest = deadline.last_instant, office.law.furthest(deadline)
    days = model.days_extended  # given before the receipt had come
    if days:
        deadline = office.law.extended(deadline, days)
    return row.holding(
        model.received(deadline, peer_last_instant=theirs),
        due=prolonged_instant(first, deadline.last_instant, theirs, furthest),
    )


# --- instants that the two sides have of one deadline ----------------------------------------


def furthest_of(office: Office, row: rows.Row, otherwise: datetime) -> datetime:
    """Return the latest last instant of a consultation that can govern.

    Args:
        office: This authority.
        row: The consultation.
        otherwise: Where no period was derived here.
    """
    deadline = row.consultation.deadline
    return otherwise if deadline is None else office.law.furthest(deadline)


def compare_deadlines(work: Work, row: rows.Row, receipt: Receipt) -> None:
    """Compare what the receipt of our request says of the period with our own derivation.

    The receipt says the first period; what was given meanwhile moves ours only.
    """
    deadline = row.consultation.deadline
    if deadline is None:
        return
    first = work.law.extended(deadline, 0)
    if receipt.last_instant != first.last_instant:
        note_instant(work, row, ours=first.last_instant, theirs=receipt.last_instant)
    elif receipt.calendar_digest != first.calendar_digest:
        text = says(
            "{peer} has signed that it counts by another calendar than {calendar}, by which we "
            "count; our evidence will say so. Ask {peer} which it has notified",
            peer=row.peer,
            calendar=first.calendar,
        )
        _tell(work, row, text)


def note_instant(work: Work, row: rows.Row, *, ours: datetime, theirs: datetime | None) -> None:
    """Tell a person where the other side states another last instant, and which governs."""
    if theirs == ours:
        return
    text = says(
        "our last instant with {peer} is {ours}, theirs is {theirs}; ",
        peer=row.peer,
        ours=ours,
        theirs=theirs,
    )
    if theirs is None or theirs <= furthest_of(work.office, row, ours):
        text += says("the later governs. Compare the calendars by telephone")
    else:
        text += says("that is more than can be agreed, so ours governs. Call {peer}", peer=row.peer)
        if row.ours:
            text += says(
                "; if its gateway does not close then, an officer goes on (confirm-silence)"
            )
    _tell(work, row, text)


def _tell(work: Work, row: rows.Row, saying: Saying) -> None:
    journal_of(work).open_task(TaskKind.DEADLINE_DIFFERS, row.id, saying)


# --- what an earlier answer covers -----------------------------------------------------------


def check_standing(rule: Procedure, content: StandingAnswer) -> None:
    """Check that an answer given in advance is one in itself.

    Args:
        rule: The procedure under which it is given, or would be relied on.
        content: What it says.

    Raises:
        InputError: The procedure knows no such answer, it settles nothing, or the conditions
            that it needs are missing; names the field.
    """
    option = rule.option(content.answer)
    if not option.settles:
        raise InputError("answer: {label} answers nothing in advance", label=repr(option.label))
    if Requirement.CONDITIONS in option.requires and not content.conditions:
        raise InputError("conditions: {label} needs them", label=repr(option.label))


def over(office: Office, giver: str, content: StandingAnswer) -> datetime:
    """Return the instant from which a standing answer no longer holds, on its giver's clock."""
    zone = office.law.calendar(giver).zone
    return datetime.combine(content.until + timedelta(days=1), time(), tzinfo=zone)


def covers(office: Office, given: StandingAnswerView, row: consultation_rows.Row) -> bool:
    """Say whether a standing answer of the consulted authority holds for a consultation."""
    content, model = given.content, row.consultation
    if content is None or given.ours or given.withdrawn is not None:
        return False
    if (given.peer, content.procedure) != (row.peer, model.procedure):
        return False
    if office.clock.now() >= over(office, given.peer, content):
        return False
    try:  # by the law of the consultation, which may be newer than that of the answer
        check_standing(office.law.rule_of(model), content)
    except InputError:
        return False
    named = content.scope.denials
    if named and not set(model.denials_left) <= set(named):
        return False
    return within(content.scope, model.request.transaction)


def within(scope: StandingScope, transaction: Transaction) -> bool:
    """Say whether a transaction lies within a scope: every item, the destination, the end-user."""
    if scope.codes and not all(_item_within(scope.codes, each) for each in transaction.items):
        return False
    if scope.destinations and transaction.destination not in scope.destinations:
        return False
    if not scope.end_users:
        return True
    end_user = transaction.end_user.value
    return end_user is not None and any(_same(end_user, each) for each in scope.end_users)


def _item_within(codes: tuple[str, ...], item: Item) -> bool:
    """Say whether every code of an item lies within the codes; a non-listed item does not."""
    own = [each.code for each in item.classifications]
    return all(
        code is not None and any(is_within(code, _normal(each)) for each in codes) for code in own
    )


def _normal(code: str) -> str:
    """Return a code in its one spelling; a category or a group stays as it is."""
    try:
        return normalise_code(code)
    except InputError:
        return code.strip().upper()


def _same(ours: Party, theirs: Party) -> bool:
    return compare_parties(ours, theirs).score >= PARTY_EXACT


def offer_standing(work: Work, row: consultation_rows.Row) -> None:
    """Show officers the standing answers that cover a consultation of ours just opened."""
    procedure = row.consultation.procedure
    for given in correspondence_rows.listed_standing(
        work.conn, ours=False, peer=row.peer, procedure=procedure
    ):
        if covers(work.office, given, row):
            offer(work, row, given)


def offer(work: Work, row: consultation_rows.Row, given: StandingAnswerView) -> None:
    """Make a standing answer that covers a consultation an officer's choice."""
    if given.content is None:
        return
    procedure = work.law.procedure(row.consultation.rulebook, given.content.procedure)
    text = says(
        "{peer} has answered in advance: {answer}, until {until}; rely on {standing_id}, or wait",
        peer=row.peer,
        answer=procedure.option(given.content.answer).label,
        until=given.content.until,
        standing_id=given.standing_id,
    )

    journal_of(work).open_task(TaskKind.STANDING_COVERS, row.id, text)
