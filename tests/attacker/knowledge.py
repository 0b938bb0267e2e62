"""What a reader knows besides the figures: his own list of what must hold between them.

P: sums that the template says hold. A: where numbers do not add up, a total is no less than
each part and no more than all parts. G: all grounds (6.4) are all denials (6.3). S: granted and
refused applications are among the authorisations (1.1) and refusals (6.3). Y: applications for
cyber-surveillance items (7) are among the applications (4). C: "complementary" and "dominance"
mean so many exporters, hence so many numbers. D: a corrigendum that brings what was forgotten
takes nothing away.

And what the template has no link for, of `tests.attacker.between`: N, Z, W and T.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.attacker.between import unlinked
from tests.attacker.public import NUMBER, ORIGIN, TOTAL, Place, Public
from tests.attacker.reading import Folder

ALL = "PAGSYCDNZWT"
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
    for place, name, whole, below in _totals(public, there) if {"P", "A"} & {*flags} else ():
        if public.adds_up(place.table, name, measure):
            if "P" in flags:
                yield Known((place,), below, equal=whole or name == ORIGIN)
        elif "A" in flags:
            yield from (Known((place,), (part,), equal=False) for part in below)
            if whole:
                yield Known(below, (place,), equal=False)
    if "P" in flags:
        yield from _shown_as_one(public, folder, measure, there)
    for flag, more, less, equal in _between(there):
        if flag in flags:
            yield Known((more,), (less,), equal)
    for flag, several, fewer, equal in unlinked(public, there, measure):
        if flag in flags:
            yield Known(several, fewer, equal)


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


def _totals(
    public: Public, there: Collection[Place]
) -> Iterator[tuple[Place, str, bool, tuple[Place, ...]]]:
    """Yield totals, over which dimension, whether their published parts are all, and the parts.

    Places that differ in one dimension alone stand in a line, and most lines have the same codes:
    what lies below a code is looked up once for all of these.
    """
    lines: dict[tuple[str, int, tuple[str, ...]], dict[str, Place]] = {}
    for place in there:
        at = (*place.at, place.origin)
        for spot, code in enumerate(at):
            lines.setdefault((place.table, spot, at[:spot] + at[spot + 1 :]), {})[code] = place
    known: dict[tuple[str, frozenset[str]], _Below] = {}
    below = {}
    for which, line in lines.items():
        name, codes = public.dimensions(which[0])[which[1]], frozenset(line)
        if (name, codes) not in known:
            known[name, codes] = _below(public.below[name], codes)
        below[which] = known[name, codes]
    for place in sorted(there):
        at = (*place.at, place.origin)
        for spot, name in enumerate(public.dimensions(place.table)):
            which = (place.table, spot, at[:spot] + at[spot + 1 :])
            if at[spot] in below[which]:
                whole, parts = below[which][at[spot]]
                yield place, name, whole, tuple(lines[which][code] for code in parts)


_Below = dict[str, tuple[bool, tuple[str, ...]]]


def _below(tree: Mapping[str, Sequence[str]], there: Collection[str]) -> _Below:
    """Return by code the nearest codes below it that are there, and whether they are all."""
    every: _Below = {}
    for code in there:
        whole, found, waiting = True, [], list(tree.get(code, ()))
        while waiting:
            part = waiting.pop()
            if part in there:
                found.append(part)
            elif further := tree.get(part):
                waiting.extend(further)
            else:
                whole = False
        if found:
            every[code] = (whole, tuple(found))
    return every


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
