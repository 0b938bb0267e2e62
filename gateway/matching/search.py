"""Examines all valid and relayed denials for a transaction: candidates, then comparison.

Two ways that give the same hits: through the index, and the audit mode that compares every
denial (`examine_all`). An end-user who was denied a thousand times has a thousand valid
denials, and all of them have to be found: as long as the last candidates still name the
party, more are fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from gateway.domain.examination import Hit
from gateway.domain.transaction import Transaction
from gateway.matching.documents import named_parties
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
    near = find_names(transaction, index=index, limit=limit)
    found = dict.fromkeys((*index.by_identifier(transaction), *near))
    hits = _assess(transaction, load(list(found)), asking)
    hits |= _by_item(transaction, index, load, asking, hits)
    return tuple(sorted(hits.values(), key=sort_key))


def find_names(
    transaction: Transaction, *, index: DenialIndex, limit: int = DEFAULT_LIMIT
) -> dict[str, float]:
    """Return the denials with a name like one of ours, and how alike the names are.

    All of one end-user's denials are among them, however many: as long as the farthest
    candidates still name the party, more are fetched.

    Args:
        transaction: The transaction that is examined.
        index: The index.
        limit: How many denials are first looked at.
    """
    ours = named_parties(transaction)
    alike: dict[str, float] = {}
    while True:
        cards = index.by_name(transaction, limit=limit)
        new = [card for card in cards if card.denial_id not in alike]
        alike |= score_names(ours, new)
        tail = cards[int(len(cards) * (1 - _TAIL)) :]
        named = any(alike[card.denial_id] >= PARTY_LIKELY for card in tail)
        if len(cards) < limit or not new or not named:
            return {key: score for key, score in alike.items() if score >= PARTY_POSSIBLE}
        limit *= _GROWTH


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
    known: Mapping[str, Hit],
) -> dict[str, Hit]:
    """Find hits among the denials without a party to compare, as many as there are."""
    seen = set(known)
    hits: dict[str, Hit] = {}
    limit = OPEN_LIMIT
    while True:
        found = index.by_item(transaction, limit=limit)
        new = [key for key in found if key not in seen]
        seen.update(new)
        hits |= _assess(transaction, load(new), asking)
        tail = found[int(len(found) * (1 - _TAIL)) :]
        if len(found) < limit or not any(key in hits for key in tail):
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
