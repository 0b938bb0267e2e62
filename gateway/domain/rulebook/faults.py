"""Faults of a rulebook that lie between its blocks: each with its place in the file.

A block alone may be right and the file still wrong: a trigger that can never hold, a
silence that is no answer, a notice that nobody described. What is wrong in one block is
its model's to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import NamedTuple

from gateway.domain.authority import Role
from gateway.domain.case import Outcome
from gateway.domain.controls import Controls
from gateway.domain.denial import DecisionType
from gateway.domain.notice import Notice
from gateway.domain.rulebook.acts import (
    CaseRule,
    CorrespondenceRule,
    NoticeRule,
)
from gateway.domain.rulebook.collective import CollectiveReview
from gateway.domain.rulebook.conditions import (
    ActivityIs,
    AnyOf,
    AuthorisationIs,
    Condition,
    DestinationIn,
    DestinationOutside,
    ItemListedIn,
    OpenedByOfficer,
    ProcedureApplies,
    ValidDenialMatches,
    each_of,
)
from gateway.domain.rulebook.general import InformedQuestion
from gateway.domain.rulebook.procedure import (
    NOTHING,
    AskedBy,
    Consults,
    ExtensionRule,
    Procedure,
    TriggerRule,
)
from gateway.domain.rulebook.two_officers import ReachesAll
from gateway.errors import LawError
from gateway.field_faults import Place

DENIAL = "denial"
"""In a notice's ``about``: it refers to a denial, not to a notice."""

_NEEDED: Mapping[Consults, str] = MappingProxyType(
    {
        Consults.STATES_OF_GOODS: "goods_elsewhere",
        Consults.DENYING_AUTHORITIES: "valid_denial_matches",
        Consults.NAMED: "opened_by_officer",
    }
)
"""The condition without which nobody would be there to be asked; by role there is somebody."""


class RulebookFault(NamedTuple):
    """What is wrong, and where: the path of keys and list indices in the file."""

    place: Place
    what: str


def procedure_faults(
    procedures: Sequence[Procedure], kinds: Mapping[str, NoticeRule]
) -> Iterator[RulebookFault]:
    """Yield the faults of procedures, alone and against each other.

    Args:
        procedures: In the file's order.
        kinds: The kinds of notice that the file describes.
    """
    yield from _twice("procedure", "code", [procedure.code for procedure in procedures])
    for index, procedure in enumerate(procedures):
        at: Place = ("procedure", index)
        yield from _within(at, _silence_faults(procedure))
        yield from _within(at, _trigger_faults(procedure.trigger))
        yield from _within(at, _extension_faults(procedure))
        yield from _within(at, _addressee_faults(procedure))
        yield from _within(at, _beside_faults(procedure, procedures))
        if procedure.stop is not None and not procedure.period.ends_stop:
            yield RulebookFault((*at, "stop"), "no goods are stopped here: ends_stop is not set")
        told = procedure.after_grant.notice
        if told and told not in kinds:
            yield RulebookFault((*at, "after_grant", "notice"), _unknown_kind(told))
        if procedure.asked_for and procedure.trigger.consults is not Consults.NAMED:
            yield RulebookFault(
                (*at, "asked_for"), "nobody is asked for a measure where nobody is named to be"
            )
    for (_, first), (index, second) in combinations(enumerate(procedures), 2):
        same = (first.trigger.consults, first.trigger.all_of, first.trigger.none_of) == (
            second.trigger.consults,
            second.trigger.all_of,
            second.trigger.none_of,
        )
        if same and not first.trigger.by_officer:
            yield RulebookFault(
                ("procedure", index, "trigger"),
                f"is that of {first.code}: the same case would be asked about twice, "
                "with two meanings of silence",
            )


def _addressee_faults(procedure: Procedure) -> Iterator[RulebookFault]:
    """Yield what leaves it open who answers, or names who cannot."""
    if Role.OBSERVER in procedure.answered_by:
        yield RulebookFault(("answered_by",), "an observer answers nothing")
    if procedure.trigger.consults is Consults.ROLE and not procedure.answered_by:
        yield RulebookFault(("answered_by",), "names nobody, and consults by role")
    of_states = {Consults.STATES_OF_GOODS, Consults.DENYING_AUTHORITIES}
    only = set(procedure.answered_by) == {Role.COMMISSION}
    if procedure.trigger.consults in of_states and only:
        yield RulebookFault(
            ("answered_by",), f"{procedure.trigger.consults} asks authorities of Member States"
        )


