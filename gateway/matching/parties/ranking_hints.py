"""What stands beside the definition of Article 2(22): said and ranked, never counted.

The definition names the end-user or consignee and the items. An intermediary that both
transactions have, and the same activity, are worth a line to the officer and a better place
among hits; neither makes a hit nor changes its class.
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.domain.transaction import Activity, Party, Transaction
from gateway.matching.parties.party import compare_parties

SAME_INTERMEDIARY = 0.9  # party score from which an intermediary is the same
INTERMEDIARY_BONUS = 0.04
ACTIVITY_BONUS = 0.01

_MOST_PARTIES = 8  # of a side that are compared
_ACTIVITIES = {
    Activity.EXPORT: "an export",
    Activity.BROKERING: "brokering",
    Activity.TECHNICAL_ASSISTANCE: "technical assistance",
    Activity.TRANSIT: "a transit",
    Activity.TRANSFER: "a transfer",
}


def beside_the_definition(ours: Transaction, theirs: Transaction) -> tuple[float, tuple[str, ...]]:
    """Return what ranks a hit better, and what an officer should know of it.

    Args:
        ours: The transaction that is examined.
        theirs: That of the denial.
    """
    bonus, reasons = 0.0, []
    if ours.activity is theirs.activity:
        bonus += ACTIVITY_BONUS
    else:
        reasons.append(
            f"ours is {_ACTIVITIES[ours.activity]}, theirs was {_ACTIVITIES[theirs.activity]}"
            " (ranks only)"
        )
    if shared := _shared(ours, theirs):
        bonus += INTERMEDIARY_BONUS
        reasons.append(f"{shared} (not in the definition: ranks only)")
    return bonus, tuple(reasons)


def _shared(ours: Transaction, theirs: Transaction) -> str:
    """Return in words which party is an intermediary in at least one of the two."""
    best, said = SAME_INTERMEDIARY, ""
    for name, mine, middle in _parties(ours):
        for their_name, their, their_middle in _parties(theirs):
            if not (middle or their_middle):
                continue
            match = compare_parties(mine, their)
            if match.score > best or (not said and match.score == best):
                best = match.score
                said = f"our {name} is their {their_name}: {match.reasoned.reasons[0]}"
    return said


def _parties(transaction: Transaction) -> Iterator[tuple[str, Party, bool]]:
    for party in transaction.intermediaries[:_MOST_PARTIES]:
        yield "intermediary", party, True
    for name, stated in (("end-user", transaction.end_user), ("consignee", transaction.consignee)):
        if stated.value is not None:
            yield name, stated.value, False
