"""What officers do, by the dice: answer, ask for more time, stay silent, propose.

Nothing here acts; it says what a person at an authority would do and on which of his
working days. Procedures are looked up in the rulebook: which answers exist, what they must
contain, whether one binds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gateway.domain.case import Case, DecisionParts, DecisionProposal, LinePart, Outcome
from gateway.domain.consultation import (
    Consultation,
    ConsultationAnswer,
    DenialAnswer,
    ExtensionReply,
    ExtensionRequest,
)
from gateway.domain.denial import FreeText, Ground
from gateway.domain.rulebook import Procedure, Requirement, Rulebook
from gateway.domain.rulebook.acts import CaseOutcome, CaseRule, Conditions
from lab.simulation.plan import Dice

SUSPECT_REFUSED = 0.45
"""Share of refusals where the human-rights risk is high or a denial was found identical."""

GRANTED_IN_PART = 0.12
"""Share of the grants of which a part is refused."""

_MANNERS = {"answers": 0.68, "silent": 0.14, "late": 0.06, "extends": 0.12}
_REPLIES = {"accepts": 0.55, "refuses": 0.15, "leaves": 0.30}
_MILDEST = 0.66


class Deed(StrEnum):
    """What an officer sits down to do."""

    ANSWER = "answer"
    EXTEND = "extend"
    REPLY = "reply"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    WIDEN = "widen"
    USE = "use"


@dataclass(frozen=True, slots=True)
class Planned:
    """A deed and its day, in working days of the authority that does it.

    Attributes:
        deed: What.
        after: Working days after the one on which the request came.
        last: Whether it is to be the final answer (a first one may ask for information).
    """

    deed: Deed
    after: int
    last: bool = True


def plans(dice: Dice, reference: str, asked: Consultation, rule: Procedure) -> list[Planned]:
    """Return what the consulted authority's officers will do about a request.

    The days are dealt as shares of the period, so that another rulebook with another period
    meets officers of the same diligence.
    """
    about = (reference, asked.consulted, asked.procedure, len(asked.request.denials))
    period = rule.period.working_days
    manner = dice.weighed(_MANNERS, *about, "manner")
    soon = max(1, round(period * (0.1 + 0.8 * dice.roll(*about, "day"))))
    if manner == "silent":
        return []
    if manner == "late":
        return [Planned(Deed.ANSWER, period + dice.number(1, 4, *about, "late"))]
    if manner == "extends" and rule.extension is not None:
        wanted = Planned(Deed.EXTEND, min(soon, period - 1) or 1)
        days = extension(dice, reference, asked, rule).working_days
        answer = Planned(Deed.ANSWER, period + dice.number(0, days, *about, "extended"))
        return [wanted] if dice.roll(*about, "forgets") < 0.3 else [wanted, answer]  # noqa: PLR2004
    first = answer_to(dice, reference, asked, rule, last=False)
    if rule.option(first.answer).settles:
        return [Planned(Deed.ANSWER, soon, last=False)]
    again = Planned(Deed.ANSWER, soon + dice.number(1, 6, *about, "again"))
    return [Planned(Deed.ANSWER, soon, last=False), again]


def extension(dice: Dice, reference: str, asked: Consultation, rule: Procedure) -> ExtensionRequest:
    """Return the wish for more time, within what the rulebook allows."""
    cap = rule.extension.cap(rule.period.working_days) if rule.extension is not None else 1
    days = min(max(1, cap), dice.number(3, 15, reference, asked.consulted, "extension"))
    return ExtensionRequest(working_days=days, reason=_text("The file is abroad."))


def reply_to(dice: Dice, reference: str, asked: Consultation) -> ExtensionReply | None:
    """Return the asking officer's reply to a wish for more time; None: it is left alone."""
    wanted = asked.extension_pending
    manner = dice.weighed(_REPLIES, reference, asked.consulted, asked.procedure, "reply")
    if wanted is None or manner == "leaves":
        return None
    accepts = manner == "accepts"
    return ExtensionReply(accepted=accepts, working_days=wanted.working_days if accepts else 0)


def answer_to(
    dice: Dice, reference: str, asked: Consultation, rule: Procedure, *, last: bool
) -> ConsultationAnswer:
    """Return the answer that the officers agree on; the last one settles."""
    options = [option for option in rule.answer if option.settles or not last]
    about = (reference, asked.consulted, asked.procedure)
    mild = dice.roll(*about, "mild") < _MILDEST
    option = options[0] if mild else dice.pick(options[1:] or options, *about, "answer", last)
    needs = set(option.requires)
    return ConsultationAnswer(
        answer=option.code,
        by_denial=tuple(
            DenialAnswer(denial_id=each, answer=option.code) for each in asked.request.denials
        )
        if rule.by_denial
        else (),
        conditions=(_text("Delivery is verified on the spot."),)
        if Requirement.CONDITIONS in needs
        else (),
        information_needed=(_text("Who installs it?"),)
        if Requirement.INFORMATION_NEEDED in needs
        else (),
        explanation=(_text("As the file stands."),),
    )