def _beside_faults(
    procedure: Procedure, procedures: Sequence[Procedure]
) -> Iterator[RulebookFault]:
    """Yield the procedures beside which another one cannot go."""
    known = {each.code: each for each in procedures}
    for code in sorted(procedure.trigger.beside):
        found = known.get(code)
        if found is None:
            what = f"there is no procedure {code!r}"
        elif found.trigger.by_officer:
            what = f"an officer opens {code}, no kind of case does"
        elif found is procedure or found.trigger.beside:
            what = f"{code} goes beside another one itself"
        else:
            continue
        yield RulebookFault(("trigger", "all_of"), f"procedure_applies: {what}")


def _silence_faults(procedure: Procedure) -> Iterator[RulebookFault]:
    codes = procedure.answer_codes
    yield from _twice("answer", "code", codes)
    means = procedure.silence.means
    if means == NOTHING:
        return
    found = next((option for option in procedure.answer if option.code == means), None)
    if found is None:
        yield RulebookFault(
            ("silence", "means"), f"{means!r} is no answer here; give one, or nothing"
        )
    elif not found.settles or found.requires:
        yield RulebookFault(("silence", "means"), f"{means!r} needs somebody to say more")


def _trigger_faults(trigger: TriggerRule) -> Iterator[RulebookFault]:
    """Yield what makes a trigger impossible, or name nobody to be asked."""
    for index, condition in enumerate(trigger.all_of):
        place: Place = ("trigger", "all_of", index)
        if isinstance(condition, OpenedByOfficer) and (len(trigger.all_of) > 1 or trigger.none_of):
            yield RulebookFault(
                place, "stands alone: an officer opens it, so no condition is looked at"
            )
        for earlier in trigger.all_of[:index]:
            if _exclude_each_other(earlier, condition):
                yield RulebookFault(place, "can never hold together with an earlier condition")
    for index, condition in enumerate(trigger.none_of):
        place = ("trigger", "none_of", index)
        if condition in trigger.all_of:
            yield RulebookFault(place, "is demanded and excluded")
        for each in each_of((condition,)):
            if isinstance(each, OpenedByOfficer | ValidDenialMatches | ProcedureApplies):
                yield RulebookFault(place, f"{each.condition} cannot be excluded")
    needed = _NEEDED.get(trigger.consults)
    if needed and all(condition.condition != needed for condition in trigger.all_of):
        yield RulebookFault(
            ("trigger", "consults"), f"{trigger.consults} needs the condition {needed}"
        )


def reference_faults(
    procedures: Sequence[Procedure], controls: Controls
) -> Iterator[RulebookFault]:
    """Yield the groups of destinations and the lists that nobody described.

    Args:
        procedures: In the file's order.
        controls: What is known of lists and groups.
    """
    for index, procedure in enumerate(procedures):
        for name in ("all_of", "none_of"):
            for number, condition in enumerate(getattr(procedure.trigger, name)):
                at: Place = ("procedure", index, "trigger", name, number)
                yield from _within(at, _unknown_names(condition, controls))


def _unknown_names(condition: Condition, controls: Controls) -> Iterator[RulebookFault]:
    try:
        match condition:
            case DestinationIn(group=group) | DestinationOutside(group=group):
                controls.destination_group(group)
            case ItemListedIn(list=listing):
                controls.code_list(listing)
            case AnyOf(conditions=inner):
                for number, each in enumerate(inner):
                    yield from _within(("conditions", number), _unknown_names(each, controls))
            case _:
                pass
    except LawError as error:
        key = "list" if isinstance(condition, ItemListedIn) else "group"
        yield RulebookFault((key,), str(error))


def _exclude_each_other(first: Condition, second: Condition) -> bool:
    """Return whether no transaction can fulfil both."""
    match first, second:
        case (ActivityIs(activities=some), ActivityIs(activities=others)):
            return not set(some) & set(others)
        case (AuthorisationIs(kinds=these), AuthorisationIs(kinds=those)):
            return not set(these) & set(those)
        case (DestinationIn(group=inside), DestinationOutside(group=outside)) | (
            DestinationOutside(group=outside),
            DestinationIn(group=inside),
        ):
            return inside == outside
        case _:
            return False


