"""An act that reaches every member and waits until a second officer agrees.

Which acts these are is the rulebook's (`two_officers`). What waits has done nothing yet: it is
the draft as one officer gave it, and is carried out, or falls, by what a second one says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import JsonValue, StringConstraints

from gateway.domain.base import Instant, Model, Worded
from gateway.domain.denial import FreeText


class WaitingKind(Worded):
    """What waits."""

    NOTICE_PUBLISH = "notice.publish", "Publish a notice"
    NOTICE_AMEND = "notice.amend", "Amend a notice"
    NOTICE_WITHDRAW = "notice.withdraw", "Withdraw a notice"
    # an outcome of a review of an own denial, or a revocation
    DENIAL_REVIEW = "denial.review", "Review or revoke a denial"
    DENIAL_AMEND = "denial.amend", "Correct a denial by an erratum"  # an erratum of an own denial
    # what a court or an appeal body did to one
    DENIAL_SET_ASIDE = "denial.set_aside", "Tell what a court did to a denial"
    DENIAL_IMPORT = "denial.import", "Import denials from a file"  # own denials from a file
    # the publication to which a review by all States leads
    REVIEW_PUBLISH = "review.publish", "Publish what a review leads to"
    # that a letter which informs of a requirement is lifted
    INFORMED_LIFT = "informed.lift", "Lift a letter that informs"


class WaitingState(Worded):
    """Where it stands."""

    WAITING = "waiting", "Waits for a second officer"
    AGREED = "agreed", "Carried out"  # carried out
    # by the second officer, or taken back by the first; nothing was done
    REFUSED = "refused", "Refused"
    # when a second officer agreed, it could not be done any more
    LAPSED = "lapsed", "Could not be done any more"
    # agreed to, and long: what is left is written as well, whatever happens
    WRITING = "writing", "Agreed to; the rest is being written"


WaitingNumber = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{2,8})?-W-[0-9]{4}-[0-9]{5,}$")
]
"""``DE-W-2027-00012``: authority, year, number; it never leaves the authority."""


class WaitingLine(Model):
    """An act that waits, or did, in a list.

    Attributes:
        kind: What it does.
        subject: What it is about: a notice, a review, a denial, a letter, a file by its digest;
            empty: it begins something new.
        belongs_to: The case or consultation that it belongs to, or empty: who may not see that
            sees no act of it.
        what: What it says, in a few words.
        by: Who proposed it.
        decided_by: Who agreed to it or refused it.
        result: What came of it, e.g. the number of the notice.
    """

    number: WaitingNumber
    kind: WaitingKind
    subject: str = ""
    belongs_to: str = ""
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
        stands_on: How its subject stood when it was proposed: another state is another act.
        why: Why it was refused, or could not be done any more.
    """

    article: str
    reason: str
    draft: Mapping[str, JsonValue]
    stands_on: str = ""
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
        """Return the act as an officer has decided it, or as it has ended."""
        return self._with(state=state, decided_by=by, decided_at=at, result=result, why=why)

    def done(self, result: str) -> WaitingAct:
        """Return an agreed act, of which the last part has been written, with what came of it."""
        return self._with(state=WaitingState.AGREED, result=result)
