"""Human-rights accountability: what was assessed, what it found, how it went into the decision.

Beside it the consultations of the year: asked, answered, silent, late. Every authority sees
its own figures; the Coordination Group is told the Union's sums (Article 24), and nothing
stands by authority in the open. Articles 5, 15(1) and 26(2).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime

from gateway.domain.base import Model
from gateway.domain.case import Case, Outcome
from gateway.domain.consultation import OPEN_STATES, Consultation, ConsultationState
from gateway.domain.denial import Ground
from gateway.domain.transaction import HumanRightsAssessment

REFUSING = frozenset(
    {
        Outcome.REFUSED,
        Outcome.GRANTED_IN_PART,
        Outcome.NOT_TO_BE_AUTHORISED,
        Outcome.TRANSIT_PROHIBITED,
        Outcome.REVOKED,
    }
)
"""Outcomes that keep the items back, or some of them."""


class Harms(Model):
    """How many assessments feared which of the harms of Article 5(1)."""

    internal_repression: int = 0
    human_rights_violations: int = 0
    humanitarian_law_violations: int = 0
    serious_violations: int = 0  # either of the two before, also where they were not said apart


class WentIn(Model):
    """How assessments of one risk went into the decisions."""

    risk: str
    outcome: str
    cases: int
    on_human_rights: int  # decided on the ground of human rights


class Place(Model):
    """Outcomes of one item group to one destination."""

    item_group: str
    destination: str
    cases: int
    assessed: int
    refused: int


class Asked(Model):
    """The consultations under one procedure.

    Attributes:
        late: Answers that came after the period and had no effect.
        unconfirmed: Without an answer, and without both sides' word for the silence.
        ended: No answer was needed any more.
    """

    procedure: str
    asked: int = 0
    answered: int = 0
    silent: int = 0
    late: int = 0
    unconfirmed: int = 0
    ended: int = 0


class Accountability(Model):
    """An authority's own figures for a year.

    Attributes:
        decided: Cases that were decided in the year.
        assessment_required: Of them, those that could not be decided without an assessment.
        assessed: Those that had one.
        follows: What the assessments said follows, by code.
    """

    authority: str
    year: int
    decided: int
    assessment_required: int
    assessed: int
    harms: Harms
    follows: dict[str, int]
    went_in: tuple[WentIn, ...]
    places: tuple[Place, ...]
    we_asked: tuple[Asked, ...]
    we_were_asked: tuple[Asked, ...]


def account(
    authority: str,
    year: int,
    cases: Iterable[Case],
    consultations: Iterable[Consultation],
    *,
    groups_of: Callable[[Case], frozenset[str]],
    day_of: Callable[[datetime], date],
) -> Accountability:
    """Count what an authority did in a year.

    A case counts in the year of its decision, a consultation in the year in which it was
    asked. A case of two item groups counts once in each.

    Args:
        authority: Whose figures they are.
        year: The year, in its own time zone.
        cases: Its cases; those that were not decided in the year are passed over.
        consultations: Those in which it asked or was asked.
        groups_of: The item groups of a case.
        day_of: The day of an instant in the authority's time zone.
    """
    decided = [
        case
        for case in cases
        if case.decision is not None and day_of(case.decision.decided_at).year == year
    ]
    found = [case.assessment for case in decided if case.assessment is not None]
    of_year = [
        each
        for each in consultations
        if (asked_at := _asked_at(each)) is not None and day_of(asked_at).year == year
    ]
    return Accountability(
        authority=authority,
        year=year,
        decided=len(decided),
        assessment_required=sum(case.assessment_required for case in decided),
        assessed=len(found),
        harms=_harms(found),
        follows=dict(sorted(Counter(str(f) for each in found for f in each.follows).items())),
        went_in=_went_in(decided),
        places=_places(decided, groups_of),
        we_asked=_asked([each for each in of_year if each.asking == authority]),
        we_were_asked=_asked([each for each in of_year if each.consulted == authority]),
    )


def _asked_at(consultation: Consultation) -> datetime | None:
    """Return when a period began; one that never did was asked of nobody."""
    return None if consultation.deadline is None else consultation.deadline.received


def _harms(found: Iterable[HumanRightsAssessment]) -> Harms:
    each = tuple(found)
    return Harms(
        internal_repression=sum(a.internal_repression for a in each),
        human_rights_violations=sum(a.human_rights_violations is True for a in each),
        humanitarian_law_violations=sum(a.humanitarian_law_violations is True for a in each),
        serious_violations=sum(a.serious_violations for a in each),
    )


def _went_in(decided: Iterable[Case]) -> tuple[WentIn, ...]:
    cases: Counter[tuple[str, str]] = Counter()
    grounds: Counter[tuple[str, str]] = Counter()
    for case in decided:
        if case.assessment is None or case.decision is None:
            continue
        proposal = case.decision.proposal
        key = case.assessment.risk, str(proposal.outcome)
        cases[key] += 1
        grounds[key] += Ground.HUMAN_RIGHTS in proposal.grounds
    order = ("low", "moderate", "high", "unacceptable")
    return tuple(
        WentIn(risk=risk, outcome=outcome, cases=cases[key], on_human_rights=grounds[key])
        for key in sorted(cases, key=lambda key: (order.index(key[0]), key[1]))
        for risk, outcome in [key]
    )


def _places(
    decided: Iterable[Case], groups_of: Callable[[Case], frozenset[str]]
) -> tuple[Place, ...]:
    found: dict[tuple[str, str], list[Case]] = {}
    for case in decided:
        for group in groups_of(case):
            destination = case.application.transaction.destination
            found.setdefault((group, destination), []).append(case)
    return tuple(
        Place(
            item_group=group,
            destination=destination,
            cases=len(cases),
            assessed=sum(case.assessment is not None for case in cases),
            refused=sum(
                case.decision is not None and case.decision.proposal.outcome in REFUSING
                for case in cases
            ),
        )
        for (group, destination), cases in sorted(found.items())
    )


def _asked(consultations: Iterable[Consultation]) -> tuple[Asked, ...]:
    found: dict[str, Counter[str]] = {}
    for each in consultations:
        counts = found.setdefault(each.procedure, Counter())
        counts["asked"] += 1
        counts["late"] += bool(each.late_answers)
        if each.state is ConsultationState.ANSWERED:
            counts["answered"] += 1
        elif each.state is ConsultationState.SILENT:
            counts["silent"] += 1
        elif each.state is ConsultationState.UNCONFIRMED:
            counts["unconfirmed"] += 1
        elif each.state not in OPEN_STATES:
            counts["ended"] += 1
    return tuple(Asked(procedure=code, **found[code]) for code in sorted(found))


INDICATORS: dict[str, Callable[[Accountability], int]] = {
    "decided_cases": lambda own: own.decided,
    "assessments_required": lambda own: own.assessment_required,
    "assessments": lambda own: own.assessed,
    "feared_repression": lambda own: own.harms.internal_repression,
    "feared_violations": lambda own: own.harms.serious_violations,
    "refused_on_human_rights": lambda own: sum(
        each.on_human_rights for each in own.went_in if each.outcome in REFUSING
    ),
    "consultations_asked": lambda own: sum(each.asked for each in own.we_asked),
    "consultations_answered": lambda own: sum(each.answered for each in own.we_asked),
    "consultations_silent": lambda own: sum(each.silent for each in own.we_asked),
    "consultations_late": lambda own: sum(each.late for each in own.we_asked),
}
"""What an indicator of a template may have the gateway compute (`Indicator.computed`)."""
