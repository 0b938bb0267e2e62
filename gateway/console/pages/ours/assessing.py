"""The human-rights assessment as a form: one question after the other, each with its article."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from gateway.casework.cases.cases import assess
from gateway.casework.permissions import Permission
from gateway.console.acts.declared import ActField, ActOption, ActPlan, DeskAct, FieldKind, LastLook
from gateway.console.acts.derived import Ask, fields_of
from gateway.console.acts.filled import FilledIn, starts
from gateway.console.pages.ours.noun import plan_of_case, read_case
from gateway.console.visit import Visit
from gateway.domain.case import CaseState
from gateway.domain.transaction import AssessmentRelease, HumanRightsAssessment
from gateway.errors import InputError

_LONG: Final = FieldKind.LONG_TEXT

FIELDS: Final = (
    *fields_of(
        HumanRightsAssessment,
        internal_repression=Ask(
            "Is use in internal repression to be feared?",
            "Article 5(1). Look at what the end-user did before, and who oversees it.",
        ),
        human_rights_violations=Ask(
            "Are serious violations of human rights to be feared?",
            "Article 5(1).",
            required=True,
            also=("serious_violations",),
        ),
        humanitarian_law_violations=Ask(
            "Are serious violations of international humanitarian law to be feared?",
            "Article 5(1).",
            required=True,
        ),
        sources=Ask(
            "Sources",
            "One a line: reports, judgments, own missions. An assessment names what it rests on.",
            _LONG,
        ),
        due_diligence=Ask(
            "What the exporter found himself", "Article 5(2): his own due diligence.", _LONG
        ),
        reasoning=Ask(
            "Reasoning",
            "How the answers above follow from the sources. Consulted authorities read it where "
            "the whole is shown.",
            _LONG,
        ),
        risk=Ask(
            "The risk, taken together",
            kind=FieldKind.CHOICE,
            options=(
                ActOption("low", "Low"),
                ActOption("moderate", "Moderate"),
                ActOption("high", "High"),
                ActOption("unacceptable", "Unacceptable"),
            ),
        ),
        follows=Ask(
            "What follows from it",
            options=(
                ActOption("none", "Nothing"),
                ActOption("conditions", "Conditions"),
                ActOption("monitoring", "Monitoring after the export"),
                ActOption("refusal", "Refusal"),
            ),
        ),
        follows_text=Ask("What follows, in words", "Which conditions, what monitoring.", _LONG),
    ),
    ActField(
        "release",
        "What consulted authorities see",
        kind=FieldKind.CHOICE,
        options=(
            ActOption("whole", "The whole assessment"),
            ActOption("summary", "Its summary, with the answers and the risk"),
        ),
    ),
    *fields_of(
        HumanRightsAssessment,
        summary=Ask(
            "Summary that may be released", "Needed where the summary alone is shown.", _LONG
        ),
    ),
)
"""In the order in which an officer comes to them: harms, sources, reasons, then the risk."""


async def _plan(visit: Visit, case_id: str) -> ActPlan:
    shown = await read_case(visit, case_id)
    case = shown.case
    falls: tuple[str, ...] = ()
    if case.state is CaseState.PROPOSED:
        falls = (
            visit.says("A decision is proposed. With another assessment that proposal falls."),
        )
    needed = (
        visit.says("The case is not decided without it: an item is one of cyber-surveillance.")
        if case.assessment_required
        else visit.says("The rulebook does not ask for it in this case.")
    )
    return replace(
        plan_of_case(visit, shown),
        effect=(ASSESS.effect, needed, *falls),
        start=_held(case.assessment, case.assessment_release),
    )


def _held(
    held: HumanRightsAssessment | None, release: AssessmentRelease
) -> dict[str, tuple[str, ...]]:
    """Return what stands in the form at first: the newest assessment, where there is one."""
    start: dict[str, tuple[str, ...]] = {"release": (str(release),)}
    if held is None:
        return start
    names = (each.name for each in FIELDS if each.name not in {"release", "sources"})
    return {**starts(held, *names), "sources": ("\n".join(held.sources),), **start}


def _assessment(filled: FilledIn) -> HumanRightsAssessment:
    """Return what was filled in.

    Raises:
        ValidationError: It does not hold together; names the field.
    """
    harms = map(filled.yes, ("human_rights_violations", "humanitarian_law_violations"))
    sources = (each.strip() for each in filled.one("sources").split("\n"))
    return filled.model(
        HumanRightsAssessment,
        serious_violations=any(harms),
        sources=tuple(each for each in sources if each),
    )


def _release(filled: FilledIn) -> AssessmentRelease:
    return AssessmentRelease(filled.one("release"))


async def _look(visit: Visit, _: str, __: ActPlan, filled: FilledIn) -> LastLook:
    """Say what would be refused, and what seems not to fit."""
    found = _assessment(filled)
    if _release(filled) is AssessmentRelease.SUMMARY and not found.summary:
        raise InputError("summary: it is to be released and was not written")
    feared = found.internal_repression or found.serious_violations
    warnings = []
    if feared and found.risk == "low":
        warnings.append(visit.says("A harm is feared, and the risk is called low."))
    if not feared and found.risk in {"high", "unacceptable"}:
        warnings.append(visit.says("No harm is feared, and the risk is called high."))
    return LastLook(warnings=tuple(warnings))


async def _carry_out(visit: Visit, case_id: str, _: ActPlan, filled: FilledIn) -> None:
    await assess(visit.office, visit.who, case_id, _assessment(filled), _release(filled))


ASSESS: Final = DeskAct(
    code="assess",
    title="Assess the human-rights risk",
    effect="The assessment goes into the case. Who was consulted before is sent it at once, as a "
    "supplement; who is consulted later gets it with the question.",
    needs=Permission.ASSESS,
    plan=_plan,
    carry_out=_carry_out,
    look=_look,
    button="Record the assessment",
    done="the human-rights assessment is on record.",
    fields=FIELDS,
    key="h",
    step_up=False,
)
