"""A letter by which somebody was informed that an authorisation is required (Articles 4 to 10).

The catch-all controls hold for whoever the authority has informed: an exporter (4(1), 5(1), 10(1)),
a broker (6(1)), a provider of technical assistance (8(1)), who carries goods through (7(2)). A
decision makes the letter, in the same transaction; it lasts until its last day, until another
takes its place, or until two officers lift it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Day, Instant, Model, Worded
from gateway.domain.case.contents import CaseId
from gateway.domain.case.granting import LicenceNumber
from gateway.domain.denial import FreeText
from gateway.domain.transaction import Activity, Item, Party


class InformedState(Worded):
    """How a letter stands."""

    IN_FORCE = "in_force", "In force"
    EXPIRED = "expired", "Expired"  # by its last day
    REPLACED = "replaced", "Replaced by another letter"
    LIFTED = "lifted", "Lifted"  # nothing is required any more


class Lifting(Model):
    """That a letter is lifted: said by one officer, and decided by a second one.

    Attributes:
        decided_by: The second officer; empty as long as it waits.
    """

    reason: FreeText
    proposed_by: str
    proposed_at: Instant
    decided_by: str = ""
    decided_at: Instant | None = None

    def decided(self, *, by: str, at: datetime) -> Lifting:
        """Return what was said with who has decided it."""
        return self._with(decided_by=by, decided_at=at)


class WantedLifting(Model):
    """That one officer would lift a letter, and why."""

    reason: FreeText

    def by(self, officer: str, at: datetime) -> Lifting:
        """Return it with who has said so, and when."""
        return Lifting(reason=self.reason, proposed_by=officer, proposed_at=at)


class InformedLetter(Model):
    """What such a letter says, and what became of it.

    Attributes:
        case_id: The case in which it was decided.
        reference: Of what was filed.
        article: Under which it was given, e.g. ``4(1)``.
        informed: Who was informed: exporter, broker, provider, or who carries the goods.
        items: For which an authorisation is required.
        end_users: For whom it is; empty: for everybody at the destination.
        valid_until: Last day; None: until it is lifted.
        replaces: The letter whose place it took, or None.
        replaced_by: The letter that took its place, or None.
        replaced_from: First day of that one.
        lifting: That it is lifted.
    """

    number: LicenceNumber
    authority: AuthorityCode
    case_id: CaseId
    reference: str
    article: str
    activity: Activity
    informed: Party
    items: tuple[Item, ...]
    end_users: tuple[Party, ...] = ()
    consignee: Party | None = None
    destination: CountryCode
    decided_at: Instant
    valid_from: Day
    valid_until: Day | None = None
    replaces: LicenceNumber | None = None
    replaced_by: LicenceNumber | None = None
    replaced_from: Day | None = None
    lifting: Lifting | None = None

    @property
    def last_day(self) -> date | None:
        """The last day on which it counts: its own, or the one before another takes its place."""
        days = [] if self.valid_until is None else [self.valid_until]
        if self.replaced_from is not None:
            days.append(self.replaced_from - timedelta(days=1))
        return min(days, default=None)

    def state_on(self, day: date) -> InformedState:
        """Return how the letter stands on a day."""
        if self.lifting is not None and self.lifting.decided_by:
            return InformedState.LIFTED
        if self.replaced_from is not None and self.replaced_from <= day:
            return InformedState.REPLACED
        if self.valid_until is not None and self.valid_until < day:
            return InformedState.EXPIRED
        return InformedState.IN_FORCE

    def standing(self, day: date, notices: tuple[str, ...] = ()) -> StandingInformed:
        """Return the letter as it is shown on a day, with what others were told of it."""
        return StandingInformed(**dict(self), state=self.state_on(day), notices=notices)

    def replaced(self, by: InformedLetter) -> InformedLetter:
        """Return the letter as one whose place another takes, from the first day of that."""
        return self._with(replaced_by=by.number, replaced_from=by.valid_from)

    def lifted(self, lifting: Lifting, *, by: str, at: datetime) -> InformedLetter:
        """Return the letter lifted: nothing is required on account of it any more."""
        return self._with(lifting=lifting.decided(by=by, at=at))


class StandingInformed(InformedLetter):
    """A letter as it is shown.

    Attributes:
        state: How it stands on the day on which it is shown.
        notices: What other authorities were told of it, by number.
    """

    state: InformedState
    notices: tuple[str, ...] = ()


class InformedSummary(Model):
    """A letter in a list."""

    number: LicenceNumber
    case_id: CaseId
    article: str
    informed: str
    end_users: tuple[str, ...] = ()
    destination: CountryCode
    state: InformedState
    valid_from: Day
    valid_until: Day | None = None
