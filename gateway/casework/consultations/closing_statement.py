"""The consulted gateway's statement, made at once and without a person: is anything under way?

It closes this side as well, as silent or with the reaction that was given (docs/design.md
section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gateway.casework.acts.journal import Journal
from gateway.casework.consultations.extension import wish_is_theirs
from gateway.casework.consultations.notification_duties import duty_at_end
from gateway.casework.consultations.outgoing_request import furthest_of, note_instant
from gateway.casework.records import consultation_rows as rows
from gateway.casework.records.correspondence import takes
from gateway.casework.records.correspondence_rows import forwarded_open
from gateway.casework.records.sending import send_in
from gateway.casework.services import Office, Work
from gateway.domain.acts import TaskKind, Verb
from gateway.domain.consultation import (
    CLOSED_BY_BOTH,
    ClosingRequest,
    ClosingStatement,
    ConsultationState,
)
from gateway.domain.deadline import governing_instant
from gateway.domain.letter import LetterType
from gateway.domain.rulebook import Unanswered
from gateway.domain.rulebook.procedure import AgreedBy
from gateway.domain.saying import in_words, says
from gateway.exchange.conversations import close_conversation
from gateway.exchange.dispatch import ReceivedLetter
from gateway.exchange.engine_calls import Wake
from gateway.wire.content import content_from_bytes

_RUNNING = ConsultationState.RUNNING
_SILENT = ConsultationState.SILENT


@takes(LetterType.CLOSING_REQUEST)
def take_closing_request(work: Work, letter: ReceivedLetter) -> Sequence[Wake]:
    """State at once, without a person, whether anything is under way, and close if not.

    What this gateway sealed before stands in the outbox before the statement and reaches
    the other side before it, since a conversation is delivered in the sender's order.
    """
    row = rows.get(work.conn, letter.header.conversation_id)
    asked = content_from_bytes(ClosingRequest, letter.bodies[0])
    at = work.now
    ours = asked.last_instant if row.due is None else row.due
    note_instant(work, row, ours=ours, theirs=asked.last_instant)
    furthest = furthest_of(work.office, row, asked.last_instant)
    governing = governing_instant(ours, asked.last_instant, furthest)
    reacted = _reacted(row, governing)
    over = at >= governing
    waiting = _wish_counts(work.office, row, governing)
    elsewhere = bool(forwarded_open(work.conn, row.id)) or row.consultation.oral_objection
    nothing = not reacted and not waiting and not elsewhere
    quiet = over and nothing and row.state in (_RUNNING, _SILENT)
    statement = ClosingStatement(
        nothing_under_way=quiet,
        last_instant=ours,
        stated_at=at,
    )
    send_in(work, row, statement, in_reply_to=letter.digest)
    if quiet or (over and reacted and not waiting):
        _close(work, row, silent=quiet)
    Journal(work.conn, at).act(
        Verb.CONSULTATION_CLOSED if quiet else Verb.CONSULTATION_NOT_CLOSED,
        row.id,
        says("nothing is under way here") if quiet else None,
    )
    return ()


def _reacted(row: rows.Row, governing: datetime) -> bool:
    """Say whether what we answered was sealed before the governing last instant."""
    model = row.consultation
    if model.answer is None:
        return False
    given = model.answered_at
    return given is None or model.answer.sealed_at(given) < governing


def _wish_counts(office: Office, row: rows.Row, governing: datetime) -> bool:
    """Say whether our wish, sealed in time and not yet replied to, will give us more."""
    model = row.consultation
    rule = office.law.rule_of(model).extension
    return (
        model.extension_pending is not None
        and not wish_is_theirs(office, row)
        and (model.extension_asked is None or model.extension_asked < governing)
        and rule is not None
        and (rule.unanswered_in_time is Unanswered.ACCEPTED or rule.agreed_by is AgreedBy.NOBODY)
    )


def _close(work: Work, row: rows.Row, *, silent: bool) -> None:
    """Close our side: as silent, or with the reaction that we had given."""
    at = work.now
    journal = Journal(work.conn, at)
    rule = work.law.rule_of(row.consultation)
    model = row.consultation
    closed = (
        model.silent(rule.silence.sentence, closed_by=CLOSED_BY_BOTH)
        if silent
        else model.ended_with_reaction()
    )
    row = rows.save(work.conn, row.holding(closed))
    close_conversation(work.conn, row.id, at)
    for kind in (TaskKind.ANSWER_DUE, TaskKind.ANSWER_SOON, TaskKind.ANSWER_CONFIRM):
        journal.close_tasks(kind, row.id)
    if not silent:
        return
    journal.act(
        Verb.CONSULTATION_SILENT,
        row.consultation.case_id or row.id,
        in_words(rule.silence.sentence),
        row.id,
    )
    duty_at_end(work, row)
