"""Looks denials up by what an officer has: a name or a part of it, goods, a destination.

Where all three are given it is the search of an examination (`gateway.matching.search`), with
the names beside it that hold the one that was given. Otherwise what was given is compared and
what was not is not: a firm is found by its name whatever was denied to it. Denials that
withhold their party are found by goods and destination.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from gateway.domain.base import Stated
from gateway.domain.denial import Denial
from gateway.domain.examination import Hit, MatchClass, Reasoned
from gateway.domain.lists.denial_search import DenialFound, DenialQuery, SearchedBy
from gateway.domain.transaction import (
    Activity,
    Classification,
    Item,
    ListSource,
    Party,
    Transaction,
)
from gateway.matching.by_meaning import loading, read_further, to_read
from gateway.matching.index.denial_index import DenialIndex
from gateway.matching.index.documents import named_parties, recorded_parties
from gateway.matching.items.best_items import best_item_match
from gateway.matching.items.codes import unlisted
from gateway.matching.items.goods import our_goods
from gateway.matching.items.item import ITEM_EXACT, ITEM_POSSIBLE, ItemMatch
from gateway.matching.meaning.comparison import SHARED_READER, MeaningReader, Meanings
from gateway.matching.meaning.recorded import RecordedMeanings, read_meanings
from gateway.matching.parties.analysed_name import NameForm
from gateway.matching.parties.party import party_forms
from gateway.matching.search import Load, examine, examine_all, find_names
from gateway.matching.transaction import (
    ITEM_LIKELY,
    PARTY_EXACT,
    PARTY_LIKELY,
    PARTY_POSSIBLE,
    KnownDenial,
    class_of,
    find_party,
    step_of,
    together,
)

NOWHERE = "ZZ"
"""Stands where no destination was given; ISO 3166 gives this code to no country."""
_NOT_SAID = "-"  # stands where no goods were given: a description without a word

MOST_BY_PART = 500
"""Denials with a name that holds a part of one which are looked at; "trading" is in thousands."""
MOST_BY_GOODS = 1600
"""Denials of near goods that are compared, at a quarter of a millisecond each."""
_FIRST_BY_GOODS = 200
_SHORTEST_PART = 3  # letters; trigrams find no less
_TAIL = 0.25  # share of those that are looked at, farthest ones, among which nothing is alike
_ALL = frozenset(SearchedBy)
_CLASSES = tuple(MatchClass)


class LookedUp(NamedTuple):
    """Denials that were found, the nearest first, and whether they are all."""

    found: tuple[DenialFound, ...]
    complete: bool

    def and_also(self, others: LookedUp) -> LookedUp:
        """Return what two searches found, as one."""
        found = sorted((*self.found, *others.found), key=_nearest_first)
        return LookedUp(tuple(found), self.complete and others.complete)


def as_transaction(query: DenialQuery) -> Transaction:
    """Return what is searched for as a transaction; what was not given says nothing in it."""
    listed = tuple(Classification(source=ListSource.ANNEX_I, code=code) for code in query.codes)
    item = Item(
        description=query.description or _NOT_SAID,
        classifications=listed or (Classification(source=ListSource.NON_LISTED),),
    )
    party = Stated[Party].unknown()
    if query.names:
        party = Stated[Party].given(Party(names=query.names, kind=query.kind))
    return Transaction(
        activity=Activity.EXPORT,
        items=(item,),
        end_user=party,
        destination=query.destination or NOWHERE,
    )


def look_up(
    ours: Transaction,
    given: Collection[SearchedBy],
    *,
    index: DenialIndex,
    load: Load,
    asking: str,
    reader: MeaningReader = SHARED_READER,
) -> LookedUp:
    """Find the denials that are like what was given, through the index.

    Args:
        ours: What is searched for, as `as_transaction` made it.
        given: What of it was given: a name or goods at least.
        index: The index.
        load: Gives denials by id.
        asking: Authority that searches.
        reader: Reads meanings of goods of a party alike.
    """
    if SearchedBy.NAME not in given:
        return _by_goods(ours, given, index, load)
    holding = _holding(ours, index)
    complete = len(holding) < MOST_BY_PART
    if set(given) >= _ALL:
        near = examine(ours, index=index, load=load, asking=asking)
        near, _ = read_further(ours, near, load=load, reader=reader, asking=asking)
        hits = {hit.denial_id: hit for hit in near}
        known = load([*hits, *(key for key in holding if key not in hits)])
    else:
        hits = {}
        known = load(list(dict.fromkeys((*find_names(ours, index=index), *holding))))
    return LookedUp(_with_meanings(ours, given, known, hits, reader), complete)


def look_up_all(
    ours: Transaction,
    given: Collection[SearchedBy],
    denials: Iterable[KnownDenial],
    *,
    asking: str,
    reader: MeaningReader = SHARED_READER,
) -> LookedUp:
    """Compare what was given with every denial, without the index; see `look_up`."""
    known = {each.denial.denial_id: each for each in denials}
    hits: dict[str, Hit] = {}
    if set(given) >= _ALL:
        near = examine_all(ours, known.values(), asking=asking)
        near, _ = read_further(ours, near, load=loading(known), reader=reader, asking=asking)
        hits = {hit.denial_id: hit for hit in near}
    return LookedUp(_with_meanings(ours, given, known, hits, reader), complete=True)


def _with_meanings(
    ours: Transaction,
    given: Collection[SearchedBy],
    known: Mapping[str, KnownDenial],
    hits: dict[str, Hit],
    reader: MeaningReader,
) -> tuple[DenialFound, ...]:
    """Compare denials, and those of a party alike by the meaning of their goods as well."""
    found = _found(ours, given, known.values(), hits)
    near = [each for each in found if each.denial_id not in hits and _of_party_alike(each)]
    wanted = to_read(ours, (known[each.denial_id].denial.transaction for each in near))
    if not wanted.denials:
        return found
    meanings = RecordedMeanings(read_meanings(wanted.texts, reader))
    again = {
        each.denial_id: compare_given(ours, given, known[each.denial_id], meanings) for each in near
    }
    return tuple(sorted((again.get(f.denial_id) or f for f in found), key=_nearest_first))


def _of_party_alike(found: DenialFound) -> bool:
    party = found.party
    return party is not None and found.item is not None and party.score >= PARTY_LIKELY


def compare_given(
    ours: Transaction,
    given: Collection[SearchedBy],
    known: KnownDenial,
    meanings: Meanings | None = None,
) -> DenialFound | None:
    """Compare what was given with one denial; None where it is not like it.

    Args:
        ours: What is searched for, as `as_transaction` made it.
        given: What of it was given.
        known: The denial.
        meanings: Compares meanings of goods, where they were read.
    """
    theirs = known.denial.transaction
    same = theirs.destination == ours.destination if SearchedBy.DESTINATION in given else None
    items = None
    if SearchedBy.GOODS in given:
        items = best_item_match(ours, theirs, meanings=meanings)
    if SearchedBy.NAME in given:
        return _by_name(ours, known, items, same_destination=same)
    if same is False:
        return None
    if items is None:
        return _shown(known, match_class=None, same_destination=same)
    if items.unknown or items.score < ITEM_POSSIBLE:
        return None
    return _shown(
        known,
        match_class=step_of(items.score, ITEM_EXACT, ITEM_LIKELY),
        score=items.score,
        item=_said(ours, theirs, items),
        same_destination=same,
    )


def _by_name(
    ours: Transaction,
    known: KnownDenial,
    items: ItemMatch | None,
    *,
    same_destination: bool | None,
) -> DenialFound | None:
    theirs = known.denial.transaction
    finding, holds = find_party(ours, theirs), _holds(ours, theirs)
    score = 0.0 if finding.open_reason else finding.match.score
    reasons = finding.match.reasoned.reasons
    match_class: MatchClass | None = None
    if score >= PARTY_POSSIBLE:
        match_class = step_of(score, PARTY_EXACT, PARTY_LIKELY)
        if items is not None:
            match_class = class_of(score, items, open_=False)
    if match_class is None and not holds:
        return None
    item = None if items is None else _said(ours, theirs, items)
    both = score
    if items is not None and match_class is not None:
        both = together(match_class, score, items.score)
    if holds:
        reasons = (f"'{holds}' holds the name that was given", *reasons)
    return _shown(
        known,
        match_class=match_class,
        part_of_name=bool(holds),
        score=both,
        party=Reasoned(score=score, reasons=reasons),
        item=item,
        same_destination=same_destination,
    )


def _found(
    ours: Transaction,
    given: Collection[SearchedBy],
    denials: Iterable[KnownDenial],
    hits: dict[str, Hit],
) -> tuple[DenialFound, ...]:
    """Compare denials, or take over the hits of an examination; the nearest first."""
    found = []
    for known in denials:
        hit = hits.get(known.denial.denial_id)
        each = compare_given(ours, given, known) if hit is None else _of_hit(ours, known, hit)
        if each is not None:
            found.append(each)
    return tuple(sorted(found, key=_nearest_first))


def _of_hit(ours: Transaction, known: KnownDenial, hit: Hit) -> DenialFound:
    theirs = known.denial.transaction
    return _shown(
        known,
        match_class=hit.match_class,
        part_of_name=bool(_holds(ours, theirs)),
        score=hit.score,
        party=hit.party,
        item=hit.item,
        same_destination=theirs.destination == ours.destination,
        note=hit.note,
    )


def _shown(known: KnownDenial, *, match_class: MatchClass | None, **fields: object) -> DenialFound:
    denial = known.denial
    told = {
        **known.named,
        "match_class": match_class,
        "parties": _principal_names(denial),
        "goods": tuple(item.description for item in denial.transaction.items),
        "destination": denial.transaction.destination,
        "decision": denial.decision,
        "decision_date": denial.decision_date,
        **fields,
    }
    return DenialFound.model_validate(told)


def _principal_names(denial: Denial) -> tuple[str, ...]:
    return tuple(party.names[0] for party in recorded_parties(denial.transaction))


def _nearest_first(found: DenialFound) -> tuple[int, bool, float, int, str]:
    """Order by class, destination, score; then the newest decision first."""
    rank = len(_CLASSES) if found.match_class is None else _CLASSES.index(found.match_class)
    day = -found.decision_date.toordinal()
    return rank, found.same_destination is False, -(found.score or 0.0), day, found.denial_id


def _said(ours: Transaction, theirs: Transaction, items: ItemMatch) -> Reasoned:
    """Return the reasons of the goods without that on the list, where no code was given."""
    of_the_list = {unlisted(mine, their) for mine in ours.items for their in theirs.items}
    if any(item.codes for item in ours.items):
        return items.reasoned
    reasons = tuple(each for each in items.reasoned.reasons if each not in of_the_list)
    return Reasoned(score=items.score, reasons=reasons)


def _holding(ours: Transaction, index: DenialIndex) -> list[str]:
    """Return denials with a name that holds one of ours, as the index sees it."""
    found: dict[str, None] = {}
    for party in named_parties(ours):
        for form in party_forms(party):
            if len(form.core) >= _SHORTEST_PART:
                found |= dict.fromkeys(index.by_part(form, limit=MOST_BY_PART))
    return list(found)


def _holds(ours: Transaction, theirs: Transaction) -> str:
    return name_that_holds(named_parties(ours), named_parties(theirs))


def name_that_holds(ours: Iterable[Party], theirs: Iterable[Party]) -> str:
    """Return the name of a party of theirs that holds one of ours as a part, or nothing."""
    known = [form for their in theirs for form in party_forms(their)]
    for party in ours:
        for mine in party_forms(party):
            for form in known:
                if _is_part(mine, form):
                    return form.original
    return ""


def _is_part(mine: NameForm, theirs: NameForm) -> bool:
    pairs = (
        (mine.plain, theirs.plain),
        (mine.core, theirs.core),
        (_folded(mine.original), _folded(theirs.original)),
    )
    return any(
        len(part) >= _SHORTEST_PART and part != whole and part in whole for part, whole in pairs
    )


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _by_goods(
    ours: Transaction, given: Collection[SearchedBy], index: DenialIndex, load: Load
) -> LookedUp:
    """Find the denials of like goods, whoever the party is, as far as is looked."""
    place = ours.destination if SearchedBy.DESTINATION in given else ""
    goods = our_goods(ours.items)
    found: dict[str, DenialFound] = {}
    seen: set[int] = set()
    limit = _FIRST_BY_GOODS
    while True:
        near = index.by_goods(ours.items, place, limit=limit)
        new = [n for n, mask in near.items() if n not in seen and goods.may_pass_as_known(mask)]
        seen |= near.keys()
        cards = [card for card in index.cards(new) if goods.may_be_known(card.goods)]
        numbers = {card.denial_id: card.number for card in cards}
        fresh = _found(ours, given, load(list(numbers)).values(), {})
        found |= {each.denial_id: each for each in fresh}
        tail = set(list(near)[-int(limit * _TAIL) :])
        is_all = len(near) < limit or tail.isdisjoint(numbers[each.denial_id] for each in fresh)
        if is_all or limit >= MOST_BY_GOODS:
            return LookedUp(tuple(sorted(found.values(), key=_nearest_first)), is_all)
        limit *= 2
