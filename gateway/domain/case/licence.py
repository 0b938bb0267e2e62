"""A licence: what a decision granted, to whom, for how long, and what became of it since.

A decision to grant makes it, in the same transaction. The national system keeps the licence
itself; here stands what the other authorities, customs and the report ask of it.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from pydantic import Field

from gateway.domain.authority import AuthorityCode, CountryCode
from gateway.domain.base import Day, Instant, Model, Stated
from gateway.domain.case.contents import Application, AuthorisationKind, CaseId, LicenceChange
from gateway.domain.case.granting import LicenceNumber
from gateway.domain.case.licence_use import LicenceUse, LineLeft, UsedLine
from gateway.domain.case.states import LICENCE_ENDED, LICENCE_USABLE, LicenceState
from gateway.domain.denial import FreeText
from gateway.domain.relation import CaseRelation, RelationKind
from gateway.domain.transaction import Activity, Item, Party, Transaction
from gateway.errors import InputError


class LicensedLine(Model):
    """One line of a licence.

    Attributes:
        line: Its place in the application, from 1.
        item: What is licensed of it, with the quantity and value that are granted.
        widened_by: The later case that granted it, or more of it; None: the licence's own.
        used_quantity: What of it has left, as far as was told; in the unit of the item.
        used_value: Likewise, in its currency.
    """

    line: int = Field(ge=1)
    item: Item
    widened_by: CaseId | None = Field(default=None, exclude_if=operator.not_)
    used_quantity: Decimal = Field(default=Decimal(0), exclude_if=operator.not_)
    used_value: Decimal = Field(default=Decimal(0), exclude_if=operator.not_)

    @property
    def left(self) -> LineLeft:
        """What is left of it."""
        granted, value = self.item.quantity, self.item.value
        return LineLeft(
            line=self.line,
            quantity=None if granted is None else granted - self.used_quantity,
            unit=self.item.quantity_unit,
            value=None if value is None else value - self.used_value,
            currency=self.item.currency,
        )

    def used(self, how: UsedLine, sign: int) -> LicensedLine:
        """Return the line with more, or with less, that has left of it."""
        quantity, value = how.quantity or Decimal(0), how.value or Decimal(0)
        return self._with(
            used_quantity=self.used_quantity + sign * quantity,
            used_value=self.used_value + sign * value,
        )

    def widened(self, item: Item, by_case: CaseId) -> LicensedLine:
        """Return the line as a later case grants it; what has left of it has left."""
        return self._with(item=item, widened_by=by_case)


class LicenceCondition(FreeText):
    """A condition of a licence.

    Attributes:
        wanted_by: Authorities whose binding answer it is (Article 14(1)): it is theirs to lift.
    """

    wanted_by: tuple[AuthorityCode, ...] = ()


class Licence(Model):
    """What a licence says. How it stands is in its case, and in its days.

    Attributes:
        case_id: The case in which it was granted.
        reference: Of the application.
        lines: What may leave under it.
        end_users: Those of the application, and those that were added to it since.
        not_for: End-users for whom it was refused, where it names none.
        valid_until: Last day; None: none was said.
        follows: The licence that it renews, changes or replaces, or None.
        replaced_by: The licence that takes its place, or None.
        replaced_from: First day of that one.
        unknown: Fields of which nothing was kept, as it was granted before licences were.
    """

    number: LicenceNumber
    authority: AuthorityCode
    case_id: CaseId
    reference: str
    kind: AuthorisationKind
    activity: Activity
    lines: tuple[LicensedLine, ...]
    exporter: Stated[Party] = Stated[Party]()
    consignee: Stated[Party] = Stated[Party]()
    end_users: tuple[Party, ...] = ()
    not_for: tuple[Party, ...] = ()
    destination: CountryCode
    goods_located_in: tuple[CountryCode, ...] = ()
    conditions: tuple[LicenceCondition, ...] = ()
    granted_at: Instant
    valid_from: Day
    valid_until: Day | None = None
    follows: LicenceNumber | None = None
    replaced_by: LicenceNumber | None = None
    replaced_from: Day | None = None
    unknown: tuple[str, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day on which it counts: its own, or the one before another takes its place."""
        days = [] if self.valid_until is None else [self.valid_until]
        if self.replaced_from is not None:
            days.append(self.replaced_from - timedelta(days=1))
        return min(days, default=None)

    def state_on(self, day: date, changes: tuple[LicenceChange, ...]) -> LicenceState:
        """Return how the licence stands on a day, after the acts that changed it."""
        state = changes[-1].state if changes else LicenceState.IN_FORCE
        if state in LICENCE_ENDED:
            return state
        if self.replaced_from is not None and self.replaced_from <= day:
            return LicenceState.ENDED
        if self.valid_until is not None and self.valid_until < day:
            return LicenceState.EXPIRED
        return state

    def standing(self, day: date, changes: tuple[LicenceChange, ...]) -> StandingLicence:
        """Return the licence as it is shown on a day, with the acts that brought it there."""
        state = self.state_on(day, changes)
        return StandingLicence(**dict(self), state=state, changes=changes, left=self.lines_left)

    @property
    def lines_left(self) -> tuple[LineLeft, ...]:
        """What is left of each line."""
        return tuple(each.left for each in self.lines)

    def check_use(self, use: LicenceUse) -> None:
        """Check that a use is one of this licence; whether it allowed so much is no matter.

        Raises:
            InputError: A line, unit or currency is none of the licence's; names the field.
        """
        lines = {each.line: each.item for each in self.lines}
        for place, used in enumerate(use.lines):
            field, item = f"lines.{place}", lines.get(used.line)
            if item is None:
                raise InputError(
                    "{field}: {number} has no line {line}",
                    remedy="Its lines are {lines}.",
                    field=f"{field}.line",
                    number=self.number,
                    line=used.line,
                    lines=", ".join(map(str, lines)),
                )
            _check_same(f"{field}.unit", used.unit, item.quantity_unit)
            _check_same(f"{field}.currency", used.currency or "", item.currency or "")

    def with_use(self, use: LicenceUse) -> Licence:
        """Return the licence after a use."""
        return self._counting(use, 1)

    def without_use(self, use: LicenceUse) -> Licence:
        """Return the licence as if a use had not been."""
        return self._counting(use, -1)

    def _counting(self, use: LicenceUse, sign: int) -> Licence:
        how = {each.line: each for each in use.lines}
        lines = (
            each.used(how[each.line], sign) if each.line in how else each for each in self.lines
        )
        return self._with(lines=tuple(lines))

    def with_end_user(self, party: Party) -> Licence:
        """Return the licence with one end-user more."""
        others = tuple(each for each in self.end_users if each != party)
        return self._with(end_users=(*others, party))

    def widened(self, asked: Transaction, valid_until: date | None, by_case: CaseId) -> Licence:
        """Return the licence with what a later case grants more: lines, places, time.

        An item of a line's description and codes takes that line's place; any other is a line more.
        """
        lines = {each.line: each for each in self.lines}
        known = {(each.item.description, each.item.codes): each.line for each in self.lines}
        for item in asked.items:
            line = known.get((item.description, item.codes), max(lines, default=0) + 1)
            held = lines.get(line) or LicensedLine(line=line, item=item)
            lines[line] = held.widened(item, by_case)
        places = dict.fromkeys((*self.goods_located_in, *asked.goods_located_in))
        return self._with(
            lines=tuple(lines[line] for line in sorted(lines)),
            goods_located_in=tuple(places),
            valid_until=valid_until or self.valid_until,
        )

    def renewal(self, granted: Application, reference: str) -> Application:
        """Return an application to renew the licence: for what it was granted, as it stands.

        Args:
            granted: The application on which it was granted.
            reference: Of the new one.
        """
        asked = dict(granted.transaction)
        items = tuple(each.item for each in self.lines)
        more = {"items": items, "goods_located_in": self.goods_located_in}
        renews = CaseRelation(
            kind=RelationKind.RENEWS, system=self.authority, reference=self.number
        )
        return Application(
            reference=reference,
            kind=granted.kind,
            further_law=granted.further_law,
            transaction=Transaction(**(asked | more)),
            relations=(renews,),
        )

    def with_conditions(self, more: Iterable[LicenceCondition]) -> Licence:
        """Return the licence with further conditions."""
        return self._with(conditions=(*self.conditions, *more))

    def replaced(self, by: Licence) -> Licence:
        """Return the licence as one whose place another takes, from the first day of that."""
        return self._with(replaced_by=by.number, replaced_from=by.valid_from)


def _check_same(field: str, told: str, licensed: str) -> None:
    if told and licensed and told != licensed:
        raise InputError(
            "{field}: the licence counts in {licensed}, not in {told}",
            remedy="Give it in {licensed}.",
            field=field,
            licensed=licensed,
            told=told,
        )


class StandingLicence(Licence):
    """A licence as it is shown.

    Attributes:
        state: How it stands on the day on which it is shown.
        changes: The acts that changed how it stands, the oldest first.
        left: What is left of each line, as far as was told what has left.
    """

    state: LicenceState
    changes: tuple[LicenceChange, ...] = ()
    left: tuple[LineLeft, ...] = ()

    def allows_on(self, day: date) -> bool:
        """Say whether anything may leave under it on the day on which it is shown."""
        return self.state in LICENCE_USABLE and self.valid_from <= day


class LicenceSummary(Model):
    """A licence in a list.

    Attributes:
        left: What is left of each line.
    """

    number: LicenceNumber
    case_id: CaseId
    reference: str
    kind: AuthorisationKind
    destination: CountryCode
    state: LicenceState
    valid_from: Day
    valid_until: Day | None = None
    left: tuple[LineLeft, ...] = ()
