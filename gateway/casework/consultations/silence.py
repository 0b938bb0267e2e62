"""Silence: found by the journal, closed by both sides, never by a timer.

Silence means something in law: no objection (Article 14(1)), not essentially identical
(16(5)), released (21(4)). So nobody here concludes it alone (docs/design.md section 4). A timer or
the deadline sweep only asks; the journal answers, step by step, each in one transaction:

 1. The clock stands past the last instant and the rulebook's grace.
 2. No letter of the conversation waits for its effect; one that does may count.
 3. More time that was asked for in time, and never refused, is given (14(1), 16(5)).
 4. A reaction that settles nothing ends the period; it is no silence.
 5. Nothing speaks against silence: no oral objection, no letter that cannot be used here, no
    expired directory, and it is not carried by hand. Otherwise: "no answer, unconfirmed", a
    person's task.
 6. The consulted gateway is asked, by a signed letter, whether anything is under way.
 7. It states, signed and after the period, that nothing is: both sides close as silent. It
    states that something is: its later instant counts as far as it may, or a person calls.
 8. It is not reached: unconfirmed. Only an officer goes on, on record, with how it was tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.consultations.extension import accept_unanswered_extension
from gateway.casework.consultations.incoming_answer import judge_again
from gateway.casework.consultations.outgoing_request import furthest_of, note_instant
from gateway.casework.permissions import Officer, Permission
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.consultation_rows import shown
from gateway.casework.records.correspondence import takes
from gateway.casework.records.sending import close_letters, send_in
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.case import OralNote
from gateway.domain.consultation import (
    CLOSED_BY_BOTH,
    OPEN_STATES,
    ClosingRequest,
    ClosingStatement,
    Consultation,
    ConsultationState,
)
from gateway.domain.deadline import governing_instant
from gateway.domain.letter import LetterType
from gateway.domain.saying import says
from gateway.errors import StateError
from gateway.exchange.conversations import close_conversation
from gateway.exchange.dispatch import ReceivedLetter, undispatched, unusable
from gateway.exchange.engine_calls import Wake, add_wakes, poke_case, poke_consultation
from gateway.exchange.journal import refused_numbers
from gateway.exchange.outbox_rows import find_letter
from gateway.wire.content import content_from_bytes

_State = ConsultationState


def period_over(work: Work, conversation_id: str) -> Sequence[Wake]:
    """Ask the journal whether a period is over, and take the next step of the closing."""
    row = rows.get(work.conn, conversation_id)
    at = work.now
    if not row.ours or row.due is None or row.state not in rows.ASKED_ABOUT:
        return ()
    closing = work.law.rulebook(row.consultation.rulebook).closing
    # (1) Past the last instant and the grace.
    if at < row.due + timedelta(seconds=closing.grace_s):
        return ()
    # (2) What waits is dispatched first, and may count.
    if undispatched(work.conn, row.id):
        return ()
    # (3) More time that nobody refused.
    if row.state is _State.RUNNING:
        extended = accept_unanswered_extension(work, row)
        if extended is not None:
            return judge_again(work, extended)
    # (4) A reaction that did not settle is no silence.
    if row.consultation.answer is not None and not row.consultation.by_hand:
        return _end_with_reaction(work, row)
    # (5) Looked at before the other side is asked: it would close, and we would not.
    blocked = _why_not_silent(work, row, at=at)
    if blocked:
        _unconfirmed(work.conn, replace(row, closing_asked=at), at=at, why=blocked)
    # (6) The consulted gateway is asked.
    elif row.state is _State.RUNNING:
        _ask_to_close(work, row, at=at)
    # (8) It does not answer: unconfirmed, and asked again ever more rarely.
    elif at >= rows.ask_at(row, work.law.rulebook(row.consultation.rulebook), at):
        if row.state is _State.CLOSING:
            _unconfirmed(work.conn, row, at=at, why=f"{row.peer} is not reached")
        else:
            _ask_again(work, row, at=at)
    return ()


def _end_with_reaction(work: Work, row: rows.Row) -> Sequence[Wake]:
    """End a period that had a reaction which settles nothing; the other side is told."""
    row = _ask_to_close(work, row, at=work.now)
    end_with_reaction(work, row, actor="gateway")
    return _wakes(row)


def end_with_reaction(work: Work, row: rows.Row, *, actor: str) -> None:
    """Write that a period ended with a reaction."""
    rows.save(work.conn, row.holding(row.consultation.ended_with_reaction()))
    journal_of(work, actor).act(
        Verb.CONSULTATION_ENDED,
        row.consultation.case_id or row.id,
        says("the period ended with a reaction that settles nothing"),
        row.id,
    )


def _ask_again(work: Work, row: rows.Row, *, at: datetime) -> None:
    """Ask an unconfirmed one again, once what blocked it is gone or their clock is past.

    A closing request that has not been delivered yet is not sent a second time.
    """
    if row.closing_message is None or find_letter(work.conn, row.closing_message).settled:
        row = _ask_to_close(work, row, at=at)
    rows.save(
        work.conn, replace(row, consultation=row.consultation.unconfirmed(), closing_asked=at)
    )


def _ask_to_close(work: Work, row: rows.Row, *, at: datetime) -> rows.Row:
    asked = ClosingRequest(last_instant=row.due or at, asked_at=at)
    letter = send_in(work, row, asked)
    closing = replace(
        row,
        consultation=row.consultation.closing(),
        closing_message=letter.message_id,
        closing_asked=at,
    )
    return rows.save(work.conn, closing)


def _why_not_silent(work: Work, row: rows.Row, *, at: datetime) -> str:
    if row.consultation.by_hand:
        return "it is consulted by hand, and only officers close that, on record"
    if row.consultation.oral_objection:
        return f"an oral objection of {row.peer} is noted"
    if unusable(work.conn, row.id):
        return f"a letter of {row.peer} cannot be used here; it may be its answer"
    if work.me.directory().expired(at):
        return "the directory has expired; silence has no effect"
    return ""


def _unconfirmed(conn: Connection, row: rows.Row, *, at: datetime, why: str) -> None:
    journal = Journal(conn, at)
    known = row.state is _State.UNCONFIRMED
    rows.save(conn, row.holding(row.consultation.unconfirmed()))
    if known:
        return
    refused = refused_numbers(conn, conversation_id=row.id, peer=row.peer)
    text = says("no answer of {peer}, unconfirmed: {why}", peer=row.peer, why=why)
    if refused:
        text += says("; {refused} of its letters were refused here", refused=len(refused))
    journal.open_task(TaskKind.SILENCE_UNCONFIRMED, row.id, text)
    journal.act(Verb.CONSULTATION_UNCONFIRMED, row.consultation.case_id or row.id, text, row.id)


@takes(LetterType.CLOSING_STATEMENT)
def take_closing_statement(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Close as silent if the consulted gateway stated that nothing is under way."""
    row = rows.get(work.conn, letter.header.conversation_id)
    statement = content_from_bytes(ClosingStatement, letter.bodies[0])
    at = work.now
    if row.state is _State.ANSWERED:  # it ended with a reaction that settles nothing
        close_conversation(work.conn, row.id, at)
    if row.state not in (_State.CLOSING, _State.UNCONFIRMED):
        return ()
    # (7) Nothing under way closes both sides; anything else keeps the question open.
    if not statement.nothing_under_way or not _answers_closing(work.conn, row, statement, letter):
        return _under_way(work, row, statement, at=at)
    if _why_not_silent(work, row, at=at):
        return ()
    close_silent(work, row, at=at, closed_by=CLOSED_BY_BOTH, actor="gateway")
    return _wakes(row)


