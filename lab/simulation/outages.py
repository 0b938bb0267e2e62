"""Which members cannot be reached on which days, by the dice."""

from __future__ import annotations

from lab.simulation.plan import Dice, SimulationPlan

SPAN_DAYS = 30
SHARE = 0.05
"""Share of the spans of 30 days in which a member has an outage: one in 20 months."""
LONGEST_DAYS = 6
"""More than the four days after which a delivery is given up and becomes a person's task."""


def outages(plan: SimulationPlan, dice: Dice) -> dict[int, set[str]]:
    """Return who is away on which day, from 0."""
    found: dict[int, set[str]] = {}
    for code in plan.members:
        for span in range(plan.days // SPAN_DAYS + 1):
            if dice.roll(code, "outage", span) >= SHARE:
                continue
            first = span * SPAN_DAYS + dice.number(0, SPAN_DAYS - 1, code, "outage day", span)
            for day in range(first, first + dice.number(1, LONGEST_DAYS, code, "length", span)):
                found.setdefault(day, set()).add(code)
    return found
