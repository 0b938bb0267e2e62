"""Finds the best pair among the items of two transactions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TypeAlias

from gateway.domain.examination import Reasoned
from gateway.domain.transaction import Item, Transaction
from gateway.matching.items.codes import code_closeness
from gateway.matching.items.item import ITEM_ALIKE, TELLING_LEAST, ItemMatch, match_items
from gateway.matching.items.item_words import read_words
from gateway.matching.items.substances import substances
from gateway.matching.meaning.comparison import SHARED_READER, Meanings

MOST_PAIRS = 400  # that are compared in full; two applications of 200 lines have 40,000
_Pair: TypeAlias = tuple[int, int]

_SURE = 0.9  # probability by all other signs from which no meaning is read
_HOPELESS = 0.04  # and below which none is
MOST_READ = 4  # pairs whose meaning is read, each 20 ms a description that was never read


def best_item_match(
    ours: Transaction, theirs: Transaction, *, meanings: Meanings | None = None
) -> ItemMatch:
    """Compare every item of ours with every one of theirs and return the best pair.

    Of very many pairs those are compared in full that a look at codes, substances and words
    puts first. The reasons name the pair, and how many more of ours are found in theirs.

    Args:
        ours: The transaction that is examined.
        theirs: That of the denial.
        meanings: Compares the meanings of the nearest pairs where no pair is alike by other
            signs.
    """
    found = _compared(ours, theirs)
    if meanings is not None:
        for i, j in _to_read(found):
            found[i, j] = match_goods(ours.items[i], theirs.items[j], meanings)
    i, j = max(found, key=partial(_rank, found))
    best = found[i, j]
    if len(found) == 1:
        return best
    said = [f"our item {i + 1} and their item {j + 1}"]
    others = {a for (a, _), match in found.items() if match.score >= ITEM_ALIKE} - {i}
    if others:
        said.append(f"{len(others) + 1} of our {len(ours.items)} items are like one of theirs")
    reasons = (*said, *best.reasoned.reasons)
    return ItemMatch(Reasoned(score=best.score, reasons=reasons), unknown=best.unknown)


def descriptions_to_read(ours: Transaction, theirs: Transaction) -> tuple[str, ...]:
    """Return the descriptions whose meanings `best_item_match` would compare, each once."""
    found: dict[str, None] = {}
    compared = _compared(ours, theirs)
    for i, j in _to_read(compared):
        pair = (ours.items[i], theirs.items[j])
        if _needs_meaning(compared[i, j], *pair):
            found |= dict.fromkeys(each.description for each in pair)
    return tuple(found)


def match_goods(ours: Item, theirs: Item, meanings: Meanings = SHARED_READER) -> ItemMatch:
    """Compare our item with theirs, by its meaning as well where other signs do not suffice.

    A meaning takes 20 ms to read the first time, all other signs a tenth of one. So it is read of
    items that the others leave in doubt, and of descriptions that say something in words. What is
    read follows from the two items alone, so that an examination gives the same again.
    """
    plain = match_items(ours, theirs)
    if not _needs_meaning(plain, ours, theirs):
        return plain
    meaning = meanings.compare(ours.description, theirs.description)
    return plain if meaning is None else match_items(ours, theirs, meaning=meaning)


def _compared(ours: Transaction, theirs: Transaction) -> dict[_Pair, ItemMatch]:
    """Compare all pairs without their meanings, or the foremost of very many."""
    pairs = [(i, j) for i in range(len(ours.items)) for j in range(len(theirs.items))]
    if len(pairs) > MOST_PAIRS:
        pairs = _foremost(ours.items, theirs.items, pairs)
    return {(i, j): match_items(ours.items[i], theirs.items[j]) for i, j in pairs}


def _rank(found: Mapping[_Pair, ItemMatch], pair: _Pair) -> tuple[float, bool, int, int]:
    # A known likeness goes before an unknown one of the same score, then the first pair.
    return found[pair].score, not found[pair].unknown, -pair[0] - pair[1], -pair[0]


def _to_read(found: Mapping[_Pair, ItemMatch]) -> list[_Pair]:
    """Return the nearest pairs, where none is surely alike without its meaning."""
    nearest = sorted(found, key=partial(_rank, found), reverse=True)[:MOST_READ]
    return [] if any(found[pair].score >= _SURE for pair in nearest) else nearest


def _needs_meaning(match: ItemMatch, ours: Item, theirs: Item) -> bool:
    """Whether other signs leave two items in doubt, and both say something that has a meaning."""
    in_doubt = match.unknown or _HOPELESS <= match.score < _SURE
    return in_doubt and says_something(ours) and says_something(theirs)


def says_something(item: Item) -> bool:
    """Whether the description of an item says something in words, so that it has a meaning."""
    return read_words(item.description).total >= TELLING_LEAST


def _foremost(ours: tuple[Item, ...], theirs: tuple[Item, ...], pairs: list[_Pair]) -> list[_Pair]:
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
