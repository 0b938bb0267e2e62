"""Labelled pairs of goods that the goods model learns from: statements written for it, and others.

`goods.csv` holds statements of things. Two statements of one thing are a pair that is the same; a
statement of a thing and one of what is near it are a pair that is not. How the file was made stands
in `README.md`. Of `bench/strangers` only the open halves are read.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from gateway.domain.transaction import Item
from lab.labelled_goods import item_of, read_goods
from lab.labelled_rows import csv_rows

STATEMENTS = Path(__file__).with_name("goods.csv")
STRANGERS = Path(__file__).parents[1] / "strangers"
FILES = ("goods.csv", "goods-2.csv", "goods-3.csv")
DRAWN, SEED = 4_000, 35


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled pair.

    Attributes:
        source: Thing of the statements, or file of strangers; a source is left out as a whole.
        relation: ``same``, or how the two differ.
        ours: One item.
        theirs: The other.
        same: Whether they are essentially identical.
    """

    source: str
    relation: str
    ours: Item
    theirs: Item
    same: bool


def statements(path: Path = STATEMENTS) -> dict[str, list[tuple[str, Item]]]:
    """Return the statements of each thing: how each is related to it, and the item."""
    found: dict[str, list[tuple[str, Item]]] = defaultdict(list)
    for number, row in csv_rows(path):
        found[row["thing"]].append((row["relation"], item_of(row, number)))
    return dict(found)


def written() -> Iterator[Example]:
    """Give all pairs of the statements: of one thing, and of a thing with what is near it."""
    for thing, stated in statements().items():
        own = [item for relation, item in stated if relation == "same"]
        near = [(relation, item) for relation, item in stated if relation != "same"]
        for a, b in combinations(own, 2):
            yield Example(thing, "same", a, b, same=True)
        for a in own:
            for relation, b in near:
                yield Example(thing, relation, a, b, same=False)


def copied() -> Iterator[Example]:
    """Give each statement beside the next of its thing with the text copied, as forms often are."""
    for thing, stated in statements().items():
        own = [item for relation, item in stated if relation == "same"]
        for a, b in pairwise([*own, own[0]]):
            copy = b.model_copy(update={"description": a.description})
            yield Example(thing, "copied", a, copy, same=True)


def drawn(number: int = DRAWN) -> Iterator[Example]:
    """Draw pairs of statements of two things: most of what a register holds is far from ours."""
    dice = random.Random(SEED)  # noqa: S311 - the same are drawn each time
    by_thing = list(statements().items())
    for _ in range(number):
        (_, one), (_, two) = dice.sample(by_thing, 2)
        yield Example("drawn", "drawn", dice.choice(one)[1], dice.choice(two)[1], same=False)


def strangers() -> Iterator[Example]:
    """Give the pairs of the open halves of `bench/strangers`."""
    for name in FILES:
        for pair in read_goods(STRANGERS / name, half="open"):
            yield Example(name, pair.kind, pair.ours, pair.theirs, same=pair.same)
