"""More time: the wish of either side, the reply, and what the rulebook says.

A wish that came in time and that nobody answered before the last instant is the
rulebook's (``unanswered_in_time``): an outage of the asking gateway takes nothing from the
consulted authority. A wish counts, like an answer, if it was sealed by the last instant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gateway.casework.acts.journal import Journal, journal_of
from gateway.casework.consultations.late_answers import note_sealed_in_time
from gateway.casework.consultations.offline_consultations import tell_by_hand
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.correspondence import takes
from gateway.casework.records.sending import send_in
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.consultation import (
    ConsultationState,
    DeadlineDerivation,
    ExtensionReply,
    ExtensionRequest,
    LateOrInTime,
)
from gateway.domain.deadline import check_extension, prolonged_instant, timing_of
from gateway.domain.letter import LetterType
from gateway.domain.rulebook import Unanswered
from gateway.domain.rulebook.procedure import AgreedBy, AskedBy
from gateway.domain.saying import says
from gateway.errors import InputError, StateError
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake, poke_consultation
from gateway.exchange.journal import newest_received
from gateway.wire.content import content_from_bytes

_State = ConsultationState
RULEBOOK = "rulebook"
"""Who gives more time that nobody need agree to, or that nobody refused in time."""
_WAITING = frozenset({_State.REQUESTED, _State.RUNNING, _State.CLOSING, _State.UNCONFIRMED})


@takes(LetterType.EXTENSION_REQUEST)
def take_extension_request(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Keep a wish for more time, and ask an officer; too late, it has no effect.

    A wish that was sealed in time and comes while the closing runs stops the closing.
    """
    row = rows.get(work.conn, letter.header.conversation_id)
    wanted = content_from_bytes(ExtensionRequest, letter.bodies[0])
    if not row.ours:
        return _take_wish_of_asker(work, row, letter, wanted)
    in_time = _came_in_time(work.office, row, letter)
    if in_time and row.due is not None and letter.received >= row.due:
        at, came = letter.position, letter.received
        note_sealed_in_time(work, row, position=at, received=came, wish=True)
    return take_wish(work, row, wanted, in_time=in_time)


def take_wish(
    work: Work, row: rows.Row, wanted: ExtensionRequest, *, in_time: bool
) -> Sequence[Wake]:
    """Take the consulted authority's wish for more time, by letter or as officers recorded it."""
    if row.state in _WAITING and in_time:
        row = rows.save(work.conn, row.holding(row.consultation.wish_received(wanted, by=row.peer)))
        text = says(
            "{peer} asks for {working_days} more working days",
            peer=row.peer,
            working_days=wanted.working_days,
        )
        if _needs_nobody(work.office, row):
            text += says("; asking for them is enough")
            accept_unanswered_extension(work, row)
        else:
            journal_of(work).open_task(TaskKind.EXTENSION_ASKED, row.id, text)
        journal_of(work).close_tasks(TaskKind.SILENCE_UNCONFIRMED, row.id)
    elif row.state in _WAITING:
        text = says(
            "{peer} asked for more time after the last instant; it has no effect", peer=row.peer
        )
    else:
        text = says(
            "{peer} asked for more time; the consultation is {state}",
            peer=row.peer,
            state=row.state,
        )
        journal_of(work).open_task(TaskKind.EXTENSION_NO_EFFECT, row.id, text)
    journal_of(work, row.peer).act(
        Verb.EXTENSION_ASKED, row.consultation.case_id or row.id, text, row.id
    )
    return (poke_consultation(row.id),) if row.ours else ()


def ask_consulted(work: Work, row: rows.Row, wanted: ExtensionRequest, *, actor: str) -> rows.Row:
    """Ask the consulted authority to agree to more time, where the rulebook lets either ask.

    Raises:
        StateError: Only the consulted authority may ask; no period runs; a wish is pending.
        InputError: More days than the rulebook allows.
    """
    model = row.consultation
    rule = work.law.rule_of(model)
    if model.by_hand:
        raise StateError(
            "it is consulted by hand: no letter of it leaves",
            remedy="Ask by hand, and note it: {recordPhoneCall}.",
            conversation_id=row.id,
        )
    if rule.extension is None or rule.extension.asked_by is not AskedBy.EITHER:
        raise StateError(
            "under {code} the asking authority does not ask for more time",
            remedy="The consulted authority may ask, where the rulebook lets it.",
            code=rule.code,
        )
    over = row.due is None or work.now >= row.due
    if over or row.state is not _State.RUNNING or model.extension_pending is not None:
        raise StateError(
            "no period runs that could be prolonged, or a wish is pending already",
            remedy="{getConsultation} says what runs and what is pending.",
        )
    check_extension(rule, model.days_extended + wanted.working_days)
    at = work.now
    letter = send_in(work, row, wanted)
    row = rows.save(work.conn, row.holding(model.wish_sent(wanted, by=work.code, at=at)))
    Journal(work.conn, at, actor).act(
        Verb.EXTENSION_ASKED,
        model.case_id or row.id,
        says("{working_days} working days", working_days=wanted.working_days),
        letter.message_id,
    )
    return row


