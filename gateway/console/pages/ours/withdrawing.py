"""The applicant withdraws: recorded by form, with what had been determined before (Art 16(1))."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from gateway.casework.cases.cases import check_determined, withdraw
from gateway.casework.cases.records import CaseShown
from gateway.casework.permissions import Permission
from gateway.casework.rules.outcomes import assessed_negatively, case_rule, two_officers
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, FieldKind, LastLook
from gateway.console.acts.filled import LANGUAGE, FilledIn
from gateway.console.pages.ours.noun import (
    CASE,
    facts_of_case,
    ground_options,
    heading_of_case,
    read_open_case,
    source_of,
)
from gateway.console.visit import Visit
from gateway.domain.case import ENDED_STATES, Outcome, Withdrawal
from gateway.domain.rulebook.acts import CaseRule


async def _plan(visit: Visit, case_id: str) -> ActPlan:
    shown = await read_open_case(visit, case_id)
    rule = case_rule(visit.office, shown.case)
    return ActPlan(
        heading=heading_of_case(visit, shown),
        facts=facts_of_case(visit, shown),
        effect=tuple(_effect(visit, shown, rule)),
        fields=tuple(_fields(visit, shown, rule)),
        start=_stands(shown.case.withdrawal),
        source=shown,
    )


def _effect(visit: Visit, shown: CaseShown, rule: CaseRule) -> Iterator[str]:
    yield WITHDRAW.effect
    if rule.determination is None:
        return
    yield visit.says(
        "Where it had been determined that the export will not be authorised, every member is "
        "notified of that as of a denial (Article 16(1))."
    )
    signed = rule.signed_as(Outcome.NOT_TO_BE_AUTHORISED, withdrawn=True)
    if two_officers(visit.office, shown.case, signed):
        yield visit.says("A second officer decides on such a determination.")


def _fields(visit: Visit, shown: CaseShown, rule: CaseRule) -> Iterator[ActField]:
    yield ActField(
        "text",
        "What the applicant said",
        "It stays in this case: no other authority reads it.",
        FieldKind.LONG_TEXT,
    )
    if rule.determination is None:
        return
    asked = rule.determination_asked and assessed_negatively(visit.office, shown.case)
    yield ActField(
        "determined",
        "Had it been determined that the export will not be authorised?",
        "To be said where the case was assessed negatively.",
        FieldKind.YES_NO,
        required=asked,
    )
    yield ActField(
        "grounds",
        "Grounds of that determination",
        "Article 15. Needed where it had been determined.",
        FieldKind.SEVERAL,
        required=False,
        options=ground_options(visit),
    )
    yield ActField(
        "explanation",
        "Explanation of that determination",
        "Needed where it had been determined. Every member reads it. An empty line between "
        "two texts.",
        FieldKind.PARAGRAPHS,
        required=False,
    )


def _stands(held: Withdrawal | None) -> dict[str, tuple[str, ...]]:
    """Return what was recorded before, where a second officer has not decided on it yet."""
    if held is None:
        return {}
    return {
        "text": (held.text,),
        "determined": ("yes" if held.determined else "no",),
        "grounds": tuple(map(str, held.grounds)),
        "explanation": ("\n\n".join(each.text for each in held.explanation),),
        LANGUAGE: (held.language,),
    }


def _withdrawal(filled: FilledIn) -> Withdrawal:
    """Return what was filled in.

    Raises:
        ValidationError: A text is too long; names the field.
    """
    said = filled.one("determined")
    return Withdrawal.model_validate(
        {
            "text": filled.one("text"),
            "language": filled.language,
            "determined": filled.yes("determined") if said else None,
            "grounds": filled.several("grounds"),
            "explanation": filled.free_texts("explanation"),
        }
    )


async def _look(visit: Visit, _: str, plan: ActPlan, filled: FilledIn) -> LastLook:
    """Say what would be refused, and what is left out for want of a determination."""
    found, case = _withdrawal(filled), source_of(plan).case
    check_determined(visit.office, case, found)
    if found.determined:
        return LastLook()
    unused = bool(found.grounds or found.explanation)
    said = visit.says("Nothing had been determined: grounds and explanation are told to nobody.")
    return LastLook(warnings=(said,) if unused else ())


async def _carry_out(visit: Visit, case_id: str, _: ActPlan, filled: FilledIn) -> str:
    case = await withdraw(visit.office, visit.who, case_id, _withdrawal(filled))
    done = WITHDRAW.code if case.state in ENDED_STATES else f"{WITHDRAW.code}-proposed"
    return f"{CASE.address(case_id)}?done={done}"


WITHDRAW: Final = DeskAct(
    code="withdraw",
    title="Record a withdrawal",
    effect="The applicant withdraws the application. What is still asked of other authorities is "
    "asked no more, and the case ends; they are told so.",
    needs=Permission.ASSESS,
    plan=_plan,
    carry_out=_carry_out,
    look=_look,
    button="Record the withdrawal",
    done="the withdrawal is on record, and the case has ended.",
    proposed="the withdrawal is on record; what had been determined waits for its decision.",
    step_up=True,
)
