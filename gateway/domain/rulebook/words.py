"""A rulebook in sentences that an official reads: what the file says, and nothing besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, assert_never

from gateway.domain.rulebook.acts import (
    Audience,
    CaseOutcome,
    CaseRule,
    Conditions,
    NoticeRule,
)
from gateway.domain.rulebook.collective import CollectiveReview, CountedStates, Majority
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
from gateway.domain.rulebook.general import NotificationRule
from gateway.domain.rulebook.overlay import Overlay
from gateway.domain.rulebook.procedure import (
    AgreedBy,
    AnswerOption,
    AskedBy,
    CalendarRule,
    Consults,
    ExtensionCount,
    ExtensionRule,
    Procedure,
    ToldAfter,
    TriggerRule,
)


class RuleLine(NamedTuple):
    """One thing that a rule says: what about, what, and where it comes from."""

    about: str
    says: str
    article: str = ""
    reason: str = ""


def procedure_in_words(procedure: Procedure) -> tuple[RuleLine, ...]:
    """Say a procedure: who starts, when, who is asked, what they may say, how long, silence."""
    trigger = procedure.trigger
    lines = [
        RuleLine("What for", procedure.title, procedure.article, procedure.reason),
        RuleLine("Opened by", f"{listed(procedure.opened_by)} authorities"),
        RuleLine("When", _trigger(trigger), trigger.article, trigger.reason),
        RuleLine("Who is asked", _asked(procedure)),
    ]
    if procedure.before_grant_only:
        lines.append(RuleLine("Owed", "before a grant only"))
    if procedure.asked_for:
        lines.append(RuleLine("What for exactly", f"to {listed(procedure.asked_for, 'or')}"))
    lines += [RuleLine("Answer", _answer(option)) for option in procedure.answer]
    if procedure.by_denial:
        lines.append(RuleLine("Answer", "Each denial that the request names has its own."))
    if procedure.may_withhold:
        lines.append(RuleLine("Withheld", f"{listed(procedure.may_withhold)} may be withheld"))
    lines.append(RuleLine("Second officer", _second_officer(procedure)))
    period = procedure.period
    lines.append(RuleLine("Period", _period(procedure), period.article, period.reason))
    if procedure.extension is None:
        lines.append(RuleLine("More time", "There is none."))
    else:
        rule = procedure.extension
        lines.append(RuleLine("More time", extension_in_words(rule), rule.article, rule.reason))
    silence, after = procedure.silence, procedure.after_grant
    lines.append(RuleLine("Silence", silence.sentence, silence.article, silence.reason))
    when = "End" if after.told_after is ToldAfter.END else "Grant"
    lines.append(RuleLine(f"After the {when.lower()}", after.sentence, after.article, after.reason))
    return tuple(lines)


_ASKED = {
    Consults.STATES_OF_GOODS: "the other Member States where the goods are or will be",
    Consults.DENYING_AUTHORITIES: "the authorities that issued the denials",
    Consults.NAMED: "the authority that the officer names",
    Consults.ROLE: "every one that has a role to answer",
}

_WHO_ASKS = {
    AskedBy.CONSULTED: "The consulted authority asks",
    AskedBy.EITHER: "Either authority asks",
    AskedBy.ANY_STATE: "Any Member State asks",
}

_WHO_AGREES = {
    AgreedBy.ASKING: "the asking authority must agree",
    AgreedBy.OTHER: "the other must agree",
    AgreedBy.NOBODY: "nobody needs to agree",
}


def _asked(procedure: Procedure) -> str:
    said = _ASKED[procedure.trigger.consults]
    if procedure.answered_by:
        said += f"; who answers: {listed(procedure.answered_by, 'or')}"
    return said


def _second_officer(procedure: Procedure) -> str:
    return f"An answer needs {'a' if procedure.second_officer else 'no'} second officer."


def _answer(option: AnswerOption) -> str:
    effects = [
        word
        for holds, word in (
            (option.binds, "binds"),
            (option.blocks, "blocks a grant"),
            (not option.settles, "does not end the consultation"),
            (option.ends_others, "makes the other consultations of the case needless"),
            (option.considered, "is considered in the decision, which says how"),
        )
        if holds
    ]
    said = f" It {listed(effects)}." if effects else ""
    return f"{option.label}: {option.meaning}{said}"


def _period(procedure: Procedure) -> str:
    whose = "consulted" if procedure.period.calendar is CalendarRule.CONSULTED else "asking"
    end = " Goods that are stopped go when it ends." if procedure.period.ends_stop else ""
    if procedure.stop is not None:
        stop = procedure.stop
        own = "asking" if stop.calendar is CalendarRule.ASKING else "consulted"
        end += (
            f" The stop itself lasts {_days(stop.working_days)} from its beginning at most, by "
            f"the calendar and the clock of the {own} authority ({stop.article}); the earlier end "
            "governs."
        )
    days = procedure.period.working_days
    return (
        f"{_days(days)} from the receipt of the request, by the calendar and the clock of "
        f"the {whose} authority.{end}"
    )


def extension_in_words(rule: ExtensionRule) -> str:
    """Say who may ask for more time, who must agree, how much, and what no reply means."""
    count = "on top" if rule.counted is ExtensionCount.ON_TOP else "in total"
    reply = ""
    if rule.agreed_by is not AgreedBy.NOBODY:
        reply = f" Asked in time and not answered: {rule.unanswered_in_time}."
    return (
        f"{_WHO_ASKS[rule.asked_by]}, {_WHO_AGREES[rule.agreed_by]}; at most "
        f"{_days(rule.max_working_days)} {count}.{reply}"
    )


def _trigger(trigger: TriggerRule) -> str:
    """Say every condition; what must not hold comes last."""
    said = [_condition(condition) for condition in trigger.all_of]
    said += [f"not: {_condition(condition)}" for condition in trigger.none_of]
    return "; and ".join(said)


def _condition(condition: Condition) -> str:  # noqa: PLR0911 - one for each kind
    match condition:
        case AuthorisationIs():
            return f"the application is for an authorisation: {listed(condition.kinds, 'or')}"
        case ActivityIs():
            return f"the activity is: {listed(condition.activities, 'or')}"
        case DestinationOutside():
            own = condition.territories is TerritoriesCount.OUTSIDE
            counted = "" if own else ", its States' territories counted with them"
            return f"the destination is not in the group {condition.group}{counted}"
        case DestinationIn():
            return f"the destination is in the group {condition.group}"
        case ItemListedIn():
            doubt = ", or may be" if condition.doubt is ListDoubt.HOLDS else ""
            return f"an item is listed in {condition.list}{doubt}"
        case CyberSurveillance():
            return f"an item is one of cyber-surveillance ({listed(condition.bases, 'or')})"
        case ProcedureApplies():
            return f"{listed(condition.procedures, 'or')} applies to the case"
        case GoodsElsewhere():
            also = [f"in {it}, for which {to} is asked" for it, to in condition.asked_for.items()]
            return f"goods are or will be {listed(('in another Member State', *also), 'or')}"
        case AnyOf():
            return " or ".join(_condition(inner) for inner in condition.conditions)
        case ValidDenialMatches():
            under = f" under {listed(condition.legal_bases, 'or')}" if condition.legal_bases else ""
            return f"the examination finds a valid denial{under} that matches"
        case OpenedByOfficer():
            return "an officer opens it"
        case _:
            assert_never(condition)


def case_in_words(case: CaseRule) -> tuple[RuleLine, ...]:
    """Say a kind of case: what is looked at, and how it may end."""
    looked = f"Procedures looked at: {listed(case.procedures)}." if case.procedures else ""
    examined = "All valid denials are examined." if case.examined else "No denials are examined."
    lines = [
        RuleLine("What for", case.title, case.article, case.reason),
        RuleLine("Opened by", f"{listed(case.opened_by)} authorities"),
        RuleLine("Before", f"{examined} {looked}".strip()),
    ]
    if case.assessed:
        lines.append(RuleLine("Before", "The human-rights assessment is recorded."))
    if case.concerns_case:
        about = "a licence that this authority granted"
        if case.kinds:
            about += f", {listed(case.kinds, 'or')}"
        if case.adds:
            about += f"; it adds: {listed(case.adds)}"
        if case.widens:
            about += f"; it may widen: {listed(case.widens)}"
        lines.append(RuleLine("About", about))
    if case.activities:
        lines.append(RuleLine("About", listed(case.activities, "or")))
    if case.goods_here:
        lines.append(RuleLine("Where", "the goods are in this Member State"))
    lines += [
        RuleLine("Outcome", _outcome(each), each.article, each.reason) for each in case.outcome
    ]
    if case.relies_on is not None:
        rule = case.relies_on
        said = (
            f"An answer that this authority gave under {rule.procedure}, for a case of "
            f"{listed(rule.activities, 'or')}"
        )
        lines.append(RuleLine("May rely on", said, rule.article, rule.reason))
    if case.determination_asked:
        asked = "On a withdrawal an officer is asked whether the export would have been refused."
        lines.append(RuleLine("Withdrawal", asked))
    return tuple(lines)


def _outcome(outcome: CaseOutcome) -> str:
    effects = [
        word
        for holds, word in (
            (outcome.lets_go, "goods may go"),
            (outcome.denial is not None, f"notified to all as: {plain(outcome.denial or '')}"),
            (outcome.licence is not None, f"licence {plain(outcome.licence or '')}"),
            (bool(outcome.notice), f"a notice under {outcome.notice} follows"),
            (bool(outcome.alerts), f"Member States on the route are told under {outcome.alerts}"),
            (bool(outcome.informs), f"who is concerned is informed under {outcome.informs}"),
            (outcome.exporter_first, "the exporter first, if established in the Union"),
            (outcome.needs_grounds, "coded grounds are stated"),
            (outcome.conditions is Conditions.REQUIRED, "conditions are named"),
            (outcome.conditions is Conditions.ALLOWED, "conditions may be named"),
        )
        if holds
    ]
    return f"{plain(outcome.outcome)}: {'; '.join(effects) or 'no more'}"


def notification_in_words(rule: NotificationRule) -> tuple[RuleLine, ...]:
    """Say which decisions are notified to all, and under which articles."""
    lines = [RuleLine("Notified", listed(rule.decisions), rule.article, rule.reason)]
    for each in rule.basis:
        when = [
            f"{what} {listed(keys, 'or')}"
            for what, keys in (
                ("decision:", each.decisions),
                ("activity:", each.activities),
                ("items:", each.items),
            )
            if keys
        ]
        as_ = f", as {plain(each.notified_as)}" if each.notified_as is not None else ""
        said = f"{'; '.join(when) or 'else'}: under {listed(each.articles)}{as_}"
        lines.append(RuleLine("Under", said, each.article, each.reason))
    return tuple(lines)


_READERS = {
    Audience.ALL_MEMBERS: "all Member States and the Commission",
    Audience.MEMBER_STATES: "competent authorities of the Member States only",
    Audience.CHOSEN: "the members that the sender chooses",
}


def _among(notice: NoticeRule) -> str:
    among = notice.chosen_from
    return "" if among is None else f", some or all of {_READERS[among]}"


def notice_in_words(notice: NoticeRule) -> tuple[RuleLine, ...]:
    """Say a kind of notice: who sends it, who reads it, what it holds."""
    fewer = ", or fewer of them" if notice.narrowed else ""
    lines = [
        RuleLine("What for", notice.title, notice.article, notice.reason),
        RuleLine("Sent by", listed(notice.sent_by)),
        RuleLine("Read by", f"{_READERS[notice.audience]}{_among(notice)}{fewer}"),
    ]
    if notice.sight is not None:
        lines.append(RuleLine("Seen by", f"accounts with the role {notice.sight} alone"))
    if notice.required:
        lines.append(RuleLine("Holds", listed(notice.required)))
    if notice.may_withhold:
        classes = listed(notice.withholding, "or")
        held = f"{listed(notice.may_withhold)}, for one of these reasons: {classes}"
        lines.append(RuleLine("Withheld", held))
    if notice.about:
        lines.append(RuleLine("Refers to", listed(notice.about, "or")))
    lines += [RuleLine("Outcome", each.label) for each in notice.outcome]
    if notice.inform_customs:
        who = listed(f"the {each}" for each in notice.inform_customs)
        lines.append(RuleLine("Customs", f"and other authorities are informed, at home, by {who}"))
    if notice.published_by is not None:
        lines.append(RuleLine("Published", f"in the Official Journal by the {notice.published_by}"))
    if notice.comments:
        lines.append(RuleLine("Comments", "wanted until the day that the sender names"))
    if notice.expires:
        lines.append(RuleLine("Ends", "on the day that the sender names"))
    if notice.two_officers is not None:
        rule = notice.two_officers
        alone = f", but in {listed(rule.exceptions)}" if rule.exceptions else ""
        lines.append(RuleLine("Two officers", f"send it{alone}", rule.article, rule.reason))
    if (one := notice.one_officer) is not None:
        lines.append(RuleLine("One officer", "sends it", one.article, one.reason))
    lines += _in_examinations(notice)
    lines += [RuleLine("Condition", each) for each in notice.conditions]
    return tuple(lines)


def _in_examinations(notice: NoticeRule) -> Iterator[RuleLine]:
    if notice.searched:
        yield RuleLine("Searched", "with the denials, shown apart to those who may read it")
    if notice.considered:
        said = "in each examination of a transaction that is near, by who decides on it"
        yield RuleLine("Considered", said, notice.considered)


def review_in_words(review: CollectiveReview) -> tuple[RuleLine, ...]:
    """Say a review by every Member State: of what, how long, what follows."""
    recurs = "every year" if review.every_years == 1 else f"every {review.every_years} years"
    days = f"{_days(review.working_days)} of each State's own" if review.working_days else recurs
    lines = [
        RuleLine("What for", review.title, review.article, review.reason),
        RuleLine("Of", f"notices under {review.of}; findings under {review.outcome_notice}"),
        RuleLine("Period", days),
    ]
    if (more := review.extension) is not None:
        lines.append(RuleLine("More time", extension_in_words(more), more.article, more.reason))
    if review.implied is not None:
        says = f"counts as having notified '{plain(review.implied)}'"
        lines.append(RuleLine("Who sent the notice", says))
    if review.leads_to is not None:
        same = listed((review.unanimous, *review.or_unanimous), "or all")
        if (rule := review.majority) is not None:
            what = f"When {_majority(rule)} have notified {same}: {review.leads_to}"
            lines.append(RuleLine("Then", what, rule.article, rule.reason))
        else:
            every = review.counts is CountedStates.EVERY_STATE
            who = "all Member States, with a gateway or without," if every else "all"
            lines.append(RuleLine("Then", f"When {who} have notified {same}: {review.leads_to}"))
    if review.by_hand_notice is not None:
        said = f"its word is recorded by hand, with its proof: {review.by_hand_notice}"
        lines.append(RuleLine("A State without a gateway", said))
    lines.append(RuleLine("Silence", review.silence))
    return tuple(lines)


def _majority(rule: Majority) -> str:
    said = f"{rule.states_percent} % of the States"
    if rule.population_percent is not None:
        said += f" with {rule.population_percent} % of the population"
    if rule.blocking_states is not None:
        said += f" (fewer than {rule.blocking_states} others do not block it by population)"
    return said


def overlay_in_words(overlay: Overlay) -> tuple[RuleLine, ...]:
    """Say what an authority has set for its own conduct."""
    head = overlay.overlay
    lines = [
        RuleLine(f"{head.authority}, over {head.law}", overlay.title, head.article, head.reason)
    ]
    if (eyes := overlay.four_eyes) is not None:
        if eyes.alone:
            says = f"one officer decides: {listed(eyes.alone)}"
            lines.append(RuleLine("Second officer", says, eyes.article, eyes.reason))
        if eyes.always:
            says = f"two officers decide: {listed(eyes.always)}"
            lines.append(RuleLine("Second officer", says, eyes.article, eyes.reason))
    if (told := overlay.reminders) is not None:
        says = f"{told.remind_before_s / 3600:g} hours before the last instant"
        lines.append(RuleLine("Reminders", says, told.article, told.reason))
    if (wanted := overlay.required) is not None:
        says = f"an application gives: {listed(wanted.fields)}"
        lines.append(RuleLine("Fields", says, wanted.article, wanted.reason))
    return tuple(lines)


def plain(key: str) -> str:
    """Write a key as words."""
    return key.replace("_", " ")


def listed(keys: Iterable[str], word: str = "and") -> str:
    """Write keys as an enumeration: ``a, b and c``."""
    *most, last = [plain(str(key)) for key in keys]
    return f"{', '.join(most)} {word} {last}" if most else last


def _days(number: int) -> str:
    return "1 working day" if number == 1 else f"{number} working days"
