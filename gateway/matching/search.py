"""Examines all valid and relayed denials for a transaction: candidates, then comparison.

Two ways that give the same hits: through the index, and the audit mode that compares every
denial (`examine_all`). An end-user who was denied a thousand times has a thousand valid
denials, and all of them have to be found: as long as the last candidates still name the
party, more are fetched. Those for other goods are found as well; of very many the nearest are
shown and the others are counted (`within_bounds`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial

from gateway.domain.examination import Hit, MatchClass, MoreOfParty
from gateway.domain.transaction import Transaction
from gateway.matching.far_parties import hits_from_afar
from gateway.matching.index.cards import Card, number_of
from gateway.matching.index.denial_index import DEFAULT_LIMIT, OPEN_LIMIT, DenialIndex
from gateway.matching.index.documents import named_parties
from gateway.matching.index.shortlist import score_names
from gateway.matching.items.goods import OurGoods, our_goods
from gateway.matching.transaction import (
    EVERY_DECISION,
    PARTY_LIKELY,
    PARTY_POSSIBLE,
    KnownDenial,
    Opens,
    compare_known,
    sort_key,
)

Load = Callable[[Sequence[str]], Mapping[str, KnownDenial]]
"""Gives the denials of these ids as they now stand; ids that are no longer valid are absent."""

_TAIL = 0.25  # share of the candidates, farthest ones, that must name nobody of ours
_TAIL_NAMED = 2  # that have to name it, and of many that were compared
_TAIL_SHARE = 0.25  # so many: where one party has more denials, most of the tail are its own
OTHER_GOODS_IDLE = 10
"""Denials of other goods in a row that name nobody like ours after which the rest is left. Of
2,036 of a likely party among the candidates of 500 searches of 100,000 denials 43 are lost so,
with 8 it is 69, and each costs a quarter of a millisecond."""

PARTY_SHOWN = 50
"""Denials of the same party for other goods that a record shows, of members and of the relayed
ones each; the others are counted. A party that was denied 10,000 times would fill 15 MB."""

_FAR_COMPARED = 8  # denials of like goods for the destination that share a sound or a trait
_GROWTH = 2
_GROWTH_BY_ITEM = 2  # those are only possible, and each has to be loaded


def examine(
    transaction: Transaction,
    *,
    index: DenialIndex,
    load: Load,
    asking: str | None = None,
    opens: Opens = EVERY_DECISION,
    limit: int = DEFAULT_LIMIT,
) -> tuple[Hit, ...]:
    """Find the denials that are essentially identical to a transaction, or of its party.

    Args:
        transaction: The transaction that is examined.
        index: The index, as far as its follower has brought it.
        load: Gives denials by id.
        asking: Authority that examines.
        opens: Decisions whose denials open a consultation.
        limit: How many denials are first looked at by name.

    Returns:
        The hits, nearest first.
    """
    goods = our_goods(transaction.items)
    near = find_names(transaction, index=index, limit=limit, goods=goods, enough=PARTY_LIKELY)
    found = dict.fromkeys((*index.by_identifier(transaction), *near))
    judge = partial(_assess, transaction, asking=asking, opens=opens)
    hits = judge(load(list(found)))
    hits |= _by_item(transaction, index, load, judge, goods, hits)
    near_goods = index.by_goods_and_party(transaction, limit=_FAR_COMPARED)
    rest = (each.denial_id for each in near_goods if goods.may_be_alike(each.goods))
    far = load([key for key in rest if key not in hits])
    hits |= hits_from_afar(transaction, far.values())
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
        goods: Our items; of denials of goods that cannot be like them those of a likely
            party are found, and no others.
        enough: Score from which it does not matter how much more alike names are; not below
            that of a likely party.
    """
    ours = named_parties(transaction)
    # What each candidate's names come to; None where it was not worth looking.
    seen: dict[int, float | None] = {}
    found: dict[str, float] = {}
    while True:
        near = index.by_name(transaction, limit=limit)
        new = {number: mask for number, mask in near.items() if number not in seen}
        worth, others = list[Card](), list[Card]()
        for card in index.cards(new):
            alike = goods is None or (
                goods.may_pass(new[card.number]) and goods.may_be_alike(card.goods)
            )
            (worth if alike else others).append(card)
        scores = score_names(ours, worth, enough=enough)
        found |= {key: score for key, score in scores.items() if score >= PARTY_POSSIBLE}
        of_party = score_names(ours, others, enough=PARTY_LIKELY, most_idle=OTHER_GOODS_IDLE)
        found |= {key: score for key, score in of_party.items() if score >= PARTY_LIKELY}
        seen |= dict.fromkeys(new)
        seen |= {number_of(key): score for key, score in (scores | of_party).items()}
        tail = [seen[number] for number in list(near)[int(len(near) * (1 - _TAIL)) :]]
        if len(near) < limit or not new or not _named(tail):
            return found
        limit *= _GROWTH


