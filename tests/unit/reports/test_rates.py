"""Rates are the ECB's of the day, or of the last day before it; none is guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from gateway.errors import InputError, Reason
from gateway.reports.rates import shipped_rates
from tests.support.raising import refuses

RATES = shipped_rates()


def test_the_rate_is_that_of_the_day_or_of_the_last_day_before_it() -> None:
    friday = RATES.rate("USD", date(2025, 6, 6))
    assert friday == Decimal("1.1411")
    assert RATES.rate("USD", date(2025, 6, 8)) == friday  # Sunday
    assert RATES.rate("USD", date(2025, 6, 9)) != friday


def test_an_amount_is_whole_cents_with_halves_up() -> None:
    assert RATES.cents(Decimal("1.005"), "EUR", date(2025, 6, 6)) == 101
    assert RATES.cents(Decimal(1000), "USD", date(2025, 6, 8)) == 87635  # 876.347...
    assert RATES.cents(Decimal(0), "USD", date(2025, 6, 8)) == 0


@pytest.mark.parametrize(
    ("currency", "day", "says"),
    [
        ("XAF", date(2025, 6, 6), "no reference rate for XAF"),
        ("RUB", date(2025, 6, 6), "no reference rate for RUB on 2025-06-06"),
        ("ISK", date(2012, 6, 6), "no reference rate for ISK on 2012-06-06"),  # suspended
        ("USD", date(2090, 6, 6), "held until"),
        ("USD", date(1998, 6, 6), "no reference rate for USD on 1998-06-06"),
    ],
)
def test_a_currency_without_a_rate_is_refused(currency: str, day: date, says: str) -> None:
    with refuses(InputError, Reason.CODE_UNKNOWN, field="currency", match=says) as caught:
        RATES.cents(Decimal(1), currency, day)
    assert caught.value.remedy


def test_a_value_above_all_reason_is_a_slip() -> None:
    with pytest.raises(InputError, match="it is above EUR"):
        RATES.cents(Decimal(10) ** 14, "EUR", date(2025, 6, 6))
