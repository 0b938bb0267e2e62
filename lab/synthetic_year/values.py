"""Divides the values of a made year among its lines, exactly to the cent, in all currencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from gateway.reports.rates import EURO, Rates
from lab.synthetic_year.drawing import DraftLine, DrawnRecord

_CENT = Decimal("0.01")
_FINE = 10**6
_TYPICAL = 10**7


def divide(
    drafts: Iterable[DrawnRecord], cents: int, fixed: Mapping[str, int], rates: Rates
) -> dict[int, Decimal]:
    """Divide a value among the lines of drafts, by weight.

    Amounts in another currency are rounded there; what that shifts goes to a line in euro of
    the same pool, so that the total is met.

    Args:
        drafts: Records of one sort.
        cents: What all that count are worth together; the others get a value of their own.
        fixed: What of it lies in some item groups.
        rates: The rates of each record's day.

    Returns:
        The amounts in their currencies, by the id of the line.
    """
    found: dict[int, Decimal] = {}
    pools: dict[str, list[tuple[DrawnRecord, DraftLine]]] = {}
    for draft in drafts:
        for line in () if draft.shared else draft.lines:
            if not line.valued:
                continue
            if draft.counts:
                pool = pools.setdefault(line.group if line.group in fixed else "", [])
                pool.append((draft, line))
            else:
                line.cents = int(line.weight * _TYPICAL)
                found[id(line)] = _amount(draft, line, rates)
    amounts = {group: amount for group, amount in fixed.items() if group in pools}
    rest = "" if "" in pools else next(iter(amounts), None)
    if rest is not None:
        amounts[rest] = amounts.get(rest, 0) + cents - sum(amounts.values())
    for group, pool in pools.items():
        _fill(pool, amounts[group], rates, found)
    return found


def _fill(
    pool: Sequence[tuple[DrawnRecord, DraftLine]],
    cents: int,
    rates: Rates,
    found: dict[int, Decimal],
) -> None:
    weights = [int(line.weight * _FINE) + 1 for _, line in pool]
    whole = sum(weights)
    for (_, line), weight in zip(pool, weights, strict=True):
        line.cents = cents * weight // whole
    in_euro = [pair for pair in pool if pair[1].currency == EURO] or list(pool)
    draft, last = max(in_euro, key=lambda pair: pair[1].cents)
    last.currency = EURO
    for other, line in pool:
        if line is not last:
            found[id(line)] = _amount(other, line, rates)
    last.cents = cents - sum(line.cents for _, line in pool if line is not last)
    found[id(last)] = _amount(draft, last, rates)


def _amount(draft: DrawnRecord, line: DraftLine, rates: Rates) -> Decimal:
    """Return a line's amount in its currency, and set its cents to what that is worth."""
    amount = (Decimal(line.cents) / 100 * rates.rate(line.currency, draft.decided)).quantize(_CENT)
    line.cents = rates.cents(amount, line.currency, draft.decided)
    return amount
