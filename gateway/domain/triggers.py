"""Says which procedures an application calls for, and why, in words with the article.

The rulebook names the conditions; this module evaluates each named one. Article 14(1) is
found from the application alone. Article 16(5) needs the examination of all valid denials, and
whether one calls for a consultation is said there (`gateway.matching.transaction.for_information`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple, assert_never

from gateway.domain.authority import COMMISSION, AuthorityCode, Role, member_state
from gateway.domain.case import Application, Trigger
from gateway.domain.case.listed import annex_i_codes, standings
from gateway.domain.controls import Controls
from gateway.domain.rulebook import AssessmentBasis, Consults, Procedure, Rulebook
from gateway.domain.rulebook.conditions import (
    ActivityIs,
    AnyOf,
    AuthorisationIs,
    Condition,
    CyberSurveillance,
    DestinationIn,
    DestinationOutside,
    GoodsElsewhere,
    ItemListedIn,
    ListDoubt,
    OpenedByOfficer,
    ProcedureApplies,
    TerritoriesCount,
    ValidDenialMatches,
)
from gateway.domain.states import MemberStates
from gateway.domain.transaction import Item, Transaction


class ConditionFinding(NamedTuple):
    """Whether one condition holds, and the reasons in words."""

    holds: bool
    reasons: tuple[str, ...]


class Facts(NamedTuple):
    """What conditions look at."""

    application: Application
    authority: AuthorityCode
    controls: Controls
    member_states: MemberStates
    applying: frozenset[str] = frozenset()  # procedures that apply to the case


def consultation_triggers(
    application: Application,
    authority: AuthorityCode,
    rulebook: Rulebook,
    controls: Controls,
    member_states: MemberStates,
    *,
    examined: Collection[str] = (),
) -> tuple[Trigger, ...]:
    """Say for each procedure that an application alone can call for whether it does.

    Args:
        application: The application as filed.
        authority: The authority that received it.
        rulebook: The rulebook with which the case starts.
        controls: The lists in the version that the case uses.
        member_states: Those of the day.
        examined: Procedures that the examination of denials calls for, as far as it was made.

    Returns:
        One trigger for each such procedure, also for those that do not apply, with the
        States to be asked. Procedures that only the examination of denials can call for
        (Article 16(5)), or that an officer opens (Article 14(2)), are not among them.

    Raises:
        LawError: The rulebook names a list or group that is not held.
    """
    facts = Facts(application, authority, controls, member_states)
    wanted = [
        procedure
        for procedure in rulebook.procedures
        if not procedure.trigger.by_examination and not procedure.trigger.by_officer
    ]
    found = {each.code: _trigger(each, facts) for each in wanted if not each.trigger.beside}
    if len(found) < len(wanted):  # those that go beside others come after them
        called_for = rulebook.case(application.procedure).procedures
        applying = {code for code, trigger in found.items() if trigger.applies} | set(examined)
        facts = facts._replace(applying=frozenset(applying & set(called_for)))
    return tuple(found.get(each.code) or _trigger(each, facts) for each in wanted)


def _trigger(procedure: Procedure, facts: Facts) -> Trigger:
    """Evaluate all conditions, also after one failed: an officer wants every reason."""
    findings = [_evaluate(condition, facts) for condition in procedure.trigger.all_of]
    for condition in procedure.trigger.none_of:
        excluded = _evaluate(condition, facts)
        findings.append(excluded._replace(holds=not excluded.holds))
    applies = all(finding.holds for finding in findings)
    verdict = "applies" if applies else "does not apply"
    shown = findings if applies else [finding for finding in findings if not finding.holds]
    consult: tuple[str, ...] = ()
    if applies and procedure.trigger.consults is Consults.STATES_OF_GOODS:
        places = (each for each in procedure.trigger.all_of if isinstance(each, GoodsElsewhere))
        consult = tuple(dict.fromkeys(s for each in places for s in _asked(each, facts).values()))
    elif applies and procedure.trigger.consults is Consults.ROLE:
        consult = _with_role(procedure, facts)
    return Trigger(
        procedure=procedure.code,
        applies=applies,
        consult=consult,
        reasons=(
            f"{procedure.trigger.article} {verdict}.",
            *(reason for finding in shown for reason in finding.reasons),
        ),
    )


def _with_role(procedure: Procedure, facts: Facts) -> tuple[str, ...]:
    """Return whoever is asked by role: the other Member States, the Commission, or both."""
    roles = procedure.answering
    others = sorted(facts.member_states.codes - {member_state(facts.authority)})
    return (
        *(others if roles - {Role.COMMISSION} else ()),
        *((COMMISSION,) if Role.COMMISSION in roles else ()),
    )


def _evaluate(condition: Condition, facts: Facts) -> ConditionFinding:  # noqa: PLR0911 - one for each kind
    """Evaluate one named condition."""
    match condition:
        case AuthorisationIs():
            kind = facts.application.kind
            return ConditionFinding(
                kind in condition.kinds, (f"The application is for {_kind(kind)} authorisation.",)
            )
        case ActivityIs():
            activity = facts.application.transaction.activity
            words = activity.value.replace("_", " ")
            return ConditionFinding(
                activity in condition.activities, (f"The activity is: {words}.",)
            )
        case DestinationOutside() | DestinationIn():
            return _destination(condition, facts)
        case ItemListedIn():
            return _item_listed_in(condition, facts)
        case CyberSurveillance():
            return _cyber_surveillance(condition, facts)
        case ProcedureApplies():
            return _procedure_applies(condition, facts)
        case GoodsElsewhere():
            return _goods_elsewhere(condition, facts)
        case AnyOf():
            return _any_of(condition, facts)
        case ValidDenialMatches():
            return ConditionFinding(
                holds=False, reasons=("Only the examination of denials can tell.",)
            )
        case OpenedByOfficer():
            return ConditionFinding(
                holds=False, reasons=("An officer opens it; nothing else does.",)
            )
        case _:
            assert_never(condition)


def _cyber_surveillance(condition: CyberSurveillance, facts: Facts) -> ConditionFinding:
    items = facts.application.transaction.items
    found = [
        f"Item {number} is one of cyber-surveillance."
        for number, item in enumerate(items, start=1)
        if _of_cyber_surveillance((item,), facts.controls, condition.bases)
    ]
    return ConditionFinding(bool(found), tuple(found) or ("No item is of cyber-surveillance.",))


def _procedure_applies(condition: ProcedureApplies, facts: Facts) -> ConditionFinding:
    found = [code for code in condition.procedures if code in facts.applying]
    none = f"Of {', '.join(condition.procedures)} none applies to the case."
    said = tuple(f"{code} applies to the case." for code in found)
    return ConditionFinding(bool(found), said or (none,))


def _kind(kind: str) -> str:
    article = "an" if kind[0] in "aeiou" else "a"
    return f"{article} {kind.replace('_', '-')}"


def _any_of(condition: AnyOf, facts: Facts) -> ConditionFinding:
    """Show the reasons of those that hold, or of all if none does."""
    findings = [_evaluate(inner, facts) for inner in condition.conditions]
    holding = [finding for finding in findings if finding.holds]
    return ConditionFinding(
        bool(holding), tuple(reason for f in holding or findings for reason in f.reasons)
    )


def _destination(condition: DestinationOutside | DestinationIn, facts: Facts) -> ConditionFinding:
    group = facts.controls.destination_group(condition.group)
    destination = facts.application.transaction.destination
    known = {destination}
    if (
        isinstance(condition, DestinationOutside)
        and condition.territories is TerritoriesCount.WITH_STATE
    ):
        known.add(facts.controls.state_of_territory(destination or ""))
    outside = known.isdisjoint(group.countries)
    word = "not among" if outside else "among"
    return ConditionFinding(
        outside == isinstance(condition, DestinationOutside),
        (f"The destination {destination} is {word} those of {group.key} ({group.article}).",),
    )


def _item_listed_in(condition: ItemListedIn, facts: Facts) -> ConditionFinding:
    """Look up every code that any authority gave: a doubt about a code is no way around."""
    listing = facts.controls.code_list(condition.list)
    found = standings(listing, facts.application, facts.controls)
    holding = {True, None} if condition.doubt is ListDoubt.HOLDS else {True}
    holds = any(each.listed in holding for each in found)
    shown = [each for each in found if each.listed in holding] if holds else found
    reasons = tuple(each.reason for each in sorted(shown, key=lambda each: each.listed is None))
    return ConditionFinding(holds, reasons or (f"No item is in {listing.title}.",))


def _annex_i_codes(items: Iterable[Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for item in items for code in annex_i_codes(item)))


def _asked(condition: GoodsElsewhere, facts: Facts) -> dict[str, str]:
    """Return the State that is asked for each place of the goods, in the order given."""
    own = member_state(facts.authority)
    asked = {}
    for place in facts.application.transaction.goods_located_in:
        state = facts.member_states.of_country(place) or condition.asked_for.get(place)
        if state is not None and state != own:
            asked[place] = state
    return asked


def _goods_elsewhere(condition: GoodsElsewhere, facts: Facts) -> ConditionFinding:
    located = dict.fromkeys(facts.application.transaction.goods_located_in)
    asked = _asked(condition, facts)
    reasons = [f"Items are or will be in {place} (box 10 of the application)." for place in asked]
    for place in located:
        if facts.member_states.of_country(place) is not None:
            continue
        if place in asked:
            reasons.append(f"{place} is no Member State; the authority of {asked[place]} is asked.")
        else:
            reasons.append(f"Items in {place}: not a Member State, nobody is to be consulted.")
    if not located:
        reasons.append("The application names no place of the goods (box 10).")
    elif not reasons:
        reasons.append("The items are in the own Member State only.")
    return ConditionFinding(bool(asked), tuple(reasons))


def assessment_required(transaction: Transaction, controls: Controls, rulebook: Rulebook) -> bool:
    """Return whether the decision needs a human-rights assessment.

    Args:
        transaction: What is to be exported.
        controls: The lists in the version that the case uses.
        rulebook: Says which bases count: a listed group, a related code, the flag.
    """
    return _of_cyber_surveillance(transaction.items, controls, rulebook.assessment.required_for)


def _of_cyber_surveillance(
    items: Iterable[Item], controls: Controls, bases: Collection[AssessmentBasis]
) -> bool:
    """Say whether one of some items is of cyber-surveillance on one of some bases."""
    items = tuple(items)
    if AssessmentBasis.FLAG in bases and any(item.cyber_surveillance for item in items):
        return True
    codes = _annex_i_codes(items)
    listed = AssessmentBasis.LISTED_GROUP in bases and any(map(controls.cyber_group, codes))
    related = AssessmentBasis.RELATED_CODE in bases and any(
        map(controls.related_cyber_group, codes)
    )
    return listed or related
