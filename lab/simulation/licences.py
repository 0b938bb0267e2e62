"""What becomes of licences, by the dice: goods leave under them, and some are widened.

Now and then more leaves than was granted, and now and then a declaration was told in error.
"""

from __future__ import annotations

from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from gateway.domain.case import Application, Licence, LicenceUse, UsedLine
from lab.simulation.plan import Dice

_MORE = 2
"""How many times as much a case asks for that widens a licence: more than any margin."""


def widens_after(dice: Dice, reference: str) -> int | None:
    """Return after how many working days a licence is to be widened, None: never."""
    if not dice.falls(dice.shares.licences.widened, reference, "widens"):
        return None
    return dice.number(1, 8, reference, "widened")


def widening(application: Application, case_id: str) -> Application:
    """Return the application to widen a licence that was granted on another: twice as much."""
    asked = application.transaction
    items = tuple(
        each.reduced(
            None if each.quantity is None else each.quantity * _MORE,
            None if each.value is None else each.value * _MORE,
        )
        for each in asked.items
    )
    return Application(
        reference=f"{application.reference}-W",
        kind=application.kind,
        procedure="licence_widened",
        concerns=case_id,
        further_law=application.further_law,
        transaction=asked.with_items(items),
    )


def uses_after(dice: Dice, reference: str) -> tuple[int, ...]:
    """Return after how many working days goods leave under a licence, time by time."""
    if not dice.falls(dice.shares.licences.used, reference, "used"):
        return ()
    times = dice.number(1, 3, reference, "uses")
    return tuple(dice.number(1, 12, reference, "use", each) for each in range(times))


def use_of(dice: Dice, licence: Licence, which: str, at: datetime) -> LicenceUse:
    """Return what leaves under a licence at one time: a share of its first line, or too much."""
    about = (licence.reference, "use", which)
    item = licence.lines[0].item
    share = Decimal(dice.number(10, 40, *about, "share")) / 100
    if dice.falls(dice.shares.licences.used_too_much, *about, "too much"):
        share = Decimal(3)
    quantity = ((item.quantity or Decimal(1)) * share).to_integral_value(ROUND_CEILING)
    line = UsedLine(line=licence.lines[0].line, quantity=max(quantity, Decimal(1)))
    return LicenceUse(reference=f"{licence.reference}-MRN{which}", at=at, lines=(line,))


def told_in_error(dice: Dice, licence: Licence, which: str) -> bool:
    """Say whether a use is reversed on the day on which it is told."""
    return dice.falls(
        dice.shares.licences.use_reversed, licence.reference, "use", which, "reversed"
    )