def _extension_faults(procedure: Procedure) -> Iterator[RulebookFault]:
    rule = procedure.extension
    if rule is None:
        return
    yield from _cap_fault(rule, procedure.period.working_days)
    if rule.asked_by is AskedBy.ANY_STATE:
        yield RulebookFault(
            ("extension", "asked_by"), "any_state is for a review by every Member State"
        )


def _cap_fault(rule: ExtensionRule, period: int) -> Iterator[RulebookFault]:
    if rule.cap(period) < 1:
        yield RulebookFault(
            ("extension", "max_working_days"),
            f"{rule.max_working_days} in total is no more than the period of {period}",
        )


def case_faults(
    cases: Sequence[CaseRule],
    procedures: Sequence[Procedure],
    kinds: Mapping[str, NoticeRule],
    notified: Collection[DecisionType],
) -> Iterator[RulebookFault]:
    """Yield the faults of kinds of case.

    Args:
        cases: In the file's order.
        procedures: The procedures that the file describes.
        kinds: The kinds of notice that the file describes.
        notified: The decisions that are notified to all.
    """
    yield from _twice("case", "code", [case.code for case in cases])
    known = {procedure.code: procedure for procedure in procedures}
    for index, case in enumerate(cases):
        at: Place = ("case", index)
        yield from _within(at, _called_for_faults(case, known))
        if case.determination is not None and case.determination not in notified:
            yield RulebookFault((*at, "determination"), _not_notified(case.determination))
        yield from _twice("outcome", "outcome", [each.outcome for each in case.outcome], at)
        for number, outcome in enumerate(case.outcome):
            for field, notice in (("notice", outcome.notice), ("alerts", outcome.alerts)):
                if notice and notice not in kinds:
                    yield RulebookFault((*at, "outcome", number, field), _unknown_kind(notice))
            if outcome.informs and (outcome.lets_go or outcome.denial is not None):
                yield RulebookFault(
                    (*at, "outcome", number, "informs"),
                    "what imposes a requirement neither lets goods go nor denies",
                )
            if outcome.in_part and outcome.outcome is not Outcome.GRANTED_IN_PART:
                yield RulebookFault(
                    (*at, "outcome", number, "denial"), "what lets goods go denies nothing"
                )
            if outcome.denial is not None and outcome.denial not in notified:
                yield RulebookFault(
                    (*at, "outcome", number, "denial"), _not_notified(outcome.denial)
                )


def _called_for_faults(case: CaseRule, known: Mapping[str, Procedure]) -> Iterator[RulebookFault]:
    """Yield the procedures that a kind of case cannot call for, or rely on."""
    for code in case.procedures:
        found = known.get(code)
        if found is None:
            yield RulebookFault(("procedures",), f"there is no procedure {code!r}")
        elif found.trigger.by_officer:
            yield RulebookFault(("procedures",), f"an officer opens {code}, no kind of case does")
        elif found.trigger.by_examination and not case.examined:
            yield RulebookFault(("examined",), f"{code} needs the examination of denials")
    if case.relies_on is not None and case.relies_on.procedure not in known:
        what = f"there is no procedure {case.relies_on.procedure!r}"
        yield RulebookFault(("relies_on", "procedure"), what)


def notice_faults(notices: Sequence[NoticeRule]) -> Iterator[RulebookFault]:
    """Yield the faults of kinds of notice."""
    codes = [rule.code for rule in notices]
    yield from _twice("notice", "code", codes)
    for index, rule in enumerate(notices):
        at: Place = ("notice", index)
        for name in ("required", "may_withhold"):
            for field in getattr(rule, name):
                if field not in Notice.model_fields:
                    yield RulebookFault((*at, name), f"a notice has no field {field!r}")
        for about in rule.about:
            if about not in (*codes, DENIAL):
                yield RulebookFault((*at, "about"), _unknown_kind(about))
            if any(each.code == about and each.sight != rule.sight for each in notices):
                yield RulebookFault(
                    (*at, "about"), f"a notice under {about} is seen by others than one of these"
                )
        if rule.comments and "reply_until" not in rule.required:
            yield RulebookFault(
                (*at, "comments"), "comments need reply_until among the required fields"
            )
        if rule.expires and "expires" not in rule.required:
            yield RulebookFault(
                (*at, "expires"), "a notice that expires requires the field expires"
            )


