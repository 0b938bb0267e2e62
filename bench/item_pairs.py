"""Labelled pairs of items for `match_items`, read from tests/assets/matching/items.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

from gateway.domain.transaction import Classification, Item, ListSource, Parameter

OWN_ITEMS = Path(__file__).parents[1] / "tests" / "assets" / "matching" / "items.toml"
SAME, GRADE, OTHER, UNRELATED = "same", "grade", "other", "unrelated"


@dataclass(frozen=True, slots=True)
class ItemPair:
    """Two statements of items and what they are to each other.

    Attributes:
        kind: ``same``, another ``grade``, an ``other`` thing near it, or ``unrelated``.
        held_back: Whether it was kept out of the setting of weights and thresholds.
    """

    kind: str
    ours: Item
    theirs: Item
    held_back: bool
    thing: str


def read_item_pairs(path: Path = OWN_ITEMS) -> Iterator[ItemPair]:
    """Give all pairs of a file of things and how authorities state them."""
    things = tomllib.loads(path.read_text("utf-8"))["thing"]
    stated = [
        {kind: [read_item(text) for text in thing.get(kind, ())] for kind in (SAME, GRADE, OTHER)}
        for thing in things
    ]
    for thing, items in zip(things, stated, strict=True):
        held, name = thing.get("held_back", False), thing["name"]
        for a, b in combinations(items[SAME], 2):
            yield ItemPair(SAME, a, b, held, name)
        for kind in (GRADE, OTHER):
            for a in items[SAME]:
                for b in items[kind]:
                    yield ItemPair(kind, a, b, held, name)
    for (one, its), (two, others) in combinations(zip(things, stated, strict=True), 2):
        held = one.get("held_back", False)
        if held is two.get("held_back", False):
            name = f"{one['name']} / {two['name']}"
            for left, right in zip(its[SAME], reversed(others[SAME]), strict=False):
                yield ItemPair(UNRELATED, left, right, held, name)


def read_item(text: str) -> Item:
    """Read a statement: codes | CN | CAS | description | parameters."""
    codes, cn, cas, description, parameters = (part.strip() for part in text.split("|"))
    fields: dict[str, Any] = {"cn_code": cn or None, "cas_number": cas or None}
    listed = tuple(_classification(code) for code in codes.split())
    return Item(
        description=description,
        classifications=listed or (Classification(source=ListSource.NON_LISTED),),
        parameters=tuple(_parameter(p) for p in parameters.split(";") if p.strip()),
        **fields,
    )


def _classification(text: str) -> Classification:
    code, _, version = text.partition("@")
    state, _, code = code.rpartition(":")
    if version.startswith("movedfrom:"):
        version = version.replace("movedfrom:", "moved from ")
    return Classification(
        source=ListSource.NATIONAL if state else ListSource.ANNEX_I,
        code=code,
        state=state or None,
        list_version=version,
    )


def _parameter(text: str) -> Parameter:
    name, _, quantity = text.strip().partition("=")
    value, _, unit = quantity.strip().partition(" ")
    return Parameter(name=name, value=Decimal(value.replace(",", ".")), unit=unit.strip())
