"""What a reader knows besides the figures: his own list of what must hold between them.

P: sums that the template says hold. A: where numbers do not add up, a total is no less than
each part and no more than all parts. G: all grounds (6.4) are all denials (6.3). S: granted and
refused applications are among the authorisations (1.1) and refusals (6.3). Y: applications for
cyber-surveillance items (7) are among the applications (4). C: "complementary" and "dominance"
mean so many exporters, hence so many numbers. D: a corrigendum that brings what was forgotten
takes nothing away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from tests.attacker.public import NUMBER, ORIGIN, TOTAL, Place, Public
from tests.attacker.reading import Folder

ALL = "PAGSYCD"
ENOUGH = {"complementary", "dominance"}
SAME = -1
"""In place of an edition: the figure is the same in all of them."""

Figure = tuple[Place, int]
"""A figure of one edition, or of all."""


class Known(NamedTuple):
    """Left equals right, or is no less; each side is a sum of places."""

    left: tuple[Place, ...]
    right: tuple[Place, ...]
    equal: bool


def known_of(
    public: Public, folder: Folder, measure: str, flags: Collection[str]
) -> Iterator[Known]:
    """Yield what holds between the figures of one edition."""
    there = {each for each in folder.cells if measure in folder.shows[each]}
    silent = _silent(folder)
    there = {each for each in there if (each.table, each.origin) not in silent}
    parts = {each for group in folder.groups.values() for each in group}
    there |= {each for each in parts if measure in public.tables[each.table]["measures"]}
    for place in sorted(there):
        for spot, name in enumerate(public.dimensions(place.table)):
            whole, below = _below(public, place, spot, name, there)
            if not below:
                continue
            if public.adds_up(place.table, name, measure):
                if "P" in flags:
                    yield Known((place,), tuple(below), equal=whole or name == ORIGIN)
            elif "A" in flags:
                yield from (Known((place,), (part,), equal=False) for part in below)
                if whole:
                    yield Known(tuple(below), (place,), equal=False)
    if "P" in flags:
        yield from _shown_as_one(public, folder, measure, there)
    for flag, more, less, equal in _between(there):
        if flag in flags:
            yield Known((more,), (less,), equal)


def _shown_as_one(
    public: Public, folder: Folder, measure: str, there: Collection[Place]
) -> Iterator[Known]:
    for place, group in folder.groups.items():
        if place in there and measure in public.tables[place.table]["measures"]:
            name = _merged(public, place, group[0])
            if public.adds_up(place.table, name, measure):
                yield Known((place,), tuple(group), equal=True)


def _silent(folder: Folder) -> set[tuple[str, str]]:
    """Return tables and States of which nothing came: the Union's figures are without them."""
    speaks: set[tuple[str, str]] = set()
    every: set[tuple[str, str]] = set()
    for place, cell in folder.cells.items():
        every.add((place.table, place.origin))
        if cell.state != "not_available":
            speaks.add((place.table, place.origin))
    return {each for each in every - speaks if each[1] != TOTAL}


def _below(
    public: Public, place: Place, spot: int, name: str, there: Collection[Place]
) -> tuple[bool, list[Place]]:
    """Return the nearest published parts of a place over a dimension, and whether they are all."""
    at = [*place.at, place.origin]
    whole, found, waiting = True, [], list(public.below[name].get(at[spot], ()))
    while waiting:
        code = waiting.pop()
        codes = [*at[:spot], code, *at[spot + 1 :]]
        part = Place(place.table, tuple(codes[:-1]), codes[-1])
        if part in there:
            found.append(part)
        elif further := public.below[name].get(code):
            waiting.extend(further)
        else:
            whole = False
    return whole, found


def _merged(public: Public, place: Place, part: Place) -> str:
    names = public.dimensions(place.table)
    return next(n for n, a, b in zip(names, place.at, part.at, strict=False) if a != b)


def _between(there: Collection[Place]) -> Iterator[tuple[str, Place, Place, bool]]:
    """Yield flag, more, less and whether they are the same, between tables."""
    for place in sorted(there):
        other: tuple[str, Place, bool] | None = None
        match place.table, place.at:
            case "denial_grounds", ("*",):
                other = "G", Place("denials", ("*", "*", "*"), place.origin), True
            case "applications", (kind, "granted"):
                other = "S", Place("authorisations", (kind, "*", "*"), place.origin), False
            case "applications", ("*", "refused"):
                other = "S", Place("denials", ("refuse", "*", "*"), place.origin), False
            case "cyber_applications", ("*", "*", decision):
                other = "Y", Place("applications", ("*", decision), place.origin), False
            case _:
                pass
        if other is not None and other[1] in there:
            yield other[0], other[1], place, other[2]


def least(
    public: Public, folder: Folder, place: Place, measure: str, flags: Collection[str]
) -> int:
    """Return what a held figure is at least."""
    cell = folder.cells.get(place)
    if measure != NUMBER or cell is None or cell.state != "suppressed":
        return 0
    if "C" in flags and cell.why in ENOUGH and public.tables[place.table].get("contributors", True):
        return public.smallest
    return 1


def may_differ(folders: Sequence[Folder], place: Place) -> bool:
    """Say whether a figure may be another one in a later edition: somebody sent anew."""
    origins = (
        {place.origin} if place.origin != TOTAL else {*folders[0].sources, *folders[-1].sources}
    )
    return any(len({each.sources.get(o) for each in folders}) > 1 for o in origins)
