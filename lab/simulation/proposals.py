"""What the officer proposes in a case, by the dice: how it ends, under which terms, which part.

Outcomes are those that the rulebook knows for the kind of case; so many end in each way as the
shares say. A kind of which they say nothing is granted or refused.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from gateway.domain.case import (
    Case,
    DecisionParts,
    DecisionProposal,
    InformedTerms,
    LicenceTerms,
    LinePart,
    Outcome,
)
from gateway.domain.denial import FreeText, Ground
from gateway.domain.rulebook import Rulebook
from gateway.domain.rulebook.acts import CaseOutcome, CaseRule, Conditions
from gateway.domain.states import shipped_states
from gateway.domain.transaction import Activity, Item, Party
from lab.simulation.officers import text
from lab.simulation.plan import Dice
from lab.simulation.transactions import made_name


def proposal_for(
    dice: Dice, case: Case, rulebook: Rulebook, *, stale_registers: tuple[str, ...], today: date
) -> DecisionProposal:
    """Return what the officer proposes once every consultation has ended.

    The officer has the case before him as it stands, with its newest examination.
    """
    rule = rulebook.case(case.application.procedure)
    conditions = _binding_conditions(case, rulebook)
    weights = dice.shares.decisions.outcomes.get(rule.code)
    if weights is not None:
        possible = {each.outcome: each for each in rule.outcome if each.outcome in weights}
        reference = case.application.reference
        drawn = dice.weighed({o: weights[o] for o in possible}, reference, "outcome")
        outcome: CaseOutcome | None = possible[drawn]
    else:
        yes = _yes(rule, conditioned=bool(conditions))
        outcome = None if _refuses(dice, case, rulebook) else yes
    outcome = outcome or _no(rule)
    parts = _parts(dice, case, rule, today) if outcome.licence == "in_force" else None
    if parts is not None and parts.refused_from is not None:
        until: date | None = parts.refused_from - timedelta(days=1)
    else:
        until = _last_day(dice, case, outcome, today)
    part = None if parts is None else rule.rule(Outcome.GRANTED_IN_PART)
    outcome = part or outcome
    return DecisionProposal(
        outcome=outcome.outcome,
        grounds=(Ground.END_USE_DIVERSION,) if outcome.needs_grounds else (),
        conditions=() if outcome.conditions is Conditions.NONE else conditions,
        explanation=(text(_WORDS.get(outcome.outcome, "So the file says.")),),
        stale_registers=stale_registers,
        examination=case.examinations or None,
        licence=None if until is None else LicenceTerms(valid_until=until),
        parts=parts,
        informed=_letter(dice, case, today) if outcome.informs else None,
    )


_WORDS = {
    Outcome.GRANTED: "The end-use is credible.",
    Outcome.GRANTED_IN_PART: "So much is not needed for the end-use.",
    Outcome.REFUSED: "The end-use is not credible.",
}


def _binding_conditions(case: Case, rulebook: Rulebook) -> tuple[FreeText, ...]:
    found: dict[str, FreeText] = {}
    for asked in case.consultations:
        if asked.answer is None:
            continue
        if rulebook.procedure(asked.procedure).option(asked.answer.answer).binds:
            found |= {each.text: each for each in asked.answer.conditions}
    return tuple(found.values())


def _refuses(dice: Dice, case: Case, rulebook: Rulebook) -> bool:
    """Say whether it is refused: one objects and that binds, or the file speaks against it."""
    blocked, identical = False, False
    for asked in case.consultations:
        if asked.answer is None:
            continue
        option = rulebook.procedure(asked.procedure).option(asked.answer.answer)
        blocked |= option.binds and option.blocks
        identical |= bool(asked.request.denials) and option.code == "identical"
    shares, reference = dice.shares.decisions, case.application.reference
    risk = case.assessment is not None and case.assessment.risk == "high"
    often = shares.suspect_refused * (1 + identical) if identical or risk else shares.refused
    end_user = case.application.transaction.end_user.value
    named = "" if end_user is None else end_user.names[0].lower()
    ill = bool(named) and dice.falls(shares.ill_reputed, named, "bad")
    return blocked or ill or dice.falls(often, reference, "refused")


def _yes(rule: CaseRule, *, conditioned: bool) -> CaseOutcome | None:
    """Return the way in which such a case ends well; None: not under these conditions."""
    for each in rule.outcome:
        taken = each.conditions is not (Conditions.NONE if conditioned else Conditions.REQUIRED)
        free = not each.lets_go and each.conditions is Conditions.NONE
        ends_well = each.outcome is not Outcome.WITHDRAWN and not each.negative
        if ends_well and (taken or free):
            return each
    return None


def _no(rule: CaseRule) -> CaseOutcome:
    """Return the way in which such a case ends with a denial."""
    return next(each for each in rule.outcome if each.negative)


def _last_day(dice: Dice, case: Case, outcome: CaseOutcome, today: date) -> date | None:
    """Return the last day of a licence; None: none is said, or none is granted."""
    reference, shares = case.application.reference, dice.shares.decisions
    makes = outcome.licence == "in_force" or case.application.procedure == "licence_widened"
    if not makes or not outcome.lets_go:
        return None
    if not dice.falls(shares.limited_in_time, reference, "last day"):
        return None
    return today + timedelta(days=dice.number(40, 300, reference, "days"))


def _letter(dice: Dice, case: Case, today: date) -> InformedTerms | None:
    """Return what is said of the letter that informs; None: the gateway's words."""
    reference = case.application.reference
    carrier = None
    transaction = case.application.transaction
    exporter = transaction.exporter.value
    first = shipped_states().members(today).of_country(exporter.country or "") if exporter else None
    if transaction.activity is Activity.TRANSIT and first is None:
        carrier = Party(names=(made_name(dice, reference, "carrier"),), country="NL")
    until = None
    if dice.falls(dice.shares.decisions.letter_ends, reference, "letter ends"):
        until = today + timedelta(days=dice.number(30, 200, reference, "letter's days"))
    if carrier is None and until is None:
        return None
    return InformedTerms(valid_until=until, addressee=carrier)


