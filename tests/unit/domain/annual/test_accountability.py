"""What an authority's human-rights assessments found and how they went into its decisions."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from gateway.domain.annual.accountability import INDICATORS, Asked, WentIn, account
from gateway.domain.annual.templates import shipped_templates
from gateway.domain.case import Case, CaseState, Decision, DecisionProposal, Outcome
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    ConsultationRequest,
    ConsultationState,
    DeadlineDerivation,
)
from gateway.domain.denial import FreeText, Ground
from gateway.domain.transaction import Consequence, HumanRightsAssessment
from tests.support.cases import application, transaction

AT = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
WORDS = (FreeText(language="en", text="as assessed"),)


def assessment(risk: str, **harms: Any) -> HumanRightsAssessment:
    return HumanRightsAssessment(
        risk=risk,
        internal_repression=harms.pop("repression", False),
        serious_violations=harms.pop("serious", False),
        sources=("report of a mission",),
        reasoning="what was found",
        **harms,
    )


def case(
    number: int,
    outcome: Outcome | None,
    found: HumanRightsAssessment | None = None,
    *,
    grounds: tuple[Ground, ...] = (),
    at: datetime = AT,
) -> Case:
    decision = None
    if outcome is not None:
        decision = Decision(
            proposal=DecisionProposal(outcome=outcome, grounds=grounds, explanation=WORDS),
            proposed_by="anne",
            proposed_at=at,
            decided_by="bernd",
            decided_at=at,
            four_eyes=True,
        )
    return Case(
        case_id=f"DE-C-2025-{number:05d}",
        state=CaseState.DECIDED if outcome else CaseState.FILED,
        application=application(),
        assessment=found,
        assessment_required=found is not None,
        rulebook="EU-2021-821/2026-3",
        filed_at=AT - timedelta(days=30),
        decision=decision,
    )


def consultation(state: ConsultationState, *, asking: str = "DE", **more: Any) -> Consultation:
    consulted = "FR" if asking == "DE" else "DE"
    began = more.pop("began", AT)
    derived = DeadlineDerivation(
        procedure="16(5)",
        article="Article 16(5)",
        authority=consulted,
        received=began,
        event_day=began.date(),
        working_days=10,
        counted=(),
        skipped=(),
        last_day=began.date(),
        last_instant=began,
        time_zone="Europe/Paris",
        calendar="FR/1",
        calendar_digest="",
        rulebook="EU-2021-821/2026-3",
    )
    return Consultation(
        conversation_id="c",
        procedure="16(5)",
        asking=asking,
        consulted=consulted,
        state=state,
        request=ConsultationRequest(
            procedure="16(5)", case_reference="X-1", transaction=transaction()
        ),
        deadline=None if more.pop("never", False) else derived,
        **more,
    )


def own(cases: list[Case], consultations: list[Consultation]) -> Any:
    return account(
        "DE",
        2025,
        cases,
        consultations,
        groups_of=lambda _: frozenset({"5EC1", "5EC2"}),
        day_of=datetime.date,
    )


def test_what_was_feared_and_how_it_went_into_the_decision() -> None:
    grave = assessment(
        "unacceptable",
        repression=True,
        serious=True,
        human_rights_violations=True,
        follows=(Consequence.REFUSAL,),
    )
    mild = assessment("low", follows=(Consequence.MONITORING,))
    figures = own(
        [
            case(1, Outcome.REFUSED, grave, grounds=(Ground.HUMAN_RIGHTS,)),
            case(2, Outcome.REFUSED, grave, grounds=(Ground.SANCTIONS,)),
            case(3, Outcome.GRANTED, mild),
            case(4, Outcome.GRANTED),
            case(5, None, mild),
            case(6, Outcome.GRANTED, mild, at=AT - timedelta(days=365)),
        ],
        [],
    )
    assert (figures.decided, figures.assessment_required, figures.assessed) == (4, 3, 3)
    assert figures.went_in == (
        WentIn(risk="low", outcome="granted", cases=1, on_human_rights=0),
        WentIn(risk="unacceptable", outcome="refused", cases=2, on_human_rights=1),
    )
    assert figures.harms.internal_repression == 2
    assert figures.harms.human_rights_violations == 2
    assert figures.harms.humanitarian_law_violations == 0
    assert figures.follows == {"monitoring": 1, "refusal": 2}
    assert [(p.item_group, p.destination, p.cases, p.refused) for p in figures.places] == [
        ("5EC1", "AE", 4, 2),
        ("5EC2", "AE", 4, 2),
    ]


def test_consultations_asked_answered_silent_late_and_those_that_never_began() -> None:
    late = ConsultationAnswer(answer="not_identical")
    figures = own(
        [],
        [
            consultation(ConsultationState.ANSWERED),
            consultation(ConsultationState.SILENT),
            consultation(ConsultationState.SILENT, late_answers=(late,)),
            consultation(ConsultationState.UNCONFIRMED),
            consultation(ConsultationState.SUPERSEDED),
            consultation(ConsultationState.RUNNING),
            consultation(ConsultationState.REQUESTED, never=True),
            consultation(ConsultationState.ANSWERED, began=AT - timedelta(days=365)),
            consultation(ConsultationState.ANSWERED, asking="FR"),
        ],
    )
    assert figures.we_asked == (
        Asked(procedure="16(5)", asked=6, answered=1, silent=2, late=1, unconfirmed=1, ended=1),
    )
    assert figures.we_were_asked == (Asked(procedure="16(5)", asked=1, answered=1),)


def test_the_year_is_that_of_the_authority() -> None:
    eve = datetime(2024, 12, 31, 23, 30, tzinfo=UTC)
    figures = account(
        "DE",
        2025,
        [case(1, Outcome.GRANTED, at=eve)],
        [],
        groups_of=lambda _: frozenset(),
        day_of=lambda at: date(2025, 1, 1) if at == eve else at.date(),
    )
    assert figures.decided == 1


def test_every_indicator_that_the_gateway_computes_is_for_the_group_alone() -> None:
    empty = own([], [])
    for template in shipped_templates():
        computed = [each for each in template.indicator if each.computed is not None]
        assert {each.computed for each in computed} == set(INDICATORS)
        for each in computed:
            assert each.group_only
            assert not each.public
            assert INDICATORS[str(each.computed)](empty) == 0
