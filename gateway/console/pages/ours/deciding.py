"""The decision by two: one officer proposes, a second sees what changed since, and decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gateway.casework.cases.decision import decide, propose
from gateway.casework.cases.records import CaseShown
from gateway.casework.office.outcomes import case_rule, two_officers
from gateway.casework.office.permissions import Permission
from gateway.console.access.step_up import proved
from gateway.console.acts.declared import ActField, ActOption, ActPlan, DeskAct, FieldKind
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.ours.noun import (
    facts_of_case,
    ground_options,
    heading_of_case,
    read_case,
    source_of,
)
from gateway.console.visit import Visit
from gateway.domain.case import Case, DecisionProposal, Outcome
from gateway.domain.case.steps import StepState
from gateway.domain.consultation import Consultation
from gateway.domain.rulebook.acts import CaseOutcome, Conditions
from gateway.errors import StateError
from gateway.views.case_page.steps import step_in_words
from gateway.views.decision_view import decision_parts
from gateway.views.frame import Block, Lines, Piece, blocks_of, cell, lines, table

_CONSIDERED: Final = "considered-"
"""What the name of a field begins with that asks how an answer was considered."""


# --- proposing ----------------------------------------------------------------------------------


async def _plan_proposal(visit: Visit, case_id: str) -> ActPlan:
    shown = await read_case(visit, case_id)
    missing = _missing(visit, shown)
    return ActPlan(
        heading=heading_of_case(visit, shown),
        facts=facts_of_case(visit, shown),
        blocks=tuple(each for each in (missing,) if each is not None),
        fields=tuple(_proposal_fields(visit, shown)),
        second_officer=any(
            two_officers(visit.office, shown.case, each.outcome) for each in _ways(visit, shown)
        ),
        source=shown,
    )


def _missing(visit: Visit, shown: CaseShown) -> Block | None:
    """Return what is open still: an outcome that lets nothing go may be proposed all the same."""
    still = {StepState.OPEN, StepState.WAITING}
    found = [
        step_in_words(visit.reader, each)
        for each in shown.steps
        if each.state in still and not each.kind.decides
    ]
    said = (Piece(text=f"{each.what}: {each.stands}. {each.why}") for each in found)
    return lines(visit.says("What is open still"), said, listed=True)


def _ways(visit: Visit, shown: CaseShown) -> tuple[CaseOutcome, ...]:
    """Return how such a case may end by a decision; a withdrawal is recorded, not decided."""
    rule = case_rule(visit.office, shown.case)
    return tuple(each for each in rule.outcome if each.outcome is not Outcome.WITHDRAWN)


def _proposal_fields(visit: Visit, shown: CaseShown) -> Iterator[ActField]:
    case, ways = shown.case, _ways(visit, shown)
    yield ActField(
        name="outcome",
        label="Outcome",
        kind=FieldKind.CHOICE,
        options=tuple(_option(visit, case, each) for each in ways if not each.in_part),
    )
    if any(each.needs_grounds for each in ways):
        yield ActField(
            name="grounds",
            label="Grounds of a refusal",
            hint="Article 15. They are notified with the denial.",
            kind=FieldKind.SEVERAL,
            required=False,
            options=ground_options(visit),
        )
    yield ActField(
        name="explanation",
        label="Explanation",
        hint="Why so. Of a refusal, every member reads it.",
        kind=FieldKind.PARAGRAPHS,
    )
    if any(each.conditions is not Conditions.NONE for each in ways):
        yield ActField(
            name="conditions",
            label="Conditions",
            hint="An empty line between two. Those of a binding answer are taken over word for "
            "word.",
            kind=FieldKind.PARAGRAPHS,
            required=False,
        )
    yield from _considered_fields(visit, shown)
    if shown.case.examination is not None and shown.case.examination.stale:
        yield ActField(
            name="stale_registers",
            label="Registers that you accept although they are not fresh",
            hint="On record: what came to them since was not searched.",
            kind=FieldKind.SEVERAL,
            required=False,
            options=tuple(
                ActOption(value=each, label=each) for each in shown.case.examination.stale
            ),
        )
    yield from _DAYS


_DAYS: Final = (
    ActField(
        name="valid_from",
        label="First day of the licence",
        hint="Left empty: the day of the decision.",
        kind=FieldKind.DAY,
        required=False,
        folded=True,
    ),
    ActField(
        name="valid_until",
        label="Last day of the licence",
        hint="Left empty: none is said.",
        kind=FieldKind.DAY,
        required=False,
        folded=True,
    ),
)


def _option(visit: Visit, case: Case, way: CaseOutcome) -> ActOption:
    said = []
    if way.negative:
        said.append(visit.says("Every member is notified of a denial."))
    elif way.lets_go:
        said.append(visit.says("The goods may go."))
    if two_officers(visit.office, case, way.outcome):
        said.append(visit.says("A second officer decides."))
    return ActOption(
        value=way.outcome.value, label=visit.reader.word(way.outcome), hint=" ".join(said)
    )


def _to_consider(visit: Visit, shown: CaseShown) -> Iterator[Consultation]:
    """Yield the consultations of whose answer the rulebook has it said how it was considered."""
    for each in shown.case.consultations:
        answer = each.counting_answer
        rule = visit.office.law.procedure(shown.case.rulebook, each.procedure)
        if answer is not None and rule.option(answer.answer).considered:
            yield each


def _considered_fields(visit: Visit, shown: CaseShown) -> Iterator[ActField]:
    for number, each in enumerate(_to_consider(visit, shown)):
        yield ActField(
            name=f"{_CONSIDERED}{number}",
            label=visit.says(
                "How the answer of {authority} under {procedure} was considered",
                authority=each.consulted,
                procedure=each.procedure,
            ),
            kind=FieldKind.LONG_TEXT,
            required=False,
            also=(f"considered[{number}]",),
        )


def _proposal(visit: Visit, shown: CaseShown, filled: FilledIn) -> DecisionProposal:
    """Return what was filled in.

    Raises:
        ValidationError: It does not hold together; names the field.
    """
    days = {name: filled.day(name) for name in ("valid_from", "valid_until")}
    terms = {name: each for name, each in days.items() if each is not None}
    considered = [
        {"procedure": each.procedure, "authority": each.consulted, "text": said}
        for number, each in enumerate(_to_consider(visit, shown))
        if (said := filled.free_text(f"{_CONSIDERED}{number}")) is not None
    ]
    return DecisionProposal.model_validate(
        {
            "outcome": filled.one("outcome"),
            "grounds": filled.several("grounds"),
            "explanation": filled.free_texts("explanation"),
            "conditions": filled.free_texts("conditions"),
            "stale_registers": filled.several("stale_registers"),
            "examination": shown.case.examinations or None,
            "considered": considered,
            **({"licence": terms} if terms else {}),
        }
    )


async def _propose(visit: Visit, case_id: str, plan: ActPlan, filled: FilledIn) -> None:
    proposal = _proposal(visit, source_of(plan), filled)
    await propose(visit.office, visit.who, case_id, proposal)


PROPOSE: Final = DeskAct(
    code="propose",
    title="Propose a decision",
    effect="Nothing is decided yet. The proposal stands until the case changes: any change to the "
    "case makes it fall.",
    needs=Permission.PROPOSE,
    plan=_plan_proposal,
    carry_out=_propose,
    button="Propose this",
    done="the decision is proposed.",
    proposed="the decision is proposed; a second officer decides.",
    step_up=True,
    key="p",
)


# --- deciding -----------------------------------------------------------------------------------


async def _plan_decision(visit: Visit, case_id: str) -> ActPlan:
    proved(visit)
    shown = await read_case(visit, case_id)
    if shown.case.proposal is None:
        raise StateError("nothing is proposed", remedy="Propose a decision first.")
    parts = decision_parts(visit.reader, shown.case, None)
    return ActPlan(
        heading=heading_of_case(visit, shown),
        facts=facts_of_case(visit, shown),
        blocks=(_since(visit, shown.case), *blocks_of(parts)),
        source=shown,
    )


def _since(visit: Visit, case: Case) -> Block:
    """Return what was done in the case since the proposal, which the second officer sees first."""
    reader, at = visit.reader, case.proposed_at
    later = [
        each
        for each in case.acts
        if at is not None and each.at >= at and each.verb != "decision.proposed"
    ]
    heading = visit.says("What changed since it was proposed")
    found = table(
        heading,
        (reader.when("When"), *reader.each("Who", "What")),
        (
            (
                (reader.moment(each.at),),
                (Piece.theirs(each.actor),),
                (*cell(reader.key(each.verb)), Piece(text=each.text, soft=True, foreign=True)),
            )
            for each in later
        ),
    )
    none = visit.says(
        "Nothing was changed since. A change to what is applied for, found or assessed would have "
        "made the proposal fall."
    )
    return found or Lines(heading=heading, lines=(Piece(text=none),))


async def _decide(visit: Visit, case_id: str, _: ActPlan, __: FilledIn) -> None:
    await decide(visit.office, visit.who, case_id)


DECIDE: Final = DeskAct(
    code="decide",
    title="Decide what was proposed",
    effect="All valid denials are examined once more at this moment. What is decided is final; a "
    "denial is notified to every member at once (Article 16).",
    needs=Permission.DECIDE,
    plan=_plan_decision,
    carry_out=_decide,
    button="Decide this",
    done="the decision is made.",
    looked_at=False,
    step_up=True,
    key="d",
)
