"""Measures the matcher on labelled pairs of goods, and of transactions.

At the thresholds that are shipped, never at those that would suit the file best. Pairs that nobody
tuned to are in `bench/strangers`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from gateway.domain.examination import MatchClass
from gateway.matching.by_meaning import loading, read_further
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.items.best_items import match_goods
from gateway.matching.items.item import match_items
from gateway.matching.meaning.comparison import SHARED_READER
from gateway.matching.search import examine
from gateway.matching.transaction import ITEM_LIKELY, KnownDenial
from lab.labelled_goods import DealPair, GoodsPair, Label, Reach
from lab.match_evaluation import Quality, quality_of

_CONSULTED: Final = (MatchClass.EXACT, MatchClass.LIKELY)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsQuality:
    """What the matcher reached on pairs of goods.

    Attributes:
        whole: On all pairs.
        by_reach: By how far apart they are written.
        wrong: By kind, how many pairs were got wrong, of how many.
        brier: Mean square of how far the probability is from the truth, from 0 to 1: 0 is best.
    """

    whole: Quality
    by_reach: Mapping[Reach, Quality]
    wrong: Mapping[str, tuple[int, int]]
    brier: float


@dataclass(slots=True)
class DealQuality:
    """What the matcher reached on pairs of transactions of one label.

    Attributes:
        pairs: How many there are.
        shown: How many an officer is shown, in any class.
        from_afar: How many of them apart, by goods and destination with a party alike from afar.
        consulted: On how many somebody would be consulted.
    """

    pairs: int = 0
    shown: int = 0
    from_afar: int = 0
    consulted: int = 0


def evaluate_goods(pairs: Iterable[GoodsPair], *, meaning: bool = True) -> GoodsQuality:
    """Score pairs of goods at the threshold from which they are likely the same.

    Args:
        pairs: The pairs.
        meaning: Whether a likeness of meaning is read as well, as an examination does of a party
            alike; without its model it says nothing (docs/adr/0036).
    """
    compare = match_goods if meaning else match_items
    whole: list[tuple[bool, bool]] = []
    by_reach: dict[Reach, list[tuple[bool, bool]]] = {each: [] for each in Reach}
    wrong: dict[str, list[bool]] = defaultdict(list)
    missed = 0.0
    for pair in pairs:
        match = compare(pair.ours, pair.theirs)
        told = (not match.unknown and match.score >= ITEM_LIKELY, pair.same)
        whole.append(told)
        missed += (match.score - pair.same) ** 2
        by_reach[pair.reach].append(told)
        wrong[pair.kind].append(told[0] is not told[1])
    return GoodsQuality(
        whole=quality_of(whole, threshold=ITEM_LIKELY),
        by_reach={
            reach: quality_of(each, threshold=ITEM_LIKELY) for reach, each in by_reach.items()
        },
        wrong={kind: (sum(each), len(each)) for kind, each in sorted(wrong.items()) if kind},
        brier=round(missed / max(len(whole), 1), 3),
    )


@dataclass(slots=True)
class _Register:
    """The denials of a file and their index, as a node holds them."""

    known: dict[str, KnownDenial] = field(default_factory=dict)
    index: DenialIndex = field(default_factory=DenialIndex.open)


def evaluate_deals(pairs: Iterable[DealPair]) -> dict[Label, DealQuality]:
    """Examine each transaction of ours among the denials of the whole file, as a node does."""
    held, register = list(pairs), _Register()
    register.known = {each.theirs.denial_id: KnownDenial(each.theirs) for each in held}
    denials = {name: each.denial for name, each in register.known.items()}
    register.index.apply(denials.items(), position=len(denials))
    found = {label: DealQuality() for label in Label}
    for pair in held:
        load = loading(register.known)
        near = examine(pair.ours, index=register.index, load=load)
        hits, _ = read_further(pair.ours, near, load=load, reader=SHARED_READER)
        hit = next((each for each in hits if each.denial_id == pair.theirs.denial_id), None)
        told = found[pair.label]
        told.pairs += 1
        told.shown += hit is not None
        told.from_afar += hit is not None and hit.match_class is MatchClass.SAME_GOODS
        told.consulted += hit is not None and hit.match_class in _CONSULTED
    return found
