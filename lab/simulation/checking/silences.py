"""Checks one silence: both sides' statements or an officer, and no outage taken for consent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gateway.domain.consultation import ClosingStatement, Consultation, ConsultationState
from gateway.domain.letter import LetterType
from gateway.wire.content import content_from_bytes
from lab.simulation.checking.books import Books


def check_silence(
    here: Books, there: Books, shown: Consultation, last: datetime, decided: datetime
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a silence: kind and words.

    Args:
        here: Books of the asking authority.
        there: Books of the consulted authority.
        shown: The consultation as the asking authority shows it.
        last: The last instant, as the checker counted it.
        decided: When the case was decided, or the books closed.
    """
    subject = shown.conversation_id
    sealed = [
        letter for letter in there.sent(subject, LetterType.ANSWER) if letter.header.created < last
    ]
    came = [e for e in here.came(subject, LetterType.ANSWER) if e.header.created < last]
    if any(letter.at < decided for letter in came):
        yield "silence.over_answer", "an answer in time had come"
    if shown.closed_by == "both":
        if not list(_statements(here, there, shown, last)):
            yield "silence.unproved", "no statement of the consulted gateway after the period"
        other = there.rows.get(subject)
        if other is None or other[0].state is not ConsultationState.SILENT:
            yield "silence.one_sided", "the consulted side does not show it as silent"
        if sealed:
            yield "silence.outage", "an answer was sealed in time; an outage became consent"
        return
    subjects = (shown.case_id or subject, subject)
    confirmed = [
        act
        for each in subjects
        for act in here.acts.get(each, ())
        if act.verb == "silence.confirmed" and act.reference in ("", subject)
    ]
    if not any(f"officer:{act.actor}" == shown.closed_by for act in confirmed):
        yield "silence.unproved", f"closed by {shown.closed_by or 'nobody'}, and no act says so"


def _statements(
    here: Books, there: Books, shown: Consultation, last: datetime
) -> Iterator[ClosingStatement]:
    """Yield the statements that close: sent and received, on our request, after the period."""
    asked = {e.digest.hex() for e in here.sent(shown.conversation_id, LetterType.CLOSING_REQUEST)}
    sent = {e.digest for e in there.sent(shown.conversation_id, LetterType.CLOSING_STATEMENT)}
    for letter in here.came(shown.conversation_id, LetterType.CLOSING_STATEMENT):
        said = content_from_bytes(ClosingStatement, letter.body)
        ours = letter.digest in sent and letter.header.in_reply_to in asked
        if ours and said.nothing_under_way and said.stated_at >= last:
            yield said