def review_faults(
    reviews: Sequence[CollectiveReview], kinds: Mapping[str, NoticeRule]
) -> Iterator[RulebookFault]:
    """Yield the faults of reviews by every Member State."""
    yield from _twice("collective_review", "code", [review.code for review in reviews])
    for index, review in enumerate(reviews):
        at: Place = ("collective_review", index)
        for name in ("of", "outcome_notice", "extension_notice", "by_hand_notice", "leads_to"):
            kind = getattr(review, name)
            if kind is not None and kind not in kinds:
                yield RulebookFault((*at, name), _unknown_kind(kind))
            if kind in kinds and kinds[kind].sight is not None:
                yield RulebookFault((*at, name), "every officer reads a review, and so its notices")
        found = kinds.get(review.outcome_notice)
        if found is not None:
            yield from _within(at, _outcome_faults(review, found))
            yield from _within(at, _by_hand_faults(review, found, kinds))
        if review.extension is not None and review.working_days is not None:
            yield from _within(at, _cap_fault(review.extension, review.working_days))


def _outcome_faults(review: CollectiveReview, found: NoticeRule) -> Iterator[RulebookFault]:
    known = [each.code for each in found.outcome]
    named = [("unanimous", review.unanimous), ("implied", review.implied)]
    named += [("or_unanimous", each) for each in review.or_unanimous]
    for field, outcome in named:
        if outcome is not None and outcome not in known:
            yield RulebookFault((field,), f"{outcome!r} is no outcome of {found.code}")


def unknown_kinds(
    named: Iterable[str], kinds: Mapping[str, NoticeRule], place: Place
) -> Iterator[RulebookFault]:
    """Yield a fault for each kind of notice that a place names and nobody described."""
    for code in named:
        if code not in kinds:
            yield RulebookFault(place, _unknown_kind(code))


def _by_hand_faults(
    review: CollectiveReview, found: NoticeRule, kinds: Mapping[str, NoticeRule]
) -> Iterator[RulebookFault]:
    """Yield what makes a word that is recorded by hand another one than a State's own."""
    kind = kinds.get(review.by_hand_notice or "")
    if kind is None:
        return
    outcomes = {each.code for each in found.outcome}
    if {each.code for each in kind.outcome} != outcomes:
        yield RulebookFault(("by_hand_notice",), f"its outcomes are not those of {found.code}")
    if not {"documents", "references"} <= set(kind.required):
        yield RulebookFault(("by_hand_notice",), "it requires documents and references: the proof")


def informed_faults(
    question: InformedQuestion, rule: CorrespondenceRule
) -> Iterator[RulebookFault]:
    """Yield a fault where the question about informed letters is no standard question."""
    at: Place = ("informed", "question")
    asked = next((each for each in rule.question if each.code == question.code), None)
    if asked is None:
        yield RulebookFault((*at, "code"), f"there is no standard question {question.code!r}")
        return
    known = {each.code for each in asked.answer}
    for key in question.answers:
        if key not in known:
            yield RulebookFault(at, f"{key!r} is no answer to {question.code!r}")


def question_faults(rule: CorrespondenceRule) -> Iterator[RulebookFault]:
    """Yield the faults of standard questions."""
    at: Place = ("correspondence",)
    yield from _twice("question", "code", [question.code for question in rule.question], at)
    for index, question in enumerate(rule.question):
        codes = [answer.code for answer in question.answer]
        yield from _twice("answer", "code", codes, (*at, "question", index))


def reaching_faults(rules: Sequence[ReachesAll]) -> Iterator[RulebookFault]:
    """Yield the faults of what is said of acts that reach every member."""
    yield from _twice("reaches_all", "code", [rule.code for rule in rules])


def _twice(block: str, key: str, codes: Iterable[str], at: Place = ()) -> Iterator[RulebookFault]:
    """Yield a fault for each code that an earlier block has."""
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if code in seen:
            yield RulebookFault((*at, block, index, key), f"{code} is described twice")
        seen.add(code)


def _within(at: Place, found: Iterable[RulebookFault]) -> Iterator[RulebookFault]:
    return (RulebookFault((*at, *fault.place), fault.what) for fault in found)


def _not_notified(decision: DecisionType) -> str:
    return f"{decision} is not among the decisions that [notification] names"


def _unknown_kind(code: str) -> str:
    return f"there is no kind of notice {code!r}"
