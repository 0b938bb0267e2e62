"""What a rulebook says of every procedure, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.domain.rulebook.book import Rulebook
from gateway.domain.rulebook.general import LeftOutBy, NoNoticeRule
from gateway.domain.rulebook.procedure import Rule
from gateway.domain.rulebook.two_officers import FarReaching
from gateway.domain.rulebook.words import RuleLine, listed, plain


def general_in_words(book: Rulebook) -> tuple[RuleLine, ...]:
    """Say what holds for every procedure, and the acts between them."""
    correspondence = book.correspondence
    corrected = (
        f"in a material field: {plain(correspondence.correction_material)}; else: "
        f"{plain(correspondence.correction_else)}; of an answer after the last instant: "
        f"{plain(correspondence.correction_late)}"
    )
    lines: tuple[RuleLine, ...] = (
        _line("Answers", book.closing, _closing(book)),
        _line("Denials", book.examination, _examination(book)),
        _line("Second officer", book.four_eyes, _second_officer(book)),
        _line("Review of own denials", book.review, _review(book)),
        *(
            ()
            if book.review.two_officers is None
            else (
                _line(
                    "Two officers",
                    book.review.two_officers,
                    f"agree to a review that ends in: {listed(book.review.two_officers.outcomes)}",
                ),
            )
        ),
        *_reaching(book),
        _line("Notified to all", book.notification, _notified(book)),
        _line(
            "Human-rights assessment",
            book.assessment,
            _assessment(book),
        ),
        _line("Material amendment", book.amendment, _amendment(book)),
        _line("Correction", correspondence, corrected),
    )
    if (left_out := book.no_notice) is not None:
        lines = (*lines, _line("No notice at all", left_out, _no_notice(left_out)))
    if (passed := book.passed_over) is not None:
        said = f"those who were asked are told of {listed(passed.outcomes)} under {passed.notice}"
        if not passed.outcomes:
            said = "nobody is told where no authorisation is needed"
        lines = (*lines, _line("Asked, and no authorisation", passed, said))
    if (informed := book.informed) is not None:
        said = f"officers are reminded {informed.remind_before_days} days before the last day"
        lines = (*lines, _line("Letters that inform", informed, said))
    return lines


def _reaching(book: Rulebook) -> Iterator[RuleLine]:
    """Say how many officers it takes to tell every member of an act, and what waits how long."""
    for rule in book.reaches_all:
        alone = f", but in {listed(rule.exceptions)}" if rule.exceptions else ""
        yield _line(
            "Two officers" if rule.officers > 1 else "One officer",
            rule,
            f"{_REACHES[rule.code]}{alone}",
        )
    if (waiting := book.waiting) is not None:
        days = listed([str(each) for each in waiting.remind_after_days])
        yield _line(
            "What waits",
            waiting,
            f"for a second officer, officers are reminded of after {days} days",
        )


_REACHES: Mapping[FarReaching, str] = {
    FarReaching.DENIAL_IMPORT: "import new own denials from a file, which notifies them",
    FarReaching.DENIAL_LOAD: "load own denials from a file that were notified elsewhere before",
    FarReaching.DENIAL_AMEND: "write an erratum of an own denial",
    FarReaching.DENIAL_SET_ASIDE: "tell that a court or an appeal body acted on an own denial",
}


def _line(about: str, rule: Rule, says: str) -> RuleLine:
    return RuleLine(about, says, rule.article, rule.reason)


def _closing(book: Rulebook) -> str:
    rule = book.closing
    return (
        f"are in time if {plain(rule.answer_counts_if)} by the last instant; silence is "
        f"complete when closed by {rule.closed_by}; an officer is reminded "
        f"{rule.remind_before_s / 3600:g} hours before; a question about a denial that a court "
        f"has suspended {rule.suspended_denial}"
    )


def _examination(book: Rulebook) -> str:
    rule = book.examination
    new = "blocks" if rule.new_denial_blocks else "does not block"
    said = (
        f"are examined with registers of at most {rule.register_fresh_for_s / 3600:g} hours, "
        f"again at the decision; one that came meanwhile {new} the decision"
    )
    if rule.word_on:
        said += (
            f"; an officer confirms or dismisses each hit ({listed(rule.word_on)}; party from "
            f"{rule.word_party_from:g}) before it"
        )
    unnamed = [
        f"without a named {plain(each.party)} ({listed(each.kinds, 'or')}; {each.article}): "
        f"{each.text}"
        for each in rule.unnamed
    ]
    return "; ".join((said, *unnamed))


def _no_notice(rule: NoNoticeRule) -> str:
    if rule.decided_by is LeftOutBy.NOBODY:
        return f"one under {listed(rule.kinds, 'or')} is always given"
    return (
        f"one under {listed(rule.kinds, 'or')} may be left out by {plain(rule.decided_by)}, for "
        f"one of these reasons: {listed(rule.because, 'or')}"
    )


def _second_officer(book: Rulebook) -> str:
    rule = book.four_eyes
    said = ["a decision needs one" if rule.required else "no decision needs one"]
    said += [f"not so {each.authority}: {listed(each.outcomes)}" for each in rule.exceptions]
    return "; ".join(said)


def _review(book: Rulebook) -> str:
    rule = book.review
    said = (
        f"every {rule.period_years} years; from review {rule.grounds_from_review} on with "
        "stated grounds"
    )
    return f"{said}; none of: {listed(rule.none_of)}" if rule.none_of else said


def _notified(book: Rulebook) -> str:
    rule = book.notification
    said = listed(rule.decisions)
    if not rule.remind_owed_after_days:
        return said
    days = listed([str(each) for each in rule.remind_owed_after_days])
    return f"{said}; officers are reminded of a notice that is owed after {days} days"


def _assessment(book: Rulebook) -> str:
    rule = book.assessment
    said = f"for items by: {listed(rule.required_for, 'or')}"
    if rule.negative_from is None:
        return said
    return f"{said}; says no by itself from the risk '{rule.negative_from}' on"


def _amendment(book: Rulebook) -> str:
    rule = book.amendment
    return (
        f"a change of {listed(rule.material, 'or')}; an increase by no more than "
        f"{rule.increase_over_percent} % is none"
    )
