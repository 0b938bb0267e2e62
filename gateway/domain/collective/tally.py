"""A review by every Member State: its period, its extension, and the tally (Article 5(5)-(7)).

The law counts Member States, not authorities: the findings of one State's authorities are
one finding where they agree, and none while they contradict each other. Silence is no
finding. A State without a gateway has its word where the publisher has recorded it with its
proof. Pure; what is reviewed, by whom, how many suffice and what follows is the rulebook's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.base import Instant, Model
from gateway.domain.calendars import Calendar
from gateway.domain.collective.hand_word import HandWord
from gateway.domain.consultation import DeadlineDerivation
from gateway.domain.deadline import (
    counted_period,
    end_of_period,
    no_such_extension,
)
from gateway.domain.rulebook.collective import CollectiveReview, ExtensionReaches, Majority
from gateway.errors import InputError


class ReviewFinding(Model):
    """What one authority found, or recorded that a State without a gateway has notified.

    Attributes:
        number: Number of the notice that says so.
        implied: It is the notice under review itself: who imposed a requirement has
            notified that there should be one.
        by_hand: Whose word it is where the authority only recorded it.
    """

    authority: AuthorityCode
    outcome: str
    at: Instant
    number: str
    implied: bool = False
    by_hand: HandWord | None = None

    @property
    def state(self) -> str:
        """The Member State whose word it is."""
        return member_state(self.authority) if self.by_hand is None else self.by_hand.state


class StateFinding(Model):
    """Where one Member State stands.

    Attributes:
        outcome: What it has notified; empty: no answer, or its authorities contradict each
            other.
        contradicting: Its authorities have found differently and it has not settled that.
        findings: The newest of each of its authorities.
    """

    state: str
    outcome: str = ""
    contradicting: bool = False
    findings: tuple[ReviewFinding, ...] = ()


class MajorityCount(Model):
    """How far those who have notified the same are a majority.

    Attributes:
        states: How many they are.
        of_states: Of how many.
        states_needed: How many must be.
        persons: How many people live in them; None where that does not count.
        of_persons: In how many live in all.
        persons_needed: In how many must.
        confirmed: Whether the figures were compared with what was published.
        without_figure: States of which the figures say nothing; while there are any, the
            population cannot be counted.
        blocked: Whether enough others are left to block it by population.
    """

    states: int
    of_states: int
    states_needed: int
    persons: int | None = None
    of_persons: int = 0
    persons_needed: int = 0
    confirmed: bool = True
    without_figure: tuple[str, ...] = ()
    blocked: bool = True

    @property
    def reached(self) -> bool:
        """Whether they are enough, by number and by population."""
        return self.states >= self.states_needed and (
            self.persons is None
            or not self.blocked
            or (not self.without_figure and self.persons >= self.persons_needed)
        )


class Tally(Model):
    """Who has notified what.

    Attributes:
        unanimous: The outcome that all, or the majority, must have notified.
        states: Each Member State that counts, in order.
        outside: Member States without a gateway, which must be asked by other means.
        missing: States that have not notified that outcome.
        majority: How far the others are enough; None where all are needed.
        complete: Whether every State that counts has, or the majority that suffices.
    """

    unanimous: str
    states: tuple[StateFinding, ...]
    outside: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    majority: MajorityCount | None = None
    complete: bool = False


class ExtensionAsked(Model):
    """More working days for a review, asked by an authority.

    Attributes:
        number: Number of the notice that asks.
        note: Why it changes nothing, in words; empty where it does.
    """

    authority: AuthorityCode
    working_days: int
    at: Instant
    number: str
    note: str = ""


class People(Model):
    """The population of each Member State, as a majority counts it.

    Attributes:
        persons: By State.
        confirmed: Whether the figures were compared with what was published.
    """

    persons: Mapping[str, int] = {}
    confirmed: bool = True


def tally(
    findings: Iterable[ReviewFinding],
    *,
    states: Collection[str],
    all_states: Collection[str],
    unanimous: str,
    or_unanimous: tuple[str, ...] = (),
    every_state: bool = False,
    majority: Majority | None = None,
    people: People | None = None,
) -> Tally:
    """Count by Member State.

    Args:
        findings: Of authorities, in any order; of each the newest counts, and an implied
            one only where it has said nothing since. What was recorded by hand counts for a
            State that has said nothing itself.
        states: Member States that have an authority here.
        all_states: All of them.
        unanimous: The outcome that all must have notified.
        or_unanimous: Other outcomes that all may have notified instead; the one that most
            States have notified is counted, at par the first.
        every_state: Whether all of them count, and not only those that are here.
        majority: How many suffice; None: all are needed.
        people: Who lives where, for a majority that counts it; None: nobody knows.
    """
    newest: dict[tuple[str, str], ReviewFinding] = {}
    for each in sorted(findings, key=lambda found: (not found.implied, found.at, found.number)):
        newest[each.authority, each.state] = each
    counted = tuple(
        _state(state, [each for each in newest.values() if each.state == state])
        for state in sorted(set(all_states) if every_state else set(states))
    )
    wanted = max(
        (unanimous, *or_unanimous),
        key=lambda outcome: sum(each.outcome == outcome for each in counted),
    )
    missing = tuple(each.state for each in counted if each.outcome != wanted)
    enough = None if majority is None else _majority(counted, missing, majority, people or People())
    return Tally(
        unanimous=wanted,
        states=counted,
        outside=tuple(sorted(set(all_states) - set(states))),
        missing=missing,
        majority=enough,
        complete=bool(counted) and (not missing if enough is None else enough.reached),
    )


def _state(state: str, findings: list[ReviewFinding]) -> StateFinding:
    own = [each for each in findings if each.by_hand is None] or findings
    outcomes = {each.outcome for each in own}
    return StateFinding(
        state=state,
        outcome=outcomes.pop() if len(outcomes) == 1 else "",
        contradicting=len({each.outcome for each in own}) > 1,
        findings=tuple(sorted(own, key=lambda found: found.authority)),
    )


def _majority(
    counted: Sequence[StateFinding], missing: Sequence[str], rule: Majority, people: People
) -> MajorityCount:
    """Count States and, where the rule says so, the people who live in them."""
    all_of_them = [each.state for each in counted]
    agreeing = [state for state in all_of_them if state not in missing]
    number = MajorityCount(
        states=len(agreeing),
        of_states=len(all_of_them),
        states_needed=_part(rule.states_percent, len(all_of_them)),
    )
    if rule.population_percent is None:
        return number
    persons = people.persons
    of_persons = sum(persons.get(state, 0) for state in all_of_them)
    return MajorityCount.model_validate(
        {
            **dict(number),
            "persons": sum(persons.get(state, 0) for state in agreeing),
            "of_persons": of_persons,
            "persons_needed": _part(rule.population_percent, of_persons),
            "confirmed": people.confirmed,
            "without_figure": tuple(each for each in all_of_them if each not in persons),
            "blocked": rule.blocking_states is None or len(missing) >= rule.blocking_states,
        }
    )


def _part(percent: int, whole: int) -> int:
    """Return the least number that is so many percent of a whole."""
    return -(-percent * whole // 100)


def check_review_extension(rule: CollectiveReview, working_days: int) -> None:
    """Refuse an extension that the rulebook does not allow.

    Raises:
        InputError: There is none, or not so long a one.
    """
    cap = _cap(rule)
    if not 1 <= working_days <= cap:
        raise no_such_extension(rule.code, working_days, cap, least=1)


def extension_days(rule: CollectiveReview, asked: Iterable[ExtensionAsked], authority: str) -> int:
    """Return by how many working days an authority's period is longer.

    Several requests do not add up: the longest counts, and never more than the cap.
    """
    reached = (
        each.working_days
        for each in asked
        if not each.note
        and (
            rule.extension_reaches is ExtensionReaches.ALL
            or member_state(each.authority) == member_state(authority)
        )
    )
    return min(_cap(rule), max(reached, default=0))


def _cap(rule: CollectiveReview) -> int:
    if rule.extension is None or rule.working_days is None:
        return 0
    return rule.extension.cap(rule.working_days)


def review_period(
    rule: CollectiveReview,
    *,
    authority: str,
    received: datetime,
    calendar: Calendar,
    rulebook: str,
    extension: int = 0,
) -> DeadlineDerivation:
    """Derive the last instant of one authority's review, on its own calendar.

    Args:
        rule: The review; one with working days.
        authority: Who reviews.
        received: When the notice came into its gateway; that day is not counted.
        calendar: Of that authority.
        rulebook: Version of the rulebook.
        extension: Working days on top.

    Raises:
        InputError: The review has no period in working days.
        LawError: The calendar does not reach that far.
    """
    if rule.working_days is None:
        raise InputError("{code} has no period in working days", field="procedure", code=rule.code)
    days = rule.working_days + extension
    return counted_period(rule, authority, received, days, calendar, rulebook)


def next_review(rule: CollectiveReview, published: date, calendar: Calendar) -> date:
    """Return the day by which a recurring review is due.

    Raises:
        InputError: The review does not recur.
        LawError: The calendar does not reach that far.
    """
    if rule.every_years is None:
        raise InputError("{code} does not recur", field="procedure", code=rule.code)
    return end_of_period(published, calendar, years=rule.every_years)