def _answers_closing(
    conn: Connection, row: rows.Row, statement: ClosingStatement, letter: ReceivedLetter
) -> bool:
    """Say whether a statement answers our closing request, and was made after the period."""
    if row.closing_message is None or row.due is None:
        return False
    asked = find_letter(conn, row.closing_message).digest.hex()
    governing = max(row.due, statement.last_instant)
    return letter.header.in_reply_to == asked and statement.stated_at >= governing


def _under_way(
    work: Work,
    row: rows.Row,
    statement: ClosingStatement,
    *,
    at: datetime,
) -> Sequence[Wake]:
    """Go on with their later last instant, if it can govern; else a person must call them.

    What had come after our own last instant and before theirs is judged again. Asking again
    at once would get the same statement again.
    """
    again: Sequence[Wake] = ()
    theirs = statement.last_instant
    ours = theirs if row.due is None else row.due
    if theirs > ours:
        note_instant(work, row, ours=ours, theirs=theirs)
    governing = governing_instant(ours, theirs, furthest_of(work.office, row, ours))
    if governing > ours:
        row = rows.save(work.conn, row.holding(row.consultation.running_again(), due=governing))
        again = judge_again(work, row)
    elif row.state is _State.CLOSING:
        why = "its gateway states that something is under way"
        _unconfirmed(work.conn, row, at=at, why=why)
    return (poke_consultation(row.id), *again)


