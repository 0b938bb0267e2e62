"""Verifies each consultation from its letters: the clock, the request, and whose it is.

Nothing that the case says of a deadline is believed: it is derived again from the signed
receipt, the calendar and the rulebook in the file, and compared. How a consultation ended
is checked in `gateway.evidence.verify.check_outcome`. Either side's file is verified: that of the
authority that asked, and that of the one that was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from gateway.domain.calendars import Calendar
from gateway.domain.case import Case
from gateway.domain.consultation import (
    Consultation,
    ConsultationRequest,
    ConsultationState,
    DeadlineDerivation,
    EndReason,
    ExtensionReply,
)
from gateway.domain.deadline import extend_deadline, printed_last_instant
from gateway.domain.rulebook import Procedure
from gateway.domain.stops import derive_stop, prolong_stop, stop_of, whose_stop
from gateway.errors import LawError
from gateway.evidence.contents import ConsultationRecord, conversations_of
from gateway.evidence.report import Findings, fault, one_sided
from gateway.evidence.verify.check_by_hand import (
    attested_deadline,
    attested_outcome,
    attested_request,
    check_records,
    counted,
)
from gateway.evidence.verify.check_law import LawInFile
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.evidence.verify.check_outcome import check_outcome
from gateway.evidence.verify.consultation_evidence import Talk, derive
from gateway.evidence.verify.evidence_file import EvidenceFile

# Verifies the end of a stop itself: from when the question says that goods were stopped.
#
# Nothing that the case says of it is believed: it is derived again from the signed question, the
# stopping State's calendar and the replies to wishes for more time (Article 21(3)).


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
    return counted(derived)


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


def check_consultations(
    file: EvidenceFile,
    case: Case | ConsultationRecord,
    law: LawInFile,
    letters: Sequence[VerifiedLetter],
) -> list[str]:
    """Verify every consultation of a case, or one without its case.

    Args:
        file: Takes the checks.
        case: What the exporter says of them.
        law: Rulebooks and calendars.
        letters: Those whose signatures hold.

    Returns:
        A line on each for people.
    """
    models = case.consultations if isinstance(case, Case) else (case.consultation,)
    if {each.header.conversation_id for each in letters} - set(conversations_of(*models)):
        detail = "there are letters of a conversation that the case does not name"
        file.findings.add("conversations", ok=False, detail=detail)
    lines: list[str] = []
    for model in models:
        gather = partial(_talk, file, case, law, letters, model)
        talk = file.findings.obtain(f"{_name(model)}: law", gather)
        lines += [] if talk is None else _check(talk, file.findings)
    return lines


def _talk(
    file: EvidenceFile,
    case: Case | ConsultationRecord,
    law: LawInFile,
    letters: Sequence[VerifiedLetter],
    model: Consultation,
) -> tuple[Talk, str]:
    """Gather a consultation with its letters and its law."""
    ids = conversations_of(model)
    own = [letter for letter in letters if letter.header.conversation_id in ids]
    digest = "" if model.deadline is None else model.deadline.calendar_digest
    talk = Talk(
        model=model,
        letters=[letter for letter in own if letter.counts],
        refused=[letter for letter in own if not letter.counts],
        rulebook=law.rulebook(model.rulebook),
        calendar=law.calendar(model.consulted, digest),
        stop_calendar=stop_calendar(model, law),
        directory=file.directory,
        acts=case.acts,
        case=case if isinstance(case, Case) else None,
        ours=model.asking == file.manifest.authority,
        at=file.manifest.at,
    )
    said = f"rulebook {talk.rulebook.version}, calendar {talk.calendar.version}"
    return talk, f"{len(talk.letters)} letters, {said}"


def _name(model: Consultation) -> str:
    return f"consultation of {model.consulted} under {model.procedure}"


def _check(talk: Talk, findings: Findings) -> list[str]:
    name = _name(talk.model)
    if talk.model.by_hand:
        findings.attempt(f"{name}: records", lambda: check_records(talk))
        findings.attempt(f"{name}: request", lambda: attested_request(talk))
        findings.attempt(f"{name}: deadline", lambda: attested_deadline(talk))
        findings.attempt(f"{name}: outcome", lambda: attested_outcome(talk))
    else:
        findings.attempt(f"{name}: request", lambda: _request(talk))
        findings.attempt(f"{name}: deadline", lambda: _deadline(talk))
        findings.attempt(f"{name}: outcome", lambda: check_outcome(talk))
    if talk.rulebook.procedure(talk.model.procedure).period.ends_stop:
        findings.attempt(f"{name}: stop", lambda: check_stop(talk))
        findings.attempt(f"{name}: goods", lambda: _goods(talk))
    return [_line(talk)]


def _request(talk: Talk) -> str:
    """Check that what was asked is what the case says, and between whom."""
    model = talk.model
    asked = talk.contents(ConsultationRequest, outgoing=talk.ours)
    if talk.was_refused:
        return f"{model.consulted} refused the request; it is consulted by hand"
    if model.sealed and not asked:
        return "recalled by its sender; its contents are sealed"
    if len(asked) != 1:
        raise fault("there are {count} accepted requests, not one", count=len(asked))
    letter, request = asked[0]
    if request != model.request:
        raise fault("the request that was signed is not the one in the case")
    parties = (letter.header.sender, letter.header.recipient, letter.header.procedure)
    if parties != (model.asking, model.consulted, model.procedure):
        raise fault("asking, consulted or procedure are not those of the letter")
    if talk.case is not None and (
        model.case_id != talk.case.case_id
        or request.case_reference not in (talk.case.case_id, talk.case.application.reference)
    ):
        raise fault("the request is about another case")
    return f"asked on {letter.header.created.isoformat()}"


def _deadline(talk: Talk) -> str:
    """Derive the last instant again and compare it with the case and with the receipt."""
    model, receipt = talk.model, talk.start
    if model.ended_because is EndReason.RECALLED:
        if model.deadline is not None:
            raise fault("a deadline of a request that was recalled")
        return "no period ran: the request was recalled"
    if receipt is None:
        if model.deadline is not None:
            raise fault("a deadline without a receipt that starts the period")
        return "no period runs: no receipt has come yet"
    if model.deadline is None and model.state is ConsultationState.SUPERSEDED:
        return "it had ended before its receipt came; no period ran"
    own = [reply for _, reply in talk.contents(ExtensionReply, outgoing=talk.ours)]
    theirs = [reply for _, reply in talk.contents(ExtensionReply, outgoing=not talk.ours)]
    # Either side replies to the other's wish; a reply that comes too late is recorded only.
    unsigned = [each for each in model.extensions if each not in (*own, *theirs)]
    if unsigned or (talk.ours and any(each not in model.extensions for each in own)):
        raise fault("the extensions in the case are not those that were signed")
    derived = derive(talk, receipt)
    if derived != model.deadline:
        raise fault(
            "the last instant comes to {derived}, by another derivation than the one in the case",
            derived=printed_last_instant(derived),
        )
    if talk.ours and receipt.last_instant != model.peer_last_instant:
        raise fault("the case says another last instant of the consulted than its receipt")
    # What follows is the consulted's signature, not the exporter's: it spoils no file.
    if receipt.calendar_digest != derived.calendar_digest:
        raise one_sided(
            "{consulted} has signed, in its receipt, that it counts by another calendar than "
            "{calendar} in the file; which of them holds is not shown",
            consulted=model.consulted,
            calendar=derived.calendar,
        )
    first = derive(talk, receipt, extended=False)
    if receipt.last_instant != first.last_instant:
        raise one_sided(
            "{consulted} has signed, in its receipt, another last instant than the one that is "
            "derived; the later one governs, as far as more time can be agreed",
            consulted=model.consulted,
        )
    return f"{counted(derived)}, both sides the same"


def _line(talk: Talk) -> str:
    model = talk.model
    until = "no period runs"
    if model.deadline is not None:
        until = f"until the end of {model.deadline.last_day.isoformat()} there"
    ended = str(model.state)
    if model.ended_because is not None:
        ended = f"ended: {model.ended_text}"
    elif model.state is ConsultationState.SILENT:
        rule = talk.rulebook.procedure(model.procedure).silence
        ended = f"silent, closed by {model.closed_by}, which means: {rule.means}"
    elif model.answer is not None:
        ended = f"answered {model.answer.answer} ({model.answer_timing})"
    if model.by_hand:
        by = sorted({each.attested for each in model.records if each.counts})
        ended += f"; by hand, {'; '.join(by)}; {model.consulted} has signed nothing of it"
    if model.settled_answer is not None:
        ended += f"; settled by {model.settled_by}: {model.settled_answer.answer}"
    return f"{model.consulted} under {model.procedure}, {until}: {ended}"


def _goods(talk: Talk) -> str:
    """Compare where stopped goods stand with what follows from the rulebook by now."""
    model = talk.model
    stop = stop_of(talk.rulebook.procedure(model.procedure), model, talk.at)
    if stop is None:
        return "no goods were stopped by it"
    if model.stop is not None and model.stop != stop:
        raise fault("the goods do not stand where the rulebook puts them")
    since = "" if stop.at is None else f" ({stop.at.isoformat()})"
    return f"{stop.state}{since}: {stop.sentence}"
