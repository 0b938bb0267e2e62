"""Compares a transaction with a notice about sensitive end-users, procurement and routes.

Any party of ours but the exporter counts, since procurement goes through consignees and
intermediaries. A notice that names no party (a route, or one withheld) is met by item and
destination together, and then only as possible.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.domain.examination import MatchClass, Reasoned
from gateway.domain.notice import Notice
from gateway.domain.transaction import Item, Party, Transaction
from gateway.matching.items.item import compare_items
from gateway.matching.parties.party import PartyMatch, compare_parties
from gateway.matching.parties.placeholder_names import no_name
from gateway.matching.transaction import (
    ITEM_LIKELY,
    PARTY_EXACT,
    PARTY_LIKELY,
    PARTY_POSSIBLE,
    UNKNOWN_PARTY,
    stated_parties,
    step_of,
)


@dataclass(frozen=True, slots=True)
class Near:
    """How near a transaction is to a notice."""

    match_class: MatchClass
    party: Reasoned
    item: Reasoned | None
    ours: str = ""
    theirs: str = ""


def compare_with_notice(transaction: Transaction, notice: Notice) -> Near | None:
    """Compare a transaction with a notice.

    Args:
        transaction: Ours.
        notice: A notice that is searched.

    Returns:
        How near they are with the reasons, or None.
    """
    item = _best_item(transaction.items, _items(notice))
    theirs = list(_their_parties(notice))
    best: tuple[PartyMatch, str] | None = None
    for role, mine in _our_parties(transaction):
        for their in theirs:
            match = compare_parties(mine, their)
            if best is None or match.score > best[0].score:
                best = (match, role)
    if best is not None and best[0].score >= PARTY_POSSIBLE:
        match, role = best
        reasons = (f"our {role}", *match.reasoned.reasons)
        party = Reasoned(score=match.score, reasons=reasons)
        return Near(
            step_of(match.score, PARTY_EXACT, PARTY_LIKELY), party, item, match.ours, match.theirs
        )
    if theirs or item is None or item.score < ITEM_LIKELY:
        return None
    place = next(iter(sorted(_places(transaction) & places_of(notice))), None)
    if place is None:
        return None
    said = ("the notice names no party: met by item and destination", f"destination {place}")
    return Near(MatchClass.POSSIBLE, Reasoned(score=UNKNOWN_PARTY, reasons=said), item)


def _our_parties(transaction: Transaction) -> Iterator[tuple[str, Party]]:
    for role, stated in stated_parties(transaction):
        if stated.value is not None:
            yield role.value.replace("_", "-"), stated.value
    for party in transaction.intermediaries:
        yield "intermediary", party


def parties_of(notice: Notice) -> tuple[Party, ...]:
    """Return the parties of a notice that have a name or a number."""
    return tuple(_their_parties(notice))


def _their_parties(notice: Notice) -> Iterator[Party]:
    concerned = notice.transaction
    of_transaction = [] if concerned is None else [each for _, each in _our_parties(concerned)]
    for party in (*notice.parties, *of_transaction):
        if no_name(party) is None or party.identifiers:
            yield party


def _items(notice: Notice) -> tuple[Item, ...]:
    concerned = notice.transaction.items if notice.transaction is not None else ()
    return (*notice.items, *concerned)


def _best_item(ours: tuple[Item, ...], theirs: tuple[Item, ...]) -> Reasoned | None:
    found = [compare_items(mine, their) for mine in ours for their in theirs]
    return max(found, key=lambda each: each.score) if found else None


def _places(transaction: Transaction) -> set[str]:
    parties = {party.country for _, party in _our_parties(transaction) if party.country}
    return {transaction.destination, *transaction.transit_countries, *parties}


def places_of(notice: Notice) -> set[str]:
    """Return the destinations that a notice names."""
    of_transaction = set() if notice.transaction is None else {notice.transaction.destination}
    return {*notice.destinations, *of_transaction}