def _take_wish_of_asker(
    work: Work,
    row: rows.Row,
    letter: ReceivedLetter,
    wanted: ExtensionRequest,
) -> Sequence[Wake]:
    """Take the asking authority's wish; ours, where there is one, goes before it."""
    model = row.consultation
    journal = journal_of(work, row.peer)
    rule = work.law.rule_of(model).extension
    fits = rule is not None and rule.asked_by is AskedBy.EITHER
    text = says(
        "{peer} asks for {working_days} more working days",
        peer=row.peer,
        working_days=wanted.working_days,
    )
    if (
        fits
        and row.state is _State.RUNNING
        and model.extension_pending is None
        and _came_in_time(work.office, row, letter)
    ):
        row = rows.save(work.conn, row.holding(model.wish_received(wanted, by=row.peer)))
        journal.open_task(TaskKind.EXTENSION_ASKED, row.id, text)
    else:
        text += says("; it has no effect")
    journal.act(Verb.EXTENSION_ASKED, row.id, text)
    return ()


def wish_is_theirs(office: Office, row: rows.Row) -> bool:
    """Whether the pending wish is the other side's, so that ours is the reply."""
    return (row.consultation.extension_by or row.consultation.consulted) != office.code


def _needs_nobody(office: Office, row: rows.Row) -> bool:
    """Whether the rulebook has nobody agree to more time."""
    rule = office.law.rule_of(row.consultation).extension
    return rule is not None and rule.agreed_by is AgreedBy.NOBODY


def _came_in_time(office: Office, row: rows.Row, letter: ReceivedLetter) -> bool:
    return is_in_time(office, row, received=letter.received, sealed=letter.header.created)


def is_in_time(office: Office, row: rows.Row, *, received: datetime, sealed: datetime) -> bool:
    """Say whether what was given and received so is in time by the rulebook."""
    if row.due is None:
        return True
    rulebook = office.law.rulebook(row.consultation.rulebook)
    timing = timing_of(rulebook, received=received, sealed=sealed, last_instant=row.due)
    return timing is not LateOrInTime.LATE


def reply_to_extension(work: Work, row: rows.Row, reply: ExtensionReply, *, actor: str) -> rows.Row:
    """Take an officer's reply to a pending wish; only before the last instant.

    Raises:
        StateError: No wish is pending, or the last instant has passed: then the rulebook
            decides, and an officer can no longer refuse what was asked in time.
        InputError: More days than were asked for or than the rulebook allows, or none.
    """
    wanted = row.consultation.extension_pending
    if wanted is None or not wish_is_theirs(work.office, row) or row.state is not _State.RUNNING:
        raise StateError(
            "no wish for more time is pending in this consultation",
            remedy="{getConsultation} says what is pending.",
        )
    if row.due is not None and work.now >= row.due:
        raise StateError(
            "the last instant has passed; what becomes of the wish is the rulebook's",
            remedy="Wait for the deadline sweep; it applies the rulebook.",
        )
    if reply.accepted and not 1 <= reply.working_days <= wanted.working_days:
        raise InputError(
            "working_days: {working_days} is not within 1 to {wanted_working_days}, the days that "
            "were asked for",
            working_days=reply.working_days,
            wanted_working_days=wanted.working_days,
        )
    return grant_extension(work, row, reply, actor=actor)


