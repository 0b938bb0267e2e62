"""The applicant withdraws: recorded by form, with what had been determined before (Art 16(1))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from gateway.casework.cases.cases import check_determined, withdraw
from gateway.casework.cases.records import CaseShown
from gateway.casework.permissions import Permission
from gateway.casework.rules.outcomes import assessed_negatively, case_rule, two_officers
from gateway.console.acts.declared import ActField, ActPlan, DeskAct, FieldKind, LastLook
from gateway.console.acts.derived import Ask, fields_of
from gateway.console.acts.filled import FilledIn, starts
from gateway.console.pages.ours.noun import CASE, plan_of_case, read_open_case
from gateway.console.visit import Visit
from gateway.domain.case import ENDED_STATES, Outcome, Withdrawal
from gateway.domain.rulebook.acts import CaseRule


async def _plan(visit: Visit, case_id: str) -> ActPlan:
    shown = await read_open_case(visit, case_id)
    rule = case_rule(visit.office, shown.case)
    held = shown.case.withdrawal
    return replace(
        plan_of_case(visit, shown),
        effect=tuple(_effect(visit, shown, rule)),
        fields=_fields(visit, shown, rule),
        start={} if held is None else _stands(held),
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


def _fields(visit: Visit, shown: CaseShown, rule: CaseRule) -> tuple[ActField, ...]:
    said = ActField(
        "text",
        "What the applicant said",
        "It stays in this case: no other authority reads it.",
        FieldKind.LONG_TEXT,
    )
    if rule.determination is None:
        return (said,)
    asked = fields_of(
        Withdrawal,
        determined=Ask(
            "Had it been determined that the export will not be authorised?",
            "To be said where the case was assessed negatively.",
            required=rule.determination_asked and assessed_negatively(visit.office, shown.case),
        ),
        grounds=Ask(
            "Grounds of that determination", "Article 15. Needed where it had been determined."
        ),
        explanation=Ask(
            "Explanation of that determination",
            "Needed where it had been determined. Every member reads it. An empty line between "
            "two texts.",
        ),
    )
    return (said, *asked)


def _stands(held: Withdrawal) -> dict[str, tuple[str, ...]]:
    """Return what was recorded before, where a second officer has not decided on it yet."""
    stood = starts(held, "text", "grounds", "explanation")
    return {**stood, "determined": ("yes" if held.determined else "no",)}


async def _look(visit: Visit, _: str, plan: ActPlan, filled: FilledIn) -> LastLook:
    """Say what would be refused, and what is left out for want of a determination."""
    found, case = filled.model(Withdrawal), plan.about(CaseShown).case
    check_determined(visit.office, case, found)
    if found.determined:
        return LastLook()
    unused = bool(found.grounds or found.explanation)
    said = visit.says("Nothing had been determined: grounds and explanation are told to nobody.")
    return LastLook(warnings=(said,) if unused else ())


async def _carry_out(visit: Visit, case_id: str, _: ActPlan, filled: FilledIn) -> str:
    case = await withdraw(visit.office, visit.who, case_id, filled.model(Withdrawal))
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
)
