"""Finds items that were classified before: by code, words, designation, parameters.

What a precedent says binds nobody; whoever has an item like it reads what was concluded and why.
What was not given is not compared. Two values within their tolerances are taken for the same.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeAlias

from gateway.domain.consultation.classification import (
    ClassificationRound,
    ClassifiedItem,
    MeasuredParameter,
    Precedent,
    PrecedentQuery,
)
from gateway.domain.controls import is_within
from gateway.domain.examination import Reasoned
from gateway.domain.plain_text import without_unseen
from gateway.domain.transaction import Classification, Item, ListSource, Parameter
from gateway.matching.items.goods import look_at, our_goods
from gateway.matching.items.item import ITEM_ALIKE, ITEM_POSSIBLE, match_items
from gateway.matching.items.parameters import compare_parameters

MOST_COMPARED = 2000
"""The newest precedents that are looked at: a first look takes a tenth of a millisecond."""

_NOT_SAID = "-"  # stands where no words were given: a description without a word
_SHORTEST_DESIGNATION = 4  # letters and digits; "X1" stands in every text


Places: TypeAlias = Callable[[str, str], frozenset[str]]
"""Gives for a code and a version of its list where its items have stood since."""


class FoundPrecedents(NamedTuple):
    """Precedents that were found, the nearest first, and whether all were looked at."""

    found: tuple[Precedent, ...]
    complete: bool


class _Sought(NamedTuple):
    """One item that is looked for.

    Attributes:
        line: Its line in a case; None outside one.
        item: As an item of a transaction.
        designation: What its manufacturer calls it, folded; or all its words, of a case.
        parameters: With their tolerances.
    """

    line: int | None
    item: Item
    designation: str
    parameters: tuple[MeasuredParameter, ...] = ()


def find_precedents(
    query: PrecedentQuery, rounds: Iterable[ClassificationRound], places: Places
) -> FoundPrecedents:
    """Find the precedents that are like what was given.

    Args:
        query: What was given; its case is not looked at here.
        rounds: Rounds with an outcome, the newest first.
        places: Where the items of a code have stood since.
    """
    codes = frozenset[str]() if query.code is None else places(query.code, "")
    item = Item(
        description=query.words or _NOT_SAID,
        classifications=_classified(codes),
        parameters=_plain(query.parameters),
    )
    sought = _Sought(None, item, _folded(query.designation), query.parameters)
    return _found([sought], rounds, places)


def precedents_of(
    items: Sequence[Item], rounds: Iterable[ClassificationRound], places: Places
) -> FoundPrecedents:
    """Find the precedents that are like an item of a case, whose codes are carried to today's."""
    sought = [
        _Sought(line, item, _folded(item.description)) for line, item in enumerate(items, start=1)
    ]
    return _found(sought, rounds, places)


def _found(
    sought: Sequence[_Sought], rounds: Iterable[ClassificationRound], places: Places
) -> FoundPrecedents:
    goods = our_goods([each.item for each in sought])
    waiting = iter(rounds)
    found = []
    for held in islice(waiting, MOST_COMPARED):
        theirs = _as_item(held, places)
        near = goods.may_be_known(look_at([theirs]))
        best = _best(sought, held, theirs, near=near)
        if best is not None:
            found.append(best)
    found.sort(key=lambda each: -each.likeness.score)  # the newest first among equals
    return FoundPrecedents(tuple(found), next(waiting, None) is None)


def _best(
    sought: Sequence[_Sought], held: ClassificationRound, theirs: Item, *, near: bool
) -> Precedent | None:
    outcome = held.outcome
    if outcome is None:
        return None
    likenesses = ((each.line, _likeness(each, held, theirs, near=near)) for each in sought)
    alike = [(line, likeness) for line, likeness in likenesses if likeness is not None]
    if not alike:
        return None
    line, likeness = max(alike, key=lambda each: each[1].score)
    return Precedent(
        number=held.number,
        asker=held.asker,
        item=held.item,
        outcome=outcome,
        line=line,
        likeness=likeness,
    )


def _likeness(
    ours: _Sought, held: ClassificationRound, theirs: Item, *, near: bool
) -> Reasoned | None:
    """Compare one item with a precedent; None where they are not alike."""
    reasons = tuple(_named(ours, held.item))
    score = 1.0 if reasons else 0.0
    codes = ours.item.codes
    if any(is_within(found, code) for code in codes for found in theirs.codes):
        score = max(score, ITEM_ALIKE)
        reasons += (f"classified under {', '.join(theirs.codes)}",)
    if near:
        theirs = _within_tolerance(ours, held.item, theirs)
        match = match_items(ours.item, theirs)
        # Whoever searches looks at what is found; on a case stands what is like it.
        least = ITEM_POSSIBLE if ours.line is None else ITEM_ALIKE
        if not match.unknown and match.score >= least:
            score, reasons = max(score, match.score), (*reasons, *match.reasoned.reasons)
        elif ours.line is None:
            measured = compare_parameters(ours.item, theirs)
            if measured.degree == 1:  # values alone do not say what a thing is: they find it
                score, reasons = max(score, ITEM_POSSIBLE), (*reasons, *measured.reasons)
    return Reasoned(score=score, reasons=reasons) if reasons else None


def _named(ours: _Sought, theirs: ClassifiedItem) -> Iterator[str]:
    """Yield that the manufacturer's designation is the same, or stands in our words."""
    designation = _folded(theirs.designation)
    if len(designation) < _SHORTEST_DESIGNATION or not ours.designation:
        return
    given = ours.designation
    if designation in given or (ours.line is None and given in designation):
        yield f"the manufacturer calls it {theirs.designation}"


def _folded(text: str) -> str:
    """Return letters and digits alone: HX-200 (B), hx 200b and HX200B are one designation."""
    plain = unicodedata.normalize("NFKD", without_unseen(text, "")).casefold()
    return "".join(each for each in plain if each.isalnum())


def _as_item(held: ClassificationRound, places: Places) -> Item:
    outcome = held.outcome
    codes = frozenset[str]()
    if outcome is not None and outcome.code is not None:
        codes = places(outcome.code, outcome.list_version)
    return Item(
        description=held.item.description,
        classifications=_classified(codes),
        parameters=_plain(held.item.parameters),
    )


def _classified(codes: frozenset[str]) -> tuple[Classification, ...]:
    if not codes:
        return (Classification(source=ListSource.NON_LISTED),)
    return tuple(Classification(source=ListSource.ANNEX_I, code=code) for code in sorted(codes))


def _plain(parameters: Iterable[MeasuredParameter]) -> tuple[Parameter, ...]:
    return tuple(Parameter(name=p.name, value=p.value, unit=p.unit) for p in parameters)


def _within_tolerance(ours: _Sought, theirs: ClassifiedItem, item: Item) -> Item:
    """Return their item with our values where two are the same within their tolerances."""
    mine = {(p.name.casefold(), p.unit): p.value for p in ours.item.parameters}
    tolerated = {(p.name.casefold(), p.unit): p.tolerance or 0 for p in ours.parameters}
    taken = []
    for each in theirs.parameters:
        key = each.name.casefold(), each.unit
        value = mine.get(key, each.value)
        if abs(value - each.value) > (each.tolerance or 0) + tolerated.get(key, 0):
            value = each.value
        taken.append(Parameter(name=each.name, value=value, unit=each.unit))
    return item.measured(tuple(taken))
