"""Goods beside goods: what they are called, how they are classified, what can be measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.domain.transaction import Item, Parameter
from gateway.views.beside.rows import BesideLine, BesideRow, Nearness
from gateway.views.beside.sides import Lines, Sides, given, nearness
from gateway.views.beside.texts import TextLikeness, compare_texts
from gateway.views.reader import ViewReader

_ENTRY = 5
"""Characters of an entry of Annex I, e.g. ``5A001``; what follows names a part of it."""


def goods_rows(sides: Sides, ours: Sequence[Item], theirs: Sequence[Item]) -> Iterator[BesideRow]:
    """Yield rows for each item that was denied, beside that of ours which is nearest to it.

    Args:
        sides: Whose the two sides are.
        ours: Our items; each may stand beside several.
        theirs: What was denied.
    """
    for place, item in enumerate(theirs, start=1):
        near = max(ours, key=lambda each: _near(each, item))
        which = sides.reader.says(" (item {number})", number=place) if len(theirs) > 1 else ""
        yield from _item_rows(sides, which, near, item)


def _near(ours: Item, theirs: Item) -> tuple[int, int, float]:
    """Return what sorts our items by how near they are: codes, entries, then words."""
    mine, their = set(ours.codes), set(theirs.codes)
    entries = {each[:_ENTRY] for each in mine} & {each[:_ENTRY] for each in their}
    words = compare_texts(ours.description, theirs.description).score
    return len(mine & their), len(entries), words


def _item_rows(sides: Sides, which: str, ours: Item, theirs: Item) -> Iterator[BesideRow]:
    reader = sides.reader
    pair = compare_texts(ours.description, theirs.description)
    mine, their = pair.lines()
    said = {
        TextLikeness.SAME: reader.says("same words"),
        TextLikeness.WRITING: reader.says("same words, other capitals or marks"),
    }.get(pair.likeness) or reader.says("other words")
    lines = ([mine] if mine else [], [their] if their else [])
    yield sides.row(reader.says("Goods") + which, lines, (nearness(pair.likeness), said))
    yield _codes(sides, reader.says("Classification") + which, ours, theirs)
    if ours.parameters or theirs.parameters:
        name = reader.says("Technical parameters") + which
        yield _parameters(sides, name, ours.parameters, theirs.parameters)
    amounts = _amounts(reader, ours), _amounts(reader, theirs)
    if any(amounts):
        yield _amount_row(sides, reader.says("Quantity and value") + which, amounts)


def _codes(sides: Sides, name: str, ours: Item, theirs: Item) -> BesideRow:
    reader, (mine, their) = sides.reader, (set(ours.codes), set(theirs.codes))
    entries = {each[:_ENTRY] for each in mine} & {each[:_ENTRY] for each in their}
    if not mine or not their:
        listed = mine or their
        said = (
            (Nearness.OTHER, reader.says("listed on one side only"))
            if listed
            else (Nearness.SAME, reader.says("listed on neither side"))
        )
    elif mine & their:
        said = Nearness.SAME, reader.says("same code")
    elif entries:
        said = Nearness.NEAR, reader.says("same entry, other part of it")
    else:
        said = Nearness.OTHER, reader.says("other code")

    def lines(item: Item, other: set[str]) -> list[BesideLine]:
        if not item.codes:
            return [given(reader.says("not listed"), differs=bool(other))]
        return [given(reader.code(each), differs=each not in other) for each in item.codes]

    return sides.row(name, (lines(ours, their), lines(theirs, mine)), said)


def _parameters(
    sides: Sides, name: str, ours: Sequence[Parameter], theirs: Sequence[Parameter]
) -> BesideRow:
    """Return what was measured on both sides; a value is compared under its own name and unit."""
    reader = sides.reader
    mine, their = ({(e.name, e.unit): e.value for e in each} for each in (ours, theirs))
    common = mine.keys() & their.keys()
    if not common:
        said = Nearness.NOT_COMPARED, reader.says("no parameter in common")
    elif any(mine[each] != their[each] for each in common):
        said = Nearness.OTHER, reader.says("other value")
    else:
        said = Nearness.SAME, reader.says("same values")

    def lines(some: Sequence[Parameter]) -> list[BesideLine]:
        ordered = sorted(some, key=lambda each: (each.name, each.unit) not in common)
        note = reader.says("on this side only")
        found: list[BesideLine] = []
        for each in ordered:
            key = (each.name, each.unit)
            both = key in common
            line = given(_measured(reader, each), differs=both and mine[key] != their[key])
            found.append(line if both else line.noted(note))
        return found

    return sides.row(name, (lines(ours), lines(theirs)), said)


def _measured(reader: ViewReader, each: Parameter) -> str:
    unit = "" if each.unit in {"", "1"} else f" {each.unit}"
    return f"{each.name.replace('_', ' ')} {reader.number(each.value)}{unit}"


def _amounts(reader: ViewReader, item: Item) -> tuple[str, ...]:
    quantity = reader.number(item.quantity, item.quantity_unit)
    value = reader.money(item.value, item.currency)
    return tuple(each.strip() for each in (quantity, value) if each)


def _amount_row(
    sides: Sides, name: str, amounts: tuple[tuple[str, ...], tuple[str, ...]]
) -> BesideRow:
    reader, (ours, theirs) = sides.reader, amounts
    if not ours or not theirs:
        said = Nearness.NOT_COMPARED, reader.says("nothing to compare with")
    elif ours == theirs:
        said = Nearness.SAME, reader.says("same quantity and value")
    else:
        said = Nearness.OTHER, reader.says("other quantity or value")
    compared = said[0] is not Nearness.NOT_COMPARED
    lines: Lines = (
        [given(each, differs=compared and each not in theirs) for each in ours],
        [given(each, differs=compared and each not in ours) for each in theirs],
    )
    return sides.row(name, lines, said)
