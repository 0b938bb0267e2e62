"""Examines all valid and relayed denials for a transaction: candidates, then comparison.

Two ways that give the same hits: through the index, and the audit mode that compares every
denial (`examine_all`). An end-user who was denied a thousand times has a thousand valid
denials, and all of them have to be found: as long as the last candidates still name the
party, more are fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from gateway.domain.examination import Hit
from gateway.domain.transaction import Party, Transaction
from gateway.matching.cards import Card
from gateway.matching.documents import named_parties
from gateway.matching.goods import OurGoods, our_goods
from gateway.matching.index import DEFAULT_LIMIT, OPEN_LIMIT, DenialIndex
from gateway.matching.shortlist import score_names
from gateway.matching.transaction import (
    PARTY_LIKELY,
    PARTY_POSSIBLE,
    KnownDenial,
    compare_known,
    sort_key,
)

Load = Callable[[Sequence[str]], Mapping[str, KnownDenial]]
"""Gives the denials of these ids as they now stand; ids that are no longer valid are absent."""

_TAIL = 0.25  # share of the candidates, farthest ones, that must name nobody of ours
_TAIL_NAMES = 3  # of those whose goods are others, nearest by letters, that are compared for it
_GROWTH = 4
_GROWTH_BY_ITEM = 2  # those are only possible, and each has to be loaded


def examine(
    transaction: Transaction,
    *,
    index: DenialIndex,
    load: Load,
    asking: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> tuple[Hit, ...]:
    """Find the denials that are essentially identical to a transaction.

    Args:
        transaction: The transaction that is examined.
        index: The index, as far as its follower has brought it.
        load: Gives denials by id.
        asking: Authority that examines.
        limit: How many denials are first looked at by name.

    Returns:
        The hits, nearest first.
    """
    goods = our_goods(transaction.items)
    near = find_names(transaction, index=index, limit=limit, goods=goods)
    found = dict.fromkeys((*index.by_identifier(transaction), *near))
    hits = _assess(transaction, load(list(found)), asking)
    hits |= _by_item(transaction, index, load, asking, goods, hits)
    return tuple(sorted(hits.values(), key=sort_key))


def find_names(
    transaction: Transaction,
    *,
    index: DenialIndex,
    limit: int = DEFAULT_LIMIT,
    goods: OurGoods | None = None,
) -> dict[str, float]:
    """Return the denials with a name like one of ours, and how alike the names are.

    All of one end-user's denials are among them, however many: as long as the farthest
    candidates still name the party, more are fetched.

    Args:
        transaction: The transaction that is examined.
        index: The index.
        limit: How many denials are first looked at.
        goods: Our items; denials of goods that cannot be like them are left out.
    """
    ours = named_parties(transaction)
    alike: dict[str, float] = {}
    while True:
        cards = index.by_name(transaction, limit=limit)
        new = [card for card in cards if card.denial_id not in alike]
        worth = [card for card in new if goods is None or goods.may_be_alike(card.goods)]
        alike |= dict.fromkeys((card.denial_id for card in new), 0.0) | score_names(ours, worth)
        tail = cards[int(len(cards) * (1 - _TAIL)) :]
        if len(cards) < limit or not new or not _named(ours, tail, alike, worth):
            return {key: score for key, score in alike.items() if score >= PARTY_POSSIBLE}
        limit *= _GROWTH


def _named(
    ours: Sequence[Party], tail: Sequence[Card], alike: Mapping[str, float], worth: Sequence[Card]
) -> bool:
    """Whether the farthest candidates still name the party, whatever their goods."""
    if any(alike[card.denial_id] >= PARTY_LIKELY for card in tail):
        return True
    compared = {card.denial_id for card in worth}
    others = [card for card in tail if card.denial_id not in compared]
    return max(score_names(ours, others, most=_TAIL_NAMES).values(), default=0.0) >= PARTY_LIKELY


def examine_all(
    transaction: Transaction, denials: Iterable[KnownDenial], *, asking: str | None = None
) -> tuple[Hit, ...]:
    """Compare a transaction with every denial: the audit mode, without the index.

    Args:
        transaction: The transaction that is examined.
        denials: All valid and relayed denials.
        asking: Authority that examines.
    """
    by_id = {known.denial.denial_id: known for known in denials}
    return tuple(sorted(_assess(transaction, by_id, asking).values(), key=sort_key))


def _by_item(
    transaction: Transaction,
    index: DenialIndex,
    load: Load,
    asking: str | None,
    goods: OurGoods,
    known: Mapping[str, Hit],
) -> dict[str, Hit]:
    """Find hits among the denials without a party to compare, as many as there are."""
    hits: dict[str, Hit] = {}
    seen, limit = 0, OPEN_LIMIT
    while True:
        new = index.by_item(transaction, limit=limit, after=seen)
        seen += len(new)
        worth = [
            card.denial_id
            for card in new
            if card.denial_id not in known and goods.may_be_alike(card.goods)
        ]
        hits |= _assess(transaction, load(worth), asking)
        tail = new[-int(limit * _TAIL) :]
        if seen < limit or not any(card.denial_id in hits for card in tail):
            return hits
        limit *= _GROWTH_BY_ITEM


def _assess(
    transaction: Transaction, denials: Mapping[str, KnownDenial], asking: str | None
) -> dict[str, Hit]:
    hits: dict[str, Hit] = {}
    for key, known in denials.items():
        hit = compare_known(transaction, known, asking=asking)
        if hit is not None:
            hits[key] = hit
    return hits
