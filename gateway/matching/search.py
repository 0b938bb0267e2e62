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
from gateway.matching.cards import number_of
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
_TAIL_NAMED = 2  # that have to name it, and of many that were compared
_TAIL_SHARE = 0.25  # so many: where one party has more denials, most of the tail are its own
_GROWTH = 2
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
    near = find_names(transaction, index=index, limit=limit, goods=goods, enough=PARTY_LIKELY)
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
    enough: float = 1.0,
) -> dict[str, float]:
    """Return the denials with a name like one of ours, and how alike the names are.

    All of one end-user's denials are among them, however many: as long as the farthest
    candidates still name the party, more are fetched.

    Args:
        transaction: The transaction that is examined.
        index: The index.
        limit: How many denials are first looked at.
        goods: Our items; denials of goods that cannot be like them are left out.
        enough: Score from which it does not matter how much more alike names are; not below
            that of a likely party.
    """
    ours = named_parties(transaction)
    # What each candidate's names come to; None where its goods made them not worth comparing.
    seen: dict[int, float | None] = {}
    found: dict[str, float] = {}
    while True:
        near = index.by_name(transaction, limit=limit)
        new = {number: mask for number, mask in near.items() if number not in seen}
        worth = index.cards([n for n, mask in new.items() if goods is None or goods.may_pass(mask)])
        worth = [card for card in worth if goods is None or goods.may_be_alike(card.goods)]
        scores = score_names(ours, worth, enough=enough)
        found |= {key: score for key, score in scores.items() if score >= PARTY_POSSIBLE}
        seen |= dict.fromkeys(new) | {card.number: scores[card.denial_id] for card in worth}
        tail = {number: seen[number] for number in list(near)[int(len(near) * (1 - _TAIL)) :]}
        if len(near) < limit or not new or not _named(ours, tail, index):
            return found
        limit *= _GROWTH


def _named(ours: Sequence[Party], tail: Mapping[int, float | None], index: DenialIndex) -> bool:
    """Whether the farthest candidates still name the party, whatever their goods."""
    scores = [score for score in tail.values() if score is not None]
    named = sum(score >= PARTY_LIKELY for score in scores)
    wanted = max(_TAIL_NAMED, int(_TAIL_SHARE * len(scores)))
    if named < _TAIL_NAMED:
        others = index.cards([number for number, score in tail.items() if score is None])
        more = score_names(ours, others, most=_TAIL_NAMES, enough=PARTY_LIKELY).values()
        named += sum(score >= PARTY_LIKELY for score in more)
    return named >= min(wanted, len(tail))


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
    seen: set[int] = set()
    limit = OPEN_LIMIT
    while True:
        near = index.by_item(transaction, limit=limit)
        new = [n for n, mask in near.items() if n not in seen and goods.may_pass_as_known(mask)]
        seen |= near.keys()
        worth = [
            card.denial_id
            for card in index.cards(new)
            if card.denial_id not in known and goods.may_be_known(card.goods)
        ]
        hits |= _assess(transaction, load(worth), asking)
        tail = list(near)[-int(limit * _TAIL) :]
        if len(near) < limit or {number_of(key) for key in hits}.isdisjoint(tail):
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
