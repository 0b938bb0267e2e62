"""The plan of a made year: totals that were published, and how they are made to spread."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from gateway.domain.base import Model
from gateway.domain.lawfile import read_law, shipped
from gateway.errors import Reason

Weights = Mapping[str, float]


class PlannedState(Model):
    """A Member State: its share of licences, and how many exporters hold them.

    Attributes:
        parts: Weights of its authorities, where it has several.
        currencies: Percent of lines in its own currency.
        boost: By item group how much more of it this State licenses.
    """

    code: str
    share: float = Field(gt=0)
    exporters: int = Field(ge=1)
    staff: int = Field(ge=1)
    parts: Weights = Field(default_factory=dict)
    currencies: Weights = Field(default_factory=dict)
    boost: Weights = Field(default_factory=dict)


class PlannedItem(Model):
    """An item group, its weight among lines, and codes that fall into it."""

    group: str
    weight: float = Field(gt=0)
    codes: tuple[str, ...] = Field(min_length=1)


class PlannedCyber(Model):
    """A cyber-surveillance item: its group, item group, code and weight."""

    group: str
    item: str
    code: str
    weight: float = Field(gt=0)


class Destinations(Model):
    """Weights of destinations, for four sorts of decision."""

    elsewhere: float
    licences: Weights
    general: Weights
    denials: Weights
    cyber: Weights


class Planned(Model):
    """So many records of one sort, worth so much.

    Attributes:
        euro: Their value in all.
        items: What of it is fixed, by item group.
        cyber: So many of them are for cyber-surveillance items.
        several: Share of lines whose value is not divided between destinations.
        valueless: Share of lines without a value.
        destinations: Which weights; ``union`` is any Member State.
    """

    number: int = Field(ge=0)
    euro: int = Field(default=0, ge=0)
    items: Mapping[str, int] = Field(default_factory=dict)
    cyber: int = 0
    several: float = 0
    valueless: float = 0.03
    destinations: str = "licences"


class PlannedAuthorisation(Planned):
    """Authorisations of a kind, or of several by weight; most were applied for.

    Attributes:
        only: Kinds that are for one item group.
    """

    kinds: Weights
    only: Mapping[str, str] = Field(default_factory=dict)
    applied: bool = True


class PlannedOutcome(Planned):
    """Applications that ended without a licence."""

    decision: str


class PlannedDenial(Planned):
    """Denials, by weight of the decision and of each ground."""

    decisions: Weights
    grounds: Weights
    destinations: str = "denials"


class PlannedUse(Planned):
    """Reports of use, or registrations, by weight of the general or global licence."""

    kinds: Weights
    destinations: str = "general"


class LeftOut(Model):
    """Records that count nowhere, per thousand licences."""

    annulled: float
    year_before: float
    year_after: float


class PlannedWords(Model):
    """What authorities write in a section or indicator of words."""

    key: str
    text: tuple[str, ...] = Field(min_length=1)


class YearPlan(Model):
    """A made year of the Union."""

    title: str
    source: str
    state: tuple[PlannedState, ...]
    currencies: Weights
    item: tuple[PlannedItem, ...]
    cyber: tuple[PlannedCyber, ...]
    destinations: Destinations
    authorisation: tuple[PlannedAuthorisation, ...]
    unlicensed: tuple[PlannedOutcome, ...]
    denial: PlannedDenial
    registration: PlannedUse
    use: PlannedUse
    prohibition: Planned
    left_out: LeftOut
    indicators: Weights
    words: tuple[PlannedWords, ...]
    digest: str = ""

    @property
    def authorities(self) -> dict[str, float]:
        """The weight of every authority, in the order of the States."""
        found: dict[str, float] = {}
        for state in self.state:
            whole = sum(state.parts.values())
            for code, weight in (state.parts or {state.code: 1.0}).items():
                found[code] = state.share * (weight / whole if whole else 1.0)
        return found


@cache
def shipped_plan() -> YearPlan:
    """Return the shipped plan.

    Raises:
        LawError: It does not hold together.
    """
    (found,) = shipped("lab.synthetic_year", "union")
    return read_law(found, YearPlan, reason=Reason.TEMPLATE_INVALID)
