"""Finds the best pair among the items of two transactions."""

from __future__ import annotations

from gateway.domain.examination import Reasoned
from gateway.domain.transaction import Item, Transaction
from gateway.matching.items.codes import code_closeness
from gateway.matching.items.item import ITEM_ALIKE, ItemMatch, match_items
from gateway.matching.items.item_words import read_words
from gateway.matching.items.substances import substances

MOST_PAIRS = 400  # that are compared in full; two applications of 200 lines have 40,000


def best_item_match(ours: Transaction, theirs: Transaction) -> ItemMatch:
    """Compare every item of ours with every one of theirs and return the best pair.

    Of very many pairs those are compared in full that a look at codes, substances and words
    puts first. The reasons name the pair, and how many more of ours are found in theirs.
    """
    pairs = [(i, j) for i in range(len(ours.items)) for j in range(len(theirs.items))]
    if len(pairs) > MOST_PAIRS:
        pairs = _foremost(ours.items, theirs.items, pairs)
    found = {(i, j): match_items(ours.items[i], theirs.items[j]) for i, j in pairs}
    # A known likeness goes before an unknown one of the same score, then the first pair.
    i, j = max(pairs, key=lambda pair: (found[pair].score, not found[pair].unknown,
                                        -pair[0] - pair[1], -pair[0]))  # fmt: skip
    best = found[i, j]
    if len(found) == 1:
        return best
    said = [f"our item {i + 1} and their item {j + 1}"]
    others = {a for (a, _), match in found.items() if match.score >= ITEM_ALIKE} - {i}
    if others:
        said.append(f"{len(others) + 1} of our {len(ours.items)} items are like one of theirs")
    reasons = (*said, *best.reasoned.reasons)
    return ItemMatch(Reasoned(score=best.score, reasons=reasons), unknown=best.unknown)


def _foremost(
    ours: tuple[Item, ...], theirs: tuple[Item, ...], pairs: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    mine, their = [_Look(item) for item in ours], [_Look(item) for item in theirs]
    rank = {(i, j): mine[i].likeness(their[j]) for i, j in pairs}
    return sorted(pairs, key=lambda pair: (-rank[pair], pair[0] + pair[1], pair))[:MOST_PAIRS]


class _Look:
    """What a first look at an item takes in."""

    def __init__(self, item: Item) -> None:
        self._codes = item.codes[:4]
        self._substances = frozenset(substances(item))
        self._words = frozenset(read_words(item.description).weights)
        self._named = frozenset(p.name.casefold() for p in item.parameters)

    def likeness(self, other: _Look) -> float:
        """Give a rough likeness, cheap to compute."""
        code = max(
            (code_closeness(a, b)[0] for a in self._codes for b in other._codes), default=0.0
        )
        least = min(len(self._words), len(other._words)) or 1
        words = len(self._words & other._words) / least
        substance = 2.0 if self._substances & other._substances else 0.0
        return substance + code + words + 0.1 * len(self._named & other._named)
