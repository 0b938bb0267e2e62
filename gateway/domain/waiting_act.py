"""An act that reaches every member and waits until a second officer agrees.

Which acts these are is the rulebook's (`two_officers`). What waits has done nothing yet: it is
the draft as one officer gave it, and is carried out, or falls, by what a second one says.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import JsonValue, StringConstraints

from gateway.domain.base import Instant, Model
from gateway.domain.denial import FreeText


class WaitingKind(StrEnum):
    """What waits."""

    NOTICE_PUBLISH = "notice.publish"
    NOTICE_AMEND = "notice.amend"
    NOTICE_WITHDRAW = "notice.withdraw"
    DENIAL_REVIEW = "denial.review"  # an outcome of a review of an own denial, or a revocation
    REVIEW_PUBLISH = "review.publish"  # the publication to which a review by all States leads


class WaitingState(StrEnum):
    """Where it stands."""

    WAITING = "waiting"
    AGREED = "agreed"  # carried out
    REFUSED = "refused"  # by the second officer, or taken back by the first; nothing was done


WaitingNumber = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-W-[0-9]{4}-[0-9]{5,}$")
]
"""``DE-W-2027-00012``: authority, year, number; it never leaves the authority."""


class WaitingLine(Model):
    """An act that waits, or did, in a list.

    Attributes:
        kind: What it does.
        subject: The notice or review that it is about; empty: it begins something new.
        what: What it says, in a few words.
        by: Who proposed it.
        decided_by: Who agreed to it or refused it.
        result: What came of it, e.g. the number of the notice.
    """

    number: WaitingNumber
    kind: WaitingKind
    subject: str = ""
    what: str
    by: str
    at: Instant
    state: WaitingState = WaitingState.WAITING
    decided_by: str = ""
    decided_at: Instant | None = None
    result: str = ""


class WaitingAct(WaitingLine):
    """An act that waits, or did, whole.

    Attributes:
        article: Where the rule of two officers is from.
        reason: Why two officers are needed.
        draft: What was given, as it was given.
        why: Why it was refused.
    """

    article: str
    reason: str
    draft: Mapping[str, JsonValue]
    why: FreeText | None = None

    @property
    def waits(self) -> bool:
        """Whether nobody has agreed or refused yet."""
        return self.state is WaitingState.WAITING

    def decided(
        self,
        state: WaitingState,
        *,
        by: str,
        at: Instant,
        result: str = "",
        why: FreeText | None = None,
    ) -> WaitingAct:
        """Return the act as an officer has decided it."""
        return self.model_copy(
            update={
                "state": state,
                "decided_by": by,
                "decided_at": at,
                "result": result,
                "why": why,
            }
        )
