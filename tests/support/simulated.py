"""A simulated quarter in which everything happens often, and what the checker finds in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from gateway.domain.rulebook import load_rulebook
from lab.simulation.checking.books import Books
from lab.simulation.checking.checker import Checker
from lab.simulation.plan import SimulationPlan
from lab.simulation.shares import Shares, shipped_shares

OFTEN: Mapping[str, Mapping[str, Any]] = {
    "applications": {
        "suspect": 0.5,
        "cases_a_suspect": 15,
        "sanctioned": 0.3,
        "on_a_route": 1.0,
        "kinds": {
            "application": 0.5,
            "transit": 0.15,
            "own_motion_4_1": 0.1,
            "own_motion_5_1": 0.1,
            "exporter_notice_4_2": 0.15,
        },
    },
    "decisions": {"in_part": 0.4, "limited_in_time": 0.4},
    "licences": {
        "looked_at_again": 0.4,
        "stopped": 0.4,
        "contested": 0.2,
        "used": 0.9,
        "renewed": 0.2,
    },
    "denials": {"before_a_court": 0.6, "court_suspends": 0.6},
    "notices": {"prompt": 0.5, "not_provided": 0.4},
    "letters": {"applied_for": 0.7},
}


def often() -> Shares:
    """The shipped shares, with much more of what is rare."""
    shares = shipped_shares().model_dump()
    for part, changes in OFTEN.items():
        shares[part] |= changes
    return Shares.model_validate(shares)


PLAN = SimulationPlan(members=("DE", "FR", "NL", "EU"), cases=60, days=80, seed=3, shares=often())
END = PLAN.start + timedelta(days=PLAN.days)


def kinds(books: Mapping[str, Books]) -> set[str]:
    """Return the kinds of what the checker finds in some books."""
    return {each.kind for each in Checker(books, load_rulebook, END).check().violations}
