"""Which of the candidates are worth loading: their names compared, nearest first.

Reading a denial from SQL and analysing its names costs far more than comparing two names, and
a full comparison of names some fifty times a comparison of letters. So the cards are put in
order by letters, by the consonants of the words that they share, and by their rank in the
index, which knows sounds and symbols: each by turns. In that order names are compared fully,
until a run of them names nobody like ours. Only the pairs that a full comparison of the parties
would look at are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

from rapidfuzz import fuzz

from gateway.domain.transaction import Party
from gateway.matching.index.cards import Card, CardParty, NameLook
from gateway.matching.parties.analysed_name import NameForm
from gateway.matching.parties.names import name_forms
from gateway.matching.parties.party import (
    FULL_PAIRS,
    KIND_DIFFERENT,
    common_kind,
    kinds_differ,
    party_forms,
    presumed_kind,
)
from gateway.matching.parties.similarity import best_pair, quick_score
from gateway.matching.transaction import PARTY_POSSIBLE

IDLE = 20
"""Candidates in a row without a party like ours after which the rest is left. Measured over
500 searches of 100,000 denials: with 15 no hit of party and goods was lost."""

_WORTH = 0.5  # `best_pair` compares no names fully that are less alike by letters
_MARGIN = 2  # pairs more than it looks at: a name may be read as another kind here
_LETTERS = 0.75  # the shares of the blend; of those tried the best F1 on listed aliases
_BONES = 0.88


class _Near(NamedTuple):
    """A party of ours beside one of a card, and how alike they are by letters, in per cent.

    Attributes:
        shared: By the consonants of those words that one has of the other.
    """

    letters: float
    shared: float
    mine: Party
    card: Card
    their: CardParty
    numbers: tuple[int, ...]


def score_names(
    ours: Sequence[Party],
    cards: Sequence[Card],
    *,
    enough: float = 1.0,
    most_idle: int = IDLE,
) -> dict[str, float]:
    """Return how alike the nearest names of our parties and of each card are.

    What is not worth a full comparison scores 0.

    Args:
        ours: Our end-user and consignee, as far as they are recorded.
        cards: Candidates, as the index ranks them.
        enough: Score from which it does not matter how much more alike names are.
        most_idle: Candidates in a row without a party like ours after which the rest is left.
    """
    scores = {card.denial_id: 0.0 for card in cards}
    near = {card.denial_id: _near(ours, card) for card in cards}
    idle = 0
    for denial_id in _in_turn(near):
        score = _best(near[denial_id], enough)
        scores[denial_id] = score
        idle = 0 if score >= PARTY_POSSIBLE else idle + 1
        if idle == most_idle:
            break
    return scores


def _in_turn(near: dict[str, list[_Near]]) -> Iterator[str]:
    """Give candidates in turn of each order; those with no like name not at all."""
    ranked = [key for key, pairs in near.items() if pairs]
    letters = {key: -max(each.letters for each in near[key]) for key in ranked}
    shared = {key: -max(each.shared for each in near[key]) for key in ranked}
    orders = (sorted(ranked, key=letters.__getitem__), sorted(ranked, key=shared.__getitem__))
    return iter(dict.fromkeys(key for keys in zip(ranked, *orders, strict=True) for key in keys))


def _near(ours: Sequence[Party], card: Card) -> list[_Near]:
    found = []
    for mine in ours:
        forms = party_forms(mine)
        for their in card.parties:
            pairs = [
                (quick, a, number)
                for number, b in enumerate(their.looks)
                for a in forms
                # A look has all of a name that this takes.
                if (quick := quick_score(a, cast("NameForm", b))) >= _WORTH
            ]
            pairs.sort(key=lambda pair: -pair[0])
            best = pairs[: FULL_PAIRS + _MARGIN]
            if best:
                looks = [(a, their.looks[number]) for _, a, number in best]
                letters = max(_letters(a, b) for a, b in looks)
                shared = max(fuzz.token_set_ratio(a.skeleton, b.skeleton) for a, b in looks)
                numbers = tuple(sorted({number for _, _, number in best}))
                found.append(_Near(letters, shared, mine, card, their, numbers))
    return found


def _letters(a: NameForm, b: NameLook) -> float:
    """Return how alike two names are by their letters alone."""
    best = max(fuzz.token_sort_ratio(a.core, b.core), fuzz.ratio(a.joined, b.joined))
    blend = _LETTERS * best + (1 - _LETTERS) * fuzz.token_set_ratio(a.core, b.core)
    if a.vowelless != b.vowelless:
        blend = max(blend, _BONES * fuzz.token_sort_ratio(a.skeleton, b.skeleton))
    return blend


def _best(near: Iterable[_Near], enough: float) -> float:
    best = 0.0
    for each in near:
        best = max(best, _score(each, enough))
        if best >= enough:
            break
    return best


def _score(near: _Near, enough: float) -> float:
    # Compared as if they had these names only. What else is known of a party lowers a score
    # or ranks; equal identifiers are found apart.
    mine, their = near.mine, near.their
    forms = near.card.forms(their, near.numbers)
    common = common_kind(mine.kind, their.kind)
    common = common or presumed_kind(mine, their.kind, (form.original for form in forms))
    kind = common or their.kind
    if kind is not their.kind:
        names = dict.fromkeys(form.original for form in forms)
        forms = tuple(form for name in names for form in name_forms(name, kind))
    ours = party_forms(mine, common)
    factor = KIND_DIFFERENT if kinds_differ(mine.kind, their.kind) else 1.0
    return best_pair(ours, forms, full=FULL_PAIRS, enough=enough / factor).score * factor
