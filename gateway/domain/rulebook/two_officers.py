"""What two officers of one authority do together, because it reaches every member.

A decision of a case has a rule of its own (`[four_eyes]`); this is for what one person could
otherwise say to the whole federation alone. What is proposed waits until a second one agrees.
"""

from __future__ import annotations

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