def grant_extension(work: Work, row: rows.Row, reply: ExtensionReply, *, actor: str) -> rows.Row:
    """Answer a pending request, tell the consulted, and move the last instant if accepted.

    Raises:
        InputError: More days than the rulebook allows.
    """
    model, at = row.consultation, work.now
    if reply.accepted and model.deadline is not None:
        check_extension(work.law.rule_of(model), model.days_extended + reply.working_days)
    told = _reply(work, row, reply, actor=actor)
    row = rows.save(work.conn, _extended(work.office, row, reply, at))
    journal = Journal(work.conn, at, actor)
    journal.close_tasks(TaskKind.EXTENSION_ASKED, row.id)
    journal.act(
        Verb.EXTENSION_ACCEPTED if reply.accepted else Verb.EXTENSION_REFUSED,
        model.case_id or row.id,
        says("{working_days} working days", working_days=reply.working_days)
        if reply.accepted
        else None,
        told,
    )
    return row


def _reply(work: Work, row: rows.Row, reply: ExtensionReply, *, actor: str) -> str:
    """Send a reply and return the letter's id; empty where officers tell it by hand."""
    if row.consultation.by_hand:
        if actor == RULEBOOK:  # what officers reply they have recorded, and told
            days = reply.working_days
            what = says("{working_days} more working days are given", working_days=days)
            tell_by_hand(work.conn, row, what, at=work.now)
        return ""
    wish = newest_received(
        work.conn, conversation_id=row.id, peer=row.peer, letter_type=LetterType.EXTENSION_REQUEST
    )
    return send_in(work, row, reply, in_reply_to=wish).message_id


@takes(LetterType.EXTENSION_REPLY)
def take_extension_reply(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """Move our own last instant by what the other side accepted.

    A reply that gives more than the rulebook allows has no effect and is a person's task;
    one that comes when nothing runs any more, or after the rulebook had accepted our wish
    for want of a reply, is recorded only.
    """
    row = rows.get(work.conn, letter.header.conversation_id)
    reply = content_from_bytes(ExtensionReply, letter.bodies[0])

    waits = row.state is _State.RUNNING or (row.ours and row.state in _WAITING)
    ours = row.consultation.extension_pending is not None and not wish_is_theirs(work.office, row)
    if waits and (ours or not row.ours):
        try:
            row = rows.save(work.conn, _extended(work.office, row, reply, letter.header.created))
        except InputError as exc:
            text = says(
                "{peer} replied to our wish for more time with what cannot be: {exc}",
                peer=row.peer,
                exc=exc,
            )
            journal_of(work).open_task(TaskKind.EXTENSION_UNUSABLE, row.id, text)
        journal_of(work).close_tasks(TaskKind.EXTENSION_ASKED, row.id)
    journal_of(work, row.peer).act(
        Verb.EXTENSION_ACCEPTED if reply.accepted else Verb.EXTENSION_REFUSED,
        row.id,
        says("{working_days} working days", working_days=reply.working_days)
        if reply.accepted
        else None,
    )
    return (poke_consultation(row.id),) if row.ours else ()


def _extended(office: Office, row: rows.Row, reply: ExtensionReply, given: datetime) -> rows.Row:
    model = row.consultation
    deadline = model.deadline
    if reply.accepted and deadline is not None:
        deadline = office.law.extended(deadline, model.days_extended + reply.working_days)
    return row.holding(
        model.wish_replied(reply, deadline).stop_bounded(
            office.law.stop_prolonged(model, reply, given=given)
        ),
        due=_later(office, row, deadline) if reply.accepted else None,
    )


def _later(office: Office, row: rows.Row, extended: DeadlineDerivation | None) -> datetime | None:
    """Return the new last instant; where theirs was later than ours it stays as much later."""
    before = row.consultation.deadline
    if extended is None or before is None or row.due is None:
        return None
    furthest = office.law.furthest(before)
    return prolonged_instant(before.last_instant, extended.last_instant, row.due, furthest)


def accept_unanswered_extension(work: Work, row: rows.Row) -> rows.Row | None:
    """Apply the rulebook to a wish that nobody answered in time, or that needs nobody.

    Returns:
        The row with its new last instant, or None where the rulebook gives no more time.
    """
    wanted = row.consultation.extension_pending
    rule = work.law.rule_of(row.consultation)
    if wanted is None or rule.extension is None:
        return None
    needs_nobody = rule.extension.agreed_by is AgreedBy.NOBODY
    if not needs_nobody and rule.extension.unanswered_in_time is not Unanswered.ACCEPTED:
        return None
    cap = rule.extension.cap(rule.period.working_days) - row.consultation.days_extended
    days = min(wanted.working_days, cap)
    if days <= 0:
        return None
    return grant_extension(
        work, row, ExtensionReply(accepted=True, working_days=days), actor=RULEBOOK
    )
