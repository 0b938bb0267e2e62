"""Scales of charts: the unit of an axis, and the steps of a map."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.domain.annual.template import Measure
from gateway.reports.publication.words import BILLION, CENTS, MILLION, NARROW, grouped

STEPS = 6
_LADDER = (1, 3)


def unit_of(amounts: Sequence[int], measure: Measure) -> tuple[int, str]:
    """Return by what amounts are divided on an axis, and the axis's title."""
    largest = max(amounts, default=0)
    if measure is Measure.NUMBER:
        return 1, "Number"
    if largest >= BILLION:
        return BILLION, "EUR billion"
    return (MILLION, "EUR million") if largest >= MILLION else (CENTS, "EUR")


def brief(amount: int, measure: Measure) -> str:
    """Write a figure for a mark: ``19,412``, ``12.3 bn``, ``480 m``."""
    if measure is Measure.NUMBER:
        return grouped(amount)
    for unit, name in ((BILLION, "bn"), (MILLION, "m")):
        if amount >= unit:
            found = amount / unit
            text = f"{found:.1f}" if found < 100 else grouped(round(found))  # noqa: PLR2004
            return f"{text}{NARROW}{name}"
    if amount < 100 * CENTS * 1000:
        return f"{grouped(amount // CENTS)}"
    return f"{amount / MILLION:.1f}{NARROW}m"


def steps_of(amounts: Sequence[int]) -> tuple[int, ...]:
    """Return the lower bounds of the steps of a map, rising: at most six, each 1 or 3 times ten.

    Licences are as skewed as incomes: with even steps all but the largest would look alike.
    """
    largest = max(amounts, default=0)
    bounds: list[int] = []
    power = 10 ** max(len(str(largest)) - 1, 0)
    while power >= 1 and len(bounds) < STEPS - 1:
        bounds.extend(factor * power for factor in reversed(_LADDER) if factor * power <= largest)
        power //= 10
    return tuple(sorted({1, *bounds[: STEPS - 1]}))[-STEPS:]


def step_of(amount: int, bounds: Sequence[int]) -> int:
    """Return the step of an amount: 0 of nothing, else from 1 on."""
    return sum(amount >= bound for bound in bounds)


def step_labels(bounds: Sequence[int], measure: Measure) -> list[str]:
    """Name the steps, nothing first."""
    named = [brief(bound, measure) for bound in bounds]
    found = ["0"]
    for place, name in enumerate(named):
        if place + 1 == len(named):
            found.append(f"{name} and more")
        elif place == 0:
            found.append(f"under {named[1]}")
        else:
            found.append(f"{name} to {named[place + 1]}")
    return found
