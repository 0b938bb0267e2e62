"""What the case page shows of hits and consultations, put together before it is laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from gateway.domain.case import Case, Outcome
from gateway.domain.consultation import (
    Consultation,
    ConsultationState,
    DeadlineDerivation,
    LateOrInTime,
)
from gateway.domain.denial import Denial
from gateway.domain.examination import Hit
from gateway.domain.letter import LetterTrace, LetterType
from gateway.domain.rulebook import AnswerOption, Procedure, Rulebook
from gateway.errors import ComityError
from gateway.evidence.page.page_words import country, label

_WEEK = 7

TIMING = {
    LateOrInTime.RECEIVED_IN_TIME: "received before the last instant",
    LateOrInTime.SEALED_IN_TIME: (
        "received after the last instant, but sealed by the consulted gateway before it; it counts"
    ),
    LateOrInTime.LATE: "after the last instant; it does not count",
}

STATES = {
    ConsultationState.REQUESTED: "The request has not been received yet; no period runs.",
    ConsultationState.RUNNING: "The period runs.",
    ConsultationState.CLOSING: "The period is over; the other gateway is asked to close.",
    ConsultationState.UNCONFIRMED: (
        "No answer, unconfirmed: the other gateway could not be reached, so nothing follows "
        "from its silence."
    ),
    ConsultationState.ANSWERED: "The period ended with a reaction that settles nothing.",
    ConsultationState.SUPERSEDED: "No longer needed: what it was about has changed.",
}


@dataclass(frozen=True)
class HitView:
    """One denial beside the application."""

    hit: Hit
    denial: Denial | None


@dataclass(frozen=True)
class DayView:
    """One day of a period.

    Attributes:
        kind: ``event``, ``counted`` or ``skipped``.
        number: Which working day it is, from 1; 0 where it does not count.
        reason: Why it does not count.
    """

    day: date
    kind: str
    number: int = 0
    reason: str = ""


@dataclass(frozen=True)
class ConsultationView:
    """One consultation as the page shows it.

    Attributes:
        weeks: From Monday to Sunday; None for days outside of the period.
        by_denial: For each denial that was asked about, what was answered.
        progress: Where the period stands now, in words.
        theirs: The other side's last instant, where it differs, else None.
        outcome: How it ended, or where it stands, in sentences.
    """

    model: Consultation
    procedure: Procedure
    by_denial: tuple[tuple[str, str], ...]
    zone: ZoneInfo | None
    weeks: tuple[tuple[DayView | None, ...], ...]
    progress: str
    theirs: datetime | None
    outcome: tuple[str, ...]
    letters: tuple[LetterTrace, ...]


def hit_views(case: Case, denials: Mapping[str, Denial]) -> tuple[HitView, ...]:
    """Put each hit beside its denial, the best first."""
    hits = case.examination.hits if case.examination is not None else ()
    return tuple(HitView(hit, denials.get(hit.denial_id)) for hit in hits)


def consultation_views(
    case: Case, rulebook: Rulebook, letters: Sequence[LetterTrace], *, shown_at: datetime
) -> tuple[ConsultationView, ...]:
    """Put together what is shown of each consultation."""
    return tuple(
        _view(
            model,
            rulebook.procedure(model.procedure),
            tuple(item for item in letters if item.conversation_id == model.conversation_id),
            shown_at,
        )
        for model in case.consultations
    )


def _view(
    model: Consultation, rule: Procedure, letters: tuple[LetterTrace, ...], shown_at: datetime
) -> ConsultationView:
    deadline = model.deadline
    differs = deadline is not None and model.peer_last_instant not in (
        None,
        deadline.last_instant,
    )
    return ConsultationView(
        model=model,
        procedure=rule,
        by_denial=_by_denial(rule, model),
        zone=None if deadline is None else ZoneInfo(deadline.time_zone),
        weeks=() if deadline is None else _weeks(deadline),
        progress="" if deadline is None else _progress(model, deadline, shown_at),
        theirs=model.peer_last_instant if differs else None,
        outcome=tuple(_outcome(model, rule, letters)),
        letters=letters,
    )


def _option(rule: Procedure, code: str) -> AnswerOption | None:
    try:
        return rule.option(code)
    except ComityError:  # the page must show what there is, also what should not be
        return None


def _answer_words(rule: Procedure, code: str) -> str:
    option = _option(rule, code)
    return label(code) if option is None else option.label


def _by_denial(rule: Procedure, model: Consultation) -> tuple[tuple[str, str], ...]:
    if model.answer is None:
        return ()
    return tuple(
        (each.denial_id, _answer_words(rule, each.answer)) for each in model.answer.by_denial
    )


def _weeks(deadline: DeadlineDerivation) -> tuple[tuple[DayView | None, ...], ...]:
    """Lay the days of a period out in weeks."""
    days = {day: DayView(day, "counted", n) for n, day in enumerate(deadline.counted, start=1)}
    for skipped in deadline.skipped:
        kind = "event" if skipped.date == deadline.event_day else "skipped"
        days[skipped.date] = DayView(skipped.date, kind, reason=skipped.reason)
    first, last = min(days), max(days)
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday <= last:
        week = [days.get(monday + timedelta(days=offset)) for offset in range(_WEEK)]
        weeks.append(tuple(week))
        monday += timedelta(days=_WEEK)
    return tuple(weeks)


def _progress(model: Consultation, deadline: DeadlineDerivation, shown_at: datetime) -> str:
    if model.state is not ConsultationState.RUNNING:
        return ""
    today = shown_at.astimezone(ZoneInfo(deadline.time_zone)).date()
    gone = sum(day < today for day in deadline.counted)
    left = deadline.working_days - gone
    return f"{gone} of {deadline.working_days} working days are over; {left} are left."


def _outcome(model: Consultation, rule: Procedure, letters: Sequence[LetterTrace]) -> list[str]:
    """Say how a consultation ended, or where it stands."""
    if model.answer is not None:
        option = _option(rule, model.answer.answer)
        lines = [f"{model.consulted} answered: {_answer_words(rule, model.answer.answer)}."]
        lines += [option.meaning] if option is not None else []
        if model.answer_timing is not None:
            lines.append(f"The answer was {TIMING[model.answer_timing]}.")
        return lines
    if model.state is ConsultationState.SILENT:
        return [model.silence_meaning, *_closing(model, letters)]
    return [STATES[model.state]]


def _closing(model: Consultation, letters: Sequence[LetterTrace]) -> list[str]:
    if model.closed_by == "both":
        stated = [
            item
            for item in letters
            if item.letter_type == LetterType.CLOSING_STATEMENT and not item.outgoing
        ]
        signed = " Its signed statement is below." if stated else ""
        return [
            (
                f"Closed by both gateways: that of {model.asking} asked, that of {model.consulted} "
                f"stated that nothing was under way.{signed}"
            )
        ]
    if model.closed_by.startswith("officer:"):
        name = model.closed_by.removeprefix("officer:")
        return [
            (
                f"The other gateway could not be reached. {name} went on without it, on record; "
                "see the acts below."
            )
        ]
    return []


def in_short(case: Case, rulebook: Rulebook) -> tuple[str, ...]:
    """Say what a reader must know first, in a few sentences."""
    asked_for = case.application.transaction
    codes = dict.fromkeys(code for item in asked_for.items for code in item.codes)
    goods = ", ".join(codes) or "items that are not listed"
    lines = [f"{label(asked_for.activity)} of {goods} to {country(asked_for.destination)}."]
    for model in case.consultations:
        rule = rulebook.procedure(model.procedure)
        asked = f"{model.consulted}, asked under {rule.article.split(' of ')[0]},"
        if model.answer is not None:
            said = _answer_words(rule, model.answer.answer)
            lines.append(f"{asked} answered: {said.lower()}.")
        elif model.state is ConsultationState.SILENT:
            by = "both gateways" if model.closed_by == "both" else "an officer"
            lines.append(f"{asked} did not answer; {by} closed the period.")
        else:
            lines.append(f"{asked} has not answered: {model.state.value}.")
    decision = case.decision
    if decision is None:
        return (*lines, "There is no decision yet.")
    who = "two officers" if decision.four_eyes else "one officer"
    told = f" Notified to all members as {decision.denial_id}." if decision.denial_id else ""
    lines.append(f"{_verb(case)} by {who}: {label(decision.proposal.outcome).lower()}.{told}")
    if case.licence and case.licence[-1].by_case != case.case_id:
        now = case.licence[-1]
        lines.append(f"The licence is {label(now.state).lower()}, by case {now.by_case}.")
    return tuple(lines)


def _verb(case: Case) -> str:
    if case.decision is not None and case.decision.proposal.outcome is Outcome.WITHDRAWN:
        return "Withdrawn, recorded"
    return "Withdrawn, and decided" if case.withdrawal is not None else "Decided"
