"""Finds the best pair among the items of two transactions."""

from __future__ import annotations

from gateway.domain.examination import Reasoned
from gateway.domain.transaction import Item, Transaction
from gateway.matching.items.codes import code_closeness
from gateway.matching.items.item import ITEM_ALIKE, TELLING_LEAST, ItemMatch, match_items
from gateway.matching.items.item_words import read_words
from gateway.matching.items.substances import substances
from gateway.matching.meaning.comparison import SHARED_READER, MeaningReader

MOST_PAIRS = 400  # that are compared in full; two applications of 200 lines have 40,000
MOST_READ = 4  # pairs whose meaning is read, each 20 ms a description that was never read


def best_item_match(
    ours: Transaction, theirs: Transaction, *, reader: MeaningReader | None = None
) -> ItemMatch:
    """Compare every item of ours with every one of theirs and return the best pair.

    Of very many pairs those are compared in full that a look at codes, substances and words
    puts first. The reasons name the pair, and how many more of ours are found in theirs.

    Args:
        ours: The transaction that is examined.
        theirs: That of the denial.
        reader: Reads the meanings of the nearest pairs where no pair is alike by other signs.
    """
    pairs = [(i, j) for i in range(len(ours.items)) for j in range(len(theirs.items))]
    if len(pairs) > MOST_PAIRS:
        pairs = _foremost(ours.items, theirs.items, pairs)
    found = {(i, j): match_items(ours.items[i], theirs.items[j]) for i, j in pairs}

    def rank(pair: tuple[int, int]) -> tuple[float, bool, int, int]:
        # A known likeness goes before an unknown one of the same score, then the first pair.
        return found[pair].score, not found[pair].unknown, -pair[0] - pair[1], -pair[0]

    nearest = sorted(pairs, key=rank, reverse=True)[:MOST_READ]
    if reader is not None and found[nearest[0]].score < ITEM_ALIKE:
        found |= {(i, j): match_goods(ours.items[i], theirs.items[j], reader) for i, j in nearest}
    i, j = max(pairs, key=rank)
    best = found[i, j]
    if len(found) == 1:
        return best
    said = [f"our item {i + 1} and their item {j + 1}"]
    others = {a for (a, _), match in found.items() if match.score >= ITEM_ALIKE} - {i}
    if others:
        said.append(f"{len(others) + 1} of our {len(ours.items)} items are like one of theirs")
    reasons = (*said, *best.reasoned.reasons)
    return ItemMatch(Reasoned(score=best.score, reasons=reasons), unknown=best.unknown)


def match_goods(ours: Item, theirs: Item, reader: MeaningReader = SHARED_READER) -> ItemMatch:
    """Compare our item with theirs, by its meaning as well where other signs do not suffice.

    A meaning takes 20 ms to read the first time, all other signs a tenth of one. So it is read of
    items that the others do not find alike, and of descriptions that say something in words. What
    is read follows from the two items alone, so that an examination gives the same again.
    """
    plain = match_items(ours, theirs)
    says = all(read_words(each.description).total >= TELLING_LEAST for each in (ours, theirs))
    if plain.score >= ITEM_ALIKE or not says:
        return plain
    return match_items(ours, theirs, meaning=reader.compare(ours.description, theirs.description))


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