def _parts(dice: Dice, case: Case, rule: CaseRule, today: date) -> DecisionParts | None:
    """Return what is granted and what refused, in so many cases; None: all is granted."""
    part, reference = rule.rule(Outcome.GRANTED_IN_PART), case.application.reference
    shares = dice.shares.decisions
    if part is None or not dice.falls(shares.in_part, reference, "part"):
        return None
    items = case.application.transaction.items
    whole = tuple(LinePart(line=line) for line in range(1, len(items) + 1))
    way = dice.weighed(shares.parts, reference, "parts")
    if way == "time":
        after = today + timedelta(days=dice.number(30, 120, reference, "refused from"))
        return DecisionParts(granted=whole, refused=whole, refused_from=after)
    if way == "lines" and len(items) > 1:
        return DecisionParts(granted=whole[:-1], refused=whole[-1:])
    return _divided(whole, items[-1], by_value=way == "value")


def _divided(whole: tuple[LinePart, ...], item: Item, *, by_value: bool) -> DecisionParts | None:
    """Divide the last line: about a quarter of it is refused."""
    line = whole[-1].line
    if by_value and item.value is not None:
        left = (item.value / 4).to_integral_value(ROUND_CEILING)
        granted = LinePart(line=line, value=item.value - left)
        return DecisionParts(
            granted=(*whole[:-1], granted), refused=(LinePart(line=line, value=left),)
        )
    if item.quantity is None or item.quantity <= 1:
        return None
    left = (item.quantity / 4).to_integral_value(ROUND_CEILING)
    granted = LinePart(line=line, quantity=item.quantity - left)
    refused = LinePart(line=line, quantity=Decimal(left))
    return DecisionParts(granted=(*whole[:-1], granted), refused=(refused,))