def withdraws_after(dice: Dice, reference: str) -> int | None:
    """Return after how many working days the applicant withdraws, None: never."""
    if dice.roll(reference, "withdraws") >= 0.04:  # noqa: PLR2004 - a share
        return None
    return dice.number(1, 8, reference, "withdrawn")


def amends_after(dice: Dice, reference: str) -> int | None:
    """Return after how many working days the applicant asks another question, None: never."""
    if dice.roll(reference, "amends") >= 0.05:  # noqa: PLR2004 - a share
        return None
    return dice.number(2, 9, reference, "amended")


def proposal_for(
    dice: Dice, case: Case, rulebook: Rulebook, *, stale_registers: tuple[str, ...]
) -> DecisionProposal:
    """Return what the officer proposes once every consultation has ended.

    The officer has the case before him as it stands, with its newest examination.
    """
    blocked, identical = False, False
    conditions: list[FreeText] = []
    for asked in case.consultations:
        if asked.answer is None:
            continue
        option = rulebook.procedure(asked.procedure).option(asked.answer.answer)
        blocked |= option.binds and option.blocks
        if option.binds:
            conditions += asked.answer.conditions
        identical |= bool(asked.request.denials) and option.code == "identical"
    risk = case.assessment is not None and case.assessment.risk == "high"
    share = SUSPECT_REFUSED * (1 + identical) if identical or risk else 0.12
    end_user = case.application.transaction.end_user.value
    suspicious = end_user is not None and dice.roll(end_user.names[0].lower(), "bad") < 0.15  # noqa: PLR2004
    refused = blocked or suspicious or dice.roll(case.application.reference, "refused") < share
    unlike = {text.text: text for text in conditions}
    yes = _yes(rulebook.case(case.application.procedure), conditioned=bool(unlike))
    if refused or yes is None:
        return DecisionProposal(
            outcome=_no(rulebook.case(case.application.procedure)).outcome,
            grounds=(Ground.END_USE_DIVERSION,),
            explanation=(_text("The end-use is not credible."),),
            stale_registers=stale_registers,
            examination=case.examinations or None,
        )
    shared = _parts(dice, case, rulebook.case(case.application.procedure))
    if shared is not None:
        return DecisionProposal(
            outcome=Outcome.GRANTED_IN_PART,
            grounds=(Ground.END_USE_DIVERSION,),
            conditions=tuple(unlike.values()),
            explanation=(_text("So much is not needed for the end-use."),),
            stale_registers=stale_registers,
            examination=case.examinations or None,
            parts=shared,
        )
    return DecisionProposal(
        outcome=yes.outcome,
        conditions=() if yes.conditions is Conditions.NONE else tuple(unlike.values()),
        explanation=(_text("The end-use is credible."),),
        stale_registers=stale_registers,
        examination=case.examinations or None,
    )


def _yes(rule: CaseRule, *, conditioned: bool) -> CaseOutcome | None:
    """Return the way in which such a case ends well; None: not under these conditions."""
    for each in rule.outcome:
        taken = each.conditions is not (Conditions.NONE if conditioned else Conditions.REQUIRED)
        free = not each.lets_go and each.conditions is Conditions.NONE
        ends_well = each.outcome is not Outcome.WITHDRAWN and not (each.negative or each.notice)
        if ends_well and (taken or free):
            return each
    return None


def _parts(dice: Dice, case: Case, rule: CaseRule) -> DecisionParts | None:
    """Return what of the last line is refused, in so many cases; None: all is granted."""
    part = rule.rule(Outcome.GRANTED_IN_PART)
    items = case.application.transaction.items
    if part is None or dice.roll(case.application.reference, "part") >= GRANTED_IN_PART:
        return None
    *others, last = (LinePart(line=line) for line in range(1, len(items) + 1))
    if others:
        return DecisionParts(granted=tuple(others), refused=(last,))
    quantity = items[-1].quantity
    if quantity is None or quantity <= 1:
        return None
    return DecisionParts(
        granted=(LinePart(line=1, quantity=quantity - 1),),
        refused=(LinePart(line=1, quantity=Decimal(1)),),
    )


def _no(rule: CaseRule) -> CaseOutcome:
    """Return the way in which such a case ends with a denial."""
    return next(each for each in rule.outcome if each.negative)


def _text(words: str) -> FreeText:
    return FreeText(language="en", text=words)
