"""The sorts of records of a made year: licences with their applications, denials, use, users."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from gateway.domain.annual.template import RecordKind
from gateway.reports.rates import EURO
from lab.synthetic_year.drawing import Drawing, DrawnRecord
from lab.synthetic_year.plan import Planned, PlannedAuthorisation, PlannedDenial, PlannedOutcome

_AMENDED = 0.03
_SECOND_GROUND = 0.2
_DAYS_TO_DECIDE = 38
_DAYS_TO_REFUSE = 75


def sorts(drawing: Drawing) -> Iterator[tuple[Planned, list[DrawnRecord]]]:
    """Yield the drafts of each sort, with what they are worth together.

    An application shares its lines with the licence or denial that it ended in.
    """
    plan = drawing.plan
    for licences in plan.authorisation:
        yield licences, list(_licences(drawing, licences))
    for outcome in plan.unlicensed:
        yield outcome, list(_unlicensed(drawing, outcome))
    yield plan.denial, list(_denials(drawing, plan.denial))
    registered = _drafts(drawing, plan.registration, RecordKind.REGISTRATION)
    used = _drafts(drawing, plan.use, RecordKind.USE)
    for planned, drafts in ((plan.registration, registered), (plan.use, used)):
        for draft in drafts:
            draft.licence_kind = drawing.choose(planned.kinds)
            if draft.kind is RecordKind.REGISTRATION:
                draft.lines = []
        yield planned, drafts
    stopped = _drafts(drawing, plan.prohibition, RecordKind.PROHIBITION)
    for draft in stopped:
        draft.notified = draft.decided
        draft.lines = draft.lines[:1]  # a transit has one destination
    yield plan.prohibition, stopped


def _drafts(drawing: Drawing, planned: Planned, kind: RecordKind) -> list[DrawnRecord]:
    number = round(planned.number * drawing.scale)
    drafts = [replace(drawing.draft(each, planned), kind=kind) for each in drawing.spread(number)]
    drawing.make_cyber(drafts, round(planned.cyber * drawing.scale))
    return drafts


def _licences(drawing: Drawing, planned: PlannedAuthorisation) -> Iterator[DrawnRecord]:
    drafts = _drafts(drawing, planned, RecordKind.AUTHORISATION)
    for draft in drafts:
        draft.licence_kind = drawing.choose(planned.kinds)
        draft.amended = drawing.rng.random() < _AMENDED
        group = planned.only.get(draft.licence_kind)
        if group is not None:
            for line in draft.lines:
                line.group, line.code = group, drawing.code_of(group)
        yield draft
        if planned.applied:
            yield _application(drawing, draft, "granted", _DAYS_TO_DECIDE)
    yield from _left_out(drawing, planned, len(drafts))


def _left_out(
    drawing: Drawing, planned: PlannedAuthorisation, licences: int
) -> Iterator[DrawnRecord]:
    """Yield licences that the rules of counting leave out."""
    rule, thousands = drawing.plan.left_out, licences / 1000
    for per_thousand, year in (
        (rule.annulled, drawing.year),
        (rule.year_before, drawing.year - 1),
        (rule.year_after, drawing.year + 1),
    ):
        for authority in drawing.spread(round(per_thousand * thousands)):
            draft = drawing.draft(authority, planned)
            draft.licence_kind = drawing.choose(planned.kinds)
            draft.annulled = year == drawing.year
            draft.decided = drawing.day(year)
            draft.counts = False
            if year > drawing.year:  # its rates are not known yet
                _in_euro(draft)
            yield draft


def _unlicensed(drawing: Drawing, planned: PlannedOutcome) -> Iterator[DrawnRecord]:
    for draft in _drafts(drawing, planned, RecordKind.APPLICATION):
        draft.licence_kind, draft.decision = "individual", planned.decision
        draft.received = draft.decided
        if planned.decision == "pending":
            _leave_open(drawing, draft)
        else:
            draft.received = max(
                drawing.earlier(draft.decided, _DAYS_TO_DECIDE), date(drawing.year, 1, 2)
            )
        yield draft


def _leave_open(drawing: Drawing, draft: DrawnRecord) -> None:
    """Let an application wait: without a decision, or with one in the year after."""
    last = date(drawing.year, 12, 31)
    draft.received = draft.decided = max(
        last - timedelta(days=int(drawing.rng.expovariate(1 / 30))), date(drawing.year, 1, 2)
    )
    if drawing.rng.random() < 1 / 3:
        draft.decision = "granted"
        draft.decided = last + timedelta(days=5 + int(drawing.rng.expovariate(1 / 20)))
        _in_euro(draft)


def _denials(drawing: Drawing, planned: PlannedDenial) -> Iterator[DrawnRecord]:
    for draft in _drafts(drawing, planned, RecordKind.DENIAL):
        draft.decision = drawing.choose(planned.decisions)
        draft.licence_kind = "individual"
        draft.grounds = _grounds(drawing, planned, draft)
        draft.notified = draft.decided
        if drawing.rng.random() < 1 / 2:
            draft.decided = drawing.earlier(draft.decided, 6)
        yield draft
        if draft.decision == "refuse":
            yield _application(drawing, draft, "refused", _DAYS_TO_REFUSE)


def _grounds(drawing: Drawing, planned: PlannedDenial, draft: DrawnRecord) -> tuple[str, ...]:
    first = drawing.choose(planned.grounds)
    if any(line.cyber for line in draft.lines) and drawing.rng.random() < 1 / 2:
        first = "human_rights"
    if drawing.rng.random() >= _SECOND_GROUND:
        return (first,)
    return tuple(dict.fromkeys((first, drawing.choose(planned.grounds))))


def _application(drawing: Drawing, draft: DrawnRecord, decision: str, days: float) -> DrawnRecord:
    """Return the application that ended in a licence or denial; it shares the lines."""
    return replace(
        draft,
        kind=RecordKind.APPLICATION,
        decision=decision,
        received=drawing.earlier(draft.decided, days),
        notified=None,
        grounds=(),
        amended=False,
        shared=True,
    )


def _in_euro(draft: DrawnRecord) -> None:
    for line in draft.lines:
        line.currency = EURO
