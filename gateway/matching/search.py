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
from gateway.matching.index import DEFAULT_LIMIT, DenialIndex
from gateway.matching.transaction import (
    PARTY_LIKELY,
    KnownDenial,
    PartyFinding,
    assess,
    find_party,
    sort_key,
)

Load = Callable[[Sequence[str]], Mapping[str, KnownDenial]]
"""Gives the denials of these ids as they now stand; ids that are no longer valid are absent."""

_TAIL = 0.25  # share of the candidates, farthest ones, that must name nobody of ours
_GROWTH = 4


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
    findings: dict[str, tuple[KnownDenial, PartyFinding]] = {}
    while True:
        candidates = index.candidates(transaction, limit=limit)
        new = [key for key in candidates if key not in findings]
        for key, known in load(new).items():
            findings[key] = (known, find_party(transaction, known.denial.transaction))
        tail = candidates[int(len(candidates) * (1 - _TAIL)) :]
        if len(candidates) < limit or not any(
            key in findings and _names_party(findings[key][1]) for key in tail
        ):
            break
        limit *= _GROWTH
        if not new:
            break
    hits = (assess(transaction, known, found, asking=asking) for known, found in findings.values())
    return tuple(sorted((hit for hit in hits if hit is not None), key=sort_key))


def examine_all(
    transaction: Transaction, denials: Iterable[KnownDenial], *, asking: str | None = None
) -> tuple[Hit, ...]:
    """Compare a transaction with every denial: the audit mode, without the index.

    Args:
        transaction: The transaction that is examined.
        denials: All valid and relayed denials.
        asking: Authority that examines.
    """
    hits = (
        assess(transaction, known, find_party(transaction, known.denial.transaction), asking=asking)
        for known in denials
    )
    return tuple(sorted((hit for hit in hits if hit is not None), key=sort_key))


def _names_party(finding: PartyFinding) -> bool:
    return not finding.open_reason and finding.match.score >= PARTY_LIKELY
