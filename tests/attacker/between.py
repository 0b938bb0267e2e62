"""What a reader may set against each other though the template does not say so.

N: a general authorisation (Article 12) is not applied for, so what was granted is among
individual, global and other authorisations alone. Z: applications for cyber-surveillance items
that were granted (7) are among the authorisations to the same destination and of the same item
group (1.2, 1.3, 1.4), those that were refused among the denials (6.1, 6.2). W: general
authorisations of Annex II are for items of one category: EU005 and EU008 of category 5, EU006 of
category 1. T: no table shows the granted applications of a Member State by kind, but they add up
to those of the State (4.1) and those of the kind (4.2), and are among its authorisations (1.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from tests.attacker.public import NUMBER, TOTAL, Place, Public

APPLIED_FOR = ("individual", "global", "other")
"""Kinds of authorisations that somebody applies for."""

CYBER_CATEGORIES = ("C4", "C5", "CN")
CYBER_GROUPS = {
    "telecom_interception": ("5EC1",),
    "internet_surveillance": ("5EC1",),
    "intrusion_software": ("4EC2",),
    "communication_monitoring": ("5EC3",),
    "cryptanalysis": ("5EC2",),
    "forensic_tools": ("5EC2", "5EC3"),
    "non_listed": ("NL2",),
}
"""By cyber-surveillance group the item groups in which its items lie."""

ANNEX_II = {
    ("EU006",): (("C1",), ("1EC2",)),
    ("EU005", "EU008"): (("C5",), ("5EC1", "5EC2", "5EC3")),
    ("EU005",): (("5EC1", "5EC3"),),
    ("EU008",): (("5EC2", "5EC3"),),
}
"""By kinds of general authorisations the item codes which all of their items have."""

Rows = Iterator[tuple[str, tuple[Place, ...], tuple[Place, ...], bool]]
"""Flag, places that are together more, places that are together less, whether they are the same."""


def unlinked(public: Public, there: AbstractSet[Place], measure: str) -> Rows:
    """Yield what holds between published places, of one measure."""
    origins = sorted({each.origin for each in there})
    for origin in origins:
        rows = (*_applied_for(origin), *_cyber(public, origin), *_annex_ii(origin))
        for flag, more, less in rows:
            if {*more, *less} <= there and not (flag == "Z" and measure != NUMBER):
                yield flag, more, less, False
    yield from _by_state_and_kind(there, origins)


def _licences(origin: str, kinds: Iterable[str], *at: str) -> tuple[Place, ...]:
    return tuple(Place("authorisations", (kind, *at), origin) for kind in kinds)


def _applied_for(origin: str) -> Iterator[tuple[str, tuple[Place, ...], tuple[Place, ...]]]:
    granted = Place("applications", (TOTAL, "granted"), origin)
    yield "N", _licences(origin, APPLIED_FOR, TOTAL, TOTAL), (granted,)


def _cyber(
    public: Public, origin: str
) -> Iterator[tuple[str, tuple[Place, ...], tuple[Place, ...]]]:
    def applied(group: str, destination: str, decision: str) -> tuple[Place, ...]:
        return (Place("cyber_applications", (group, destination, decision), origin),)

    def denied(items: Iterable[str], kind: str, destination: str) -> tuple[Place, ...]:
        return tuple(Place("denials", (kind, item, destination), origin) for item in items)

    countries = (code for below in public.below["destination"].values() for code in below)
    for destination in (TOTAL, *countries):
        granted, refused = (applied(TOTAL, destination, each) for each in ("granted", "refused"))
        yield "Z", _licences(origin, APPLIED_FOR, TOTAL, destination), granted
        yield "Z", denied(CYBER_CATEGORIES, TOTAL, destination), refused
        yield "Z", denied((TOTAL,), TOTAL, destination), refused
    everywhere = applied(TOTAL, TOTAL, "granted")
    every = [each for item in CYBER_CATEGORIES for each in _licences(origin, (TOTAL,), item, TOTAL)]
    yield "Z", tuple(every), everywhere
    for group, items in CYBER_GROUPS.items():
        kinds = [each for item in items for each in _licences(origin, APPLIED_FOR, item, TOTAL)]
        yield "Z", tuple(kinds), applied(group, TOTAL, "granted")
        yield "Z", denied(items, "refuse", TOTAL), applied(group, TOTAL, "refused")


def _annex_ii(origin: str) -> Iterator[tuple[str, tuple[Place, ...], tuple[Place, ...]]]:
    for kinds, groups in ANNEX_II.items():
        for items in groups:
            general = [Place("authorisations", ("general", item, TOTAL), origin) for item in items]
            yield "W", tuple(general), _licences(origin, kinds, TOTAL, TOTAL)


def _by_state_and_kind(there: AbstractSet[Place], origins: Iterable[str]) -> Rows:
    """Yield the sums of what no table shows; the kinds that nobody applies for have none."""

    def granted(kind: str, origin: str) -> Place:
        return Place("applications", (kind, "granted"), origin)

    states = [each for each in origins if each != TOTAL and granted(TOTAL, each) in there]
    for state in states:
        parts = tuple(granted(kind, state) for kind in APPLIED_FOR)
        yield "T", (granted(TOTAL, state),), parts, True
        for kind, part in zip(APPLIED_FOR, parts, strict=True):
            (licences,) = _licences(state, (kind,), TOTAL, TOTAL)
            if licences in there:
                yield "T", (licences,), (part,), False
    for kind in APPLIED_FOR if states else ():
        if granted(kind, TOTAL) in there:
            parts = tuple(granted(kind, state) for state in states)
            yield "T", (granted(kind, TOTAL),), parts, True
