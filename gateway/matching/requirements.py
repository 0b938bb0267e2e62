"""Compares a transaction with the requirements that other authorities have notified.

Who imposes one on an item that is not listed tells the others of items and end-users, and they
give it due consideration (Articles 4(5), 5(5) and 10(3)): when an essentially identical
transaction (Article 2(22)) comes before them, above all. Of a notice that withholds its parties
item and destination speak; of one that withholds its items the party does, as possible.

A member holds some hundreds of such notices; all of them are compared, which is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from gateway.domain.examination import Examination, MatchClass, Reasoned, RequirementHit
from gateway.domain.notice import HeldNotice, Notice, NoticeAct, fold_acts
from gateway.domain.rulebook import Rulebook
from gateway.domain.transaction import Transaction
from gateway.matching.notices import Near, compare_with_notice, places_of
from gateway.matching.transaction import PARTY_POSSIBLE, class_of_scores

MOST_SHOWN = 100
"""The nearest are shown: nobody considers more, and who publishes thousands hides no others."""

_NEAREST_FIRST = tuple(MatchClass)


@dataclass(frozen=True, slots=True)
class Considering:
    """By what requirements of others are looked for.

    Args:
        rulebook: That of the case: it names the kinds of notice, each with its article.
        us: The authority that examines; its own notices are none of another's.
        sizes: Up to which size each log was examined.
        day: The day of the examination, in UTC: what ends at midnight of its sender's zone
            counts an hour or two longer rather than shorter.
    """

    rulebook: Rulebook
    us: str
    sizes: Mapping[str, int]
    day: date

    @classmethod
    def of(cls, rulebook: Rulebook, us: str, examination: Examination) -> Considering:
        """Return by what an examination looks for them."""
        return cls(rulebook, us, examination.sizes, examination.examined_at.date())


def requirements_met(
    ours: Transaction, acts: Iterable[NoticeAct], by: Considering
) -> tuple[RequirementHit, ...]:
    """Return the requirements of others that are near to a transaction, the nearest first.

    Args:
        ours: The transaction that is examined.
        acts: Acts on notices, as they stand in the logs.
        by: By what they are looked for.
    """
    if not by.rulebook.considered:
        return ()
    examined = [each for each in acts if _is_examined(each, by)]
    found = [hit for held in fold_acts(examined) if (hit := _hit(ours, held, by)) is not None]
    found.sort(key=_order)
    return tuple(found[:MOST_SHOWN])


def _is_examined(act: NoticeAct, by: Considering) -> bool:
    return act.index is not None and act.index < by.sizes.get(act.origin, 0)


def _hit(ours: Transaction, held: HeldNotice, by: Considering) -> RequirementHit | None:
    notice, index = held.current, held.newest.index
    if notice is None or index is None or held.origin == by.us:
        return None
    article = by.rulebook.considered.get(notice.kind)
    if article is None or _law(notice.law) != _law(by.rulebook.version):
        return None
    near = compare_with_notice(ours, notice)
    match_class = None if near is None else _class(near)
    if near is None or match_class is None:
        return None
    reasons = (*near.party.reasons, *_destination(ours, notice, near))
    return RequirementHit(
        number=held.number,
        origin=held.origin,
        kind=notice.kind,
        article=article,
        index=index,
        at=held.newest.at,
        state=held.state(by.day),
        match_class=match_class,
        party=Reasoned(score=near.party.score, reasons=reasons),
        item=near.item,
        ours=near.ours,
        theirs=near.theirs,
    )


def _law(version: str) -> str:
    return version.rpartition("/")[0]


def _class(near: Near) -> MatchClass | None:
    if near.item is None:
        return MatchClass.POSSIBLE
    unnamed = near.party.score < PARTY_POSSIBLE
    return class_of_scores(near.party.score, near.item.score, open_=unnamed)


def _destination(ours: Transaction, notice: Notice, near: Near) -> Iterator[str]:
    """Say whether the destination is the same; it ranks nothing, and an officer wants to know."""
    theirs = places_of(notice)
    if not theirs or near.party.score < PARTY_POSSIBLE:
        return
    same = ours.destination in theirs
    yield f"same destination {ours.destination}" if same else "destinations differ"


def _order(hit: RequirementHit) -> tuple[int, float, str]:
    item = 0.0 if hit.item is None else hit.item.score
    return _NEAREST_FIRST.index(hit.match_class), -(hit.party.score + item), hit.number
