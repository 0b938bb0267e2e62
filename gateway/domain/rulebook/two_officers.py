"""What two officers of one authority do together, because it reaches every member.

A decision of a case has a rule of its own (`[four_eyes]`); this is for what one person could
otherwise say to the whole federation alone. What is proposed waits until a second one agrees.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from gateway.domain.authority import AuthorityCode, member_state
from gateway.domain.denial import ReviewOutcome
from gateway.domain.rulebook.procedure import Rule


class TwoOfficers(Rule):
    """That a second officer must agree.

    Attributes:
        exceptions: Authorities, or States with all of theirs, in which one officer suffices.
    """

    exceptions: tuple[AuthorityCode, ...] = ()

    def needed(self, authority: AuthorityCode) -> bool:
        """Return whether this authority needs a second officer."""
        return not {authority, member_state(authority)} & set(self.exceptions)


class ReviewByTwo(TwoOfficers):
    """That a second officer must agree to some outcomes of a review of an own denial.

    Attributes:
        outcomes: Which: a revocation ends the denial at every member at once.
    """

    outcomes: tuple[ReviewOutcome, ...] = Field(min_length=1)

    def needs(self, authority: AuthorityCode, outcome: ReviewOutcome) -> bool:
        """Return whether this authority needs a second officer for an outcome."""
        return outcome in self.outcomes and self.needed(authority)


class FarReaching(StrEnum):
    """An act on own denials that tells every member, but no decision of a case and no notice."""

    DENIAL_IMPORT = "denial.import"  # new denials from a file: each is notified
    DENIAL_LOAD = "denial.load"  # denials from a file that were notified elsewhere before
    DENIAL_AMEND = "denial.amend"  # an erratum: the denial anew
    DENIAL_SET_ASIDE = "denial.set_aside"  # what a court or an appeal body did to one


class ReachesAll(TwoOfficers):
    """How many officers it takes to tell every member of an act.

    Attributes:
        code: The act.
        officers: One, or two, of whom the second agrees to what the first proposes.
    """

    code: FarReaching
    officers: Literal[1, 2]

    def needed(self, authority: AuthorityCode) -> bool:
        """Return whether this authority needs a second officer."""
        return self.officers > 1 and super().needed(authority)


class WaitingRule(Rule):
    """What waits for a second officer, and is not looked at.

    Attributes:
        remind_after_days: Days after which officers are reminded, each more urgently.
    """

    remind_after_days: tuple[Annotated[int, Field(ge=1, le=365)], ...] = Field(min_length=1)