def close_silent(
    work: Work, row: rows.Row, *, at: datetime, closed_by: str, actor: str
) -> rows.Row:
    """Close a consultation without an answer, as the rulebook says what that means."""
    journal = Journal(work.conn, at, actor)
    rule = work.law.rule_of(row.consultation)
    silent = row.consultation.silent(rule.silence.sentence, closed_by=closed_by)
    row = rows.save(work.conn, row.holding(silent.wish_lapsed()))
    close_letters(work.conn, row, at)
    journal.close_tasks(TaskKind.EXTENSION_ASKED, row.id)
    journal.close_tasks(TaskKind.SILENCE_UNCONFIRMED, row.id)
    journal.act(
        Verb.CONSULTATION_SILENT,
        row.consultation.case_id or row.id,
        says(
            "{sentence} Closed by {closed_by}.", sentence=rule.silence.sentence, closed_by=closed_by
        ),
        row.id,
    )
    return row


async def confirm_silence(
    office: Office, officer: Officer, conversation_id: str, note: OralNote
) -> Consultation:
    """Go on without the other gateway, on record.

    Raises:
        StateError: The consultation is not at "no answer, unconfirmed", or a letter of it
            has just come.
    """
    officer.require(Permission.DECIDE)

    def write(work: Work) -> rows.Row:
        row = rows.get(work.conn, conversation_id)
        if row.state is not _State.UNCONFIRMED:
            raise StateError(
                "the consultation is {state}, not unconfirmed",
                remedy="{getConsultation} says what it waits for.",
                state=row.state,
            )
        if row.consultation.by_hand:
            raise StateError(
                "it is consulted by hand: two officers record that no answer came",
                remedy="{addOfflineRecord}; a second officer confirms.",
                conversation_id=row.id,
            )
        check_dispatched(work.conn, row)
        if keeps_out(work.conn, row) and not note.despite_refused:
            raise StateError(
                "a letter of {peer} in this consultation was refused here or cannot be used; it "
                "may be its answer",
                remedy="Ask {peer} to send it again, or confirm with despite_refused.",
                peer=row.peer,
            )
        at = office.clock.now()
        journal = Journal(work.conn, at, officer.name)
        journal.act(
            Verb.SILENCE_CONFIRMED,
            row.consultation.case_id or row.id,
            says("{text}", text=note.text),
            row.id,
        )
        closed_by = f"officer:{officer.name}"
        row = close_silent(work, row, at=at, closed_by=closed_by, actor=officer.name)
        journal.close_tasks(TaskKind.DEADLINE_DIFFERS, row.id)
        add_wakes(work.conn, _wakes(row))
        return row

    row = await office.write(write)
    return shown(office, row)


async def keeps_out_letters(office: Office, officer: Officer, conversation_id: str) -> bool:
    """Say whether a letter was refused here or cannot be used that may be the answer.

    Raises:
        NotFoundError: There is no such consultation here.
    """
    officer.require(Permission.DECIDE)
    return await office.db.read(
        lambda conn: keeps_out(conn, rows.get(conn, conversation_id, lock=False))
    )


def check_dispatched(conn: Connection, row: rows.Row) -> None:
    """Check that every letter of a consultation that has come has its effect.

    Raises:
        StateError: One waits for it.
    """
    if undispatched(conn, row.id):
        raise StateError(
            "a letter of this consultation has come and waits for its effect",
            remedy="Look at the consultation again in a moment.",
        )


def keeps_out(conn: Connection, row: rows.Row) -> bool:
    """Say whether a letter of a consultation was refused here or cannot be used."""
    refused = refused_numbers(conn, conversation_id=row.id, peer=row.peer)
    return bool(refused) or bool(unusable(conn, row.id))


async def note_call(
    office: Office, officer: Officer, conversation_id: str, note: OralNote
) -> Consultation:
    """Note a telephone call; an oral objection blocks silence."""
    officer.require(Permission.ASSESS)

    def write(work: Work) -> rows.Row:
        row = rows.get(work.conn, conversation_id)
        if row.state not in OPEN_STATES:
            raise StateError(
                "the consultation is {state}; a call changes nothing",
                remedy="Write to them in it: {requestInformation}.",
                state=row.state,
            )
        row = rows.save(work.conn, row.holding(row.consultation.called(objection=note.objection)))
        journal_of(work, officer.name).act(
            Verb.CALL_NOTED,
            row.consultation.case_id or row.id,
            says("{text}", text=note.text),
            row.id,
        )
        return row

    return shown(office, await office.write(write))


def _wakes(row: rows.Row) -> Sequence[Wake]:
    wakes: list[Wake] = [poke_consultation(row.id)]
    if row.consultation.case_id is not None:
        wakes.append(poke_case(row.consultation.case_id))
    return wakes
