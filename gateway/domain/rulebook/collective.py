"""What a rulebook says of a review by every Member State (Article 5(5) to (7)).

Who must have notified, how many are enough, and how the word of a State that has no gateway
comes in: all of it is the file's. Nothing here knows an article.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from gateway.domain.notice import NoticeCode
from gateway.domain.rulebook.procedure import ExtensionRule, Key, Rule, Sentence


class CountedStates(StrEnum):
    """Which Member States a tally counts."""

    MEMBERS_HERE = "members_here"  # those with an authority in the federation
    EVERY_STATE = "every_state"  # every Member State of the day, with a gateway or without


class Majority(Rule):
    """How many Member States suffice, where not all need have notified.

    Attributes:
        states_percent: Part of the Member States, at least.
        population_percent: Part of the population of all of them, at least; absent: it does
            not count.
        blocking_states: Fewer States than these that have not notified it block nothing,
            whatever their population; absent: any number may.
    """

    states_percent: int = Field(ge=1, le=100)
    population_percent: int | None = Field(default=None, ge=1, le=100)
    blocking_states: int | None = Field(default=None, ge=1, le=100)


class ReviewedBy(StrEnum):
    """Who reviews, each with its own calendar."""

    EVERY_STATE = "every_state"


class ExtensionReaches(StrEnum):
    """Whose period an extension of a collective review prolongs."""

    ALL = "all"
    ASKER = "asker"


class CollectiveReview(Rule):
    """A review of a notice by every Member State, with a tally.

    Attributes:
        code: Key of the procedure, e.g. ``5(5)``.
        of: Kind of notice that is reviewed.
        outcome_notice: Kind of notice in which each State says what it found.
        working_days: Period, on each reviewer's own calendar.
        every_years: Where it recurs: years between two reviews; absent: once.
        extension_notice: Kind of notice by which a State asks for more working days.
        unanimous: Outcome that all States must have notified for `leads_to`.
        or_unanimous: Other outcomes that lead there where all have notified the same one.
        counts: Which States these are.
        majority: How many of them suffice; absent: all must have notified it.
        by_hand_notice: Kind of notice by which whoever publishes records what a State without
            a gateway has notified by other means, with its proof; absent: it does not count.
        implied: Outcome that the sender of the notice under review has notified by that
            very notice; absent: none.
        leads_to: Kind of notice that the Commission then publishes, or empty.
        silence: What follows where a State says nothing, in words.
    """

    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}(\([0-9a-z]{1,3}\))*$")]
    title: Sentence
    of: NoticeCode
    outcome_notice: NoticeCode
    reviewed_by: ReviewedBy = ReviewedBy.EVERY_STATE
    working_days: int | None = Field(default=None, ge=1, le=365)
    every_years: int | None = Field(default=None, ge=1, le=50)
    extension: ExtensionRule | None = None
    extension_reaches: ExtensionReaches = ExtensionReaches.ALL
    extension_notice: NoticeCode | None = None
    unanimous: Key
    or_unanimous: tuple[Key, ...] = ()
    counts: CountedStates = CountedStates.MEMBERS_HERE
    majority: Majority | None = None
    by_hand_notice: NoticeCode | None = None
    implied: Key | None = None
    leads_to: NoticeCode | None = None
    silence: Sentence

    @model_validator(mode="after")
    def _has_a_period(self) -> Self:
        if (self.working_days is None) == (self.every_years is None):
            raise ValueError("a review has working_days or every_years, and not both")
        return self