def _named(tail: Sequence[float | None]) -> bool:
    """Whether the farthest candidates still name the party, whatever their goods."""
    scores = [score for score in tail if score is not None]
    named = sum(score >= PARTY_LIKELY for score in scores)
    wanted = max(_TAIL_NAMED, int(_TAIL_SHARE * len(scores)))
    return named >= min(wanted, len(tail))


def within_bounds(
    hits: Iterable[Hit], *, keep: Collection[str] = (), most: int = PARTY_SHOWN
) -> tuple[tuple[Hit, ...], tuple[MoreOfParty, ...]]:
    """Part the hits that a record shows from those of the same party that it only counts.

    Every hit of party and goods is shown. Of the denials of the same party for other goods the
    nearest are, those of members and the relayed ones each up to a bound.

    Args:
        hits: Every hit.
        keep: Denials that are shown however far: an officer has spoken of them.
        most: The bound.

    Returns:
        What is shown, nearest first, and by authority how many more there are.
    """
    shown: list[Hit] = []
    room = {True: most, False: most}
    more: Counter[tuple[str, str]] = Counter()
    for hit in sorted(hits, key=sort_key):
        relayed = bool(hit.relayed_from)
        of_party = hit.match_class is MatchClass.SAME_PARTY
        if of_party and not room[relayed] and hit.denial_id not in keep:
            more[hit.authority, hit.relayed_from] += 1
            continue
        shown.append(hit)
        if of_party and room[relayed]:
            room[relayed] -= 1
    counted = (
        MoreOfParty(authority=authority, relayed_from=state, count=count)
        for (authority, state), count in sorted(more.items())
    )
    return tuple(shown), tuple(counted)


def examine_all(
    transaction: Transaction,
    denials: Iterable[KnownDenial],
    *,
    asking: str | None = None,
    opens: Opens = EVERY_DECISION,
    from_afar: bool = True,
) -> tuple[Hit, ...]:
    """Compare a transaction with every denial: the audit mode, without the index.

    Args:
        transaction: The transaction that is examined.
        denials: All valid and relayed denials.
        asking: Authority that examines.
        opens: Decisions whose denials open a consultation.
        from_afar: Whether those of the same goods whose party is alike from afar are wanted.
    """
    by_id = {known.denial.denial_id: known for known in denials}
    hits = _assess(transaction, by_id, asking=asking, opens=opens)
    if from_afar:
        rest = (known for key, known in by_id.items() if key not in hits)
        hits |= hits_from_afar(transaction, rest)
    return tuple(sorted(hits.values(), key=sort_key))


def _by_item(
    transaction: Transaction,
    index: DenialIndex,
    load: Load,
    judge: Callable[[Mapping[str, KnownDenial]], dict[str, Hit]],
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
        hits |= judge(load(worth))
        tail = list(near)[-int(limit * _TAIL) :]
        if len(near) < limit or {number_of(key) for key in hits}.isdisjoint(tail):
            return hits
        limit *= _GROWTH_BY_ITEM


def _assess(
    transaction: Transaction,
    denials: Mapping[str, KnownDenial],
    *,
    asking: str | None,
    opens: Opens,
) -> dict[str, Hit]:
    hits: dict[str, Hit] = {}
    for key, known in denials.items():
        hit = compare_known(transaction, known, asking=asking, opens=opens)
        if hit is not None:
            hits[key] = hit
    return hits
