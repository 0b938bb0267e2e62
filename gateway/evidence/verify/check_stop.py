"""Verifies the end of a stop itself: from when the question says that goods were stopped.

Nothing that the case says of it is believed: it is derived again from the signed question, the
stopping State's calendar and the replies to wishes for more time (Article 21(3)).
"""

from __future__ import annotations

from gateway.domain.calendars import Calendar
from gateway.domain.consultation import (
    Consultation,
    DeadlineDerivation,
    EndReason,
    ExtensionReply,
)
from gateway.domain.deadline import extend_deadline, printed_last_instant
from gateway.domain.rulebook import Procedure
from gateway.domain.stops import derive_stop, prolong_stop, whose_stop
from gateway.errors import LawError
from gateway.evidence.report import fault
from gateway.evidence.verify.check_law import LawInFile
from gateway.evidence.verify.consultation_evidence import Talk


def stop_calendar(model: Consultation, law: LawInFile) -> Calendar | None:
    """Return the calendar by which the end of a stop is derived, None where none is needed.

    Raises:
        RegisterError: EVIDENCE_INVALID; it is missing, malformed or another authority's.
    """
    rule = law.rulebook(model.rulebook).procedure(model.procedure)
    if rule.stop is None or model.request.stopped_at is None:
        return None
    digest = "" if model.stop_clock is None else model.stop_clock.calendar_digest
    return law.calendar(whose_stop(rule, model.asking, model.consulted), digest)


def check_stop(talk: Talk) -> str:
    """Derive the end of the stop itself again and compare it with the case.

    Raises:
        RegisterError: EVIDENCE_INVALID; it is not the one that follows from what is signed.
    """
    model = talk.model
    rule = talk.rulebook.procedure(model.procedure)
    clock, calendar = model.stop_clock, talk.stop_calendar
    if calendar is None or model.ended_because is EndReason.RECALLED:
        if clock is not None:
            raise fault("an end of the stop itself that follows from nothing")
        return "the question does not say when goods were stopped; its own period alone bounds them"
    derived = _derived(talk, rule, calendar)
    if derived != clock:
        raise fault("the stop does not end when the question and its replies say")
    if derived is None:
        return "the end of the stop cannot be counted: no calendar reaches there"
    return (
        f"{derived.working_days} working days from {derived.event_day.isoformat()}: "
        f"{printed_last_instant(derived)} ({derived.time_zone})"
    )


def _derived(talk: Talk, rule: Procedure, calendar: Calendar) -> DeadlineDerivation | None:
    model, stopped = talk.model, talk.model.request.stopped_at
    if stopped is None:
        return None
    whose = whose_stop(rule, model.asking, model.consulted)
    try:
        first = derive_stop(rule, whose, stopped, calendar, talk.rulebook)
    except LawError:
        return None
    if first is None:
        return None
    if model.by_hand:
        return _as_attested(talk, rule, calendar, first)
    signed = [
        (letter.header.created, reply)
        for outgoing in (True, False)
        for letter, reply in talk.contents(ExtensionReply, outgoing=outgoing)
        if reply in model.extensions
    ]
    return prolong_stop(rule, first, calendar, sorted(signed, key=lambda each: each[0]))


def _as_attested(
    talk: Talk, rule: Procedure, calendar: Calendar, first: DeadlineDerivation
) -> DeadlineDerivation:
    """Return the end by what officers attest: no more time than they have recorded as given."""
    own, clock = rule.of_stop, talk.model.stop_clock
    days = 0 if clock is None else clock.working_days - first.working_days
    given = sum(each.working_days for each in talk.model.extensions if each.accepted)
    if own is None or not 0 < days <= given:
        return first
    return extend_deadline(first, own, calendar, days)
