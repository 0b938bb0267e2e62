"""Denials of the same goods for the same destination whose party is alike only from afar.

A name in another script, a translation or a new firm at an old address scores low. Where goods,
code and destination are the same, an officer sees such a denial all the same, apart from the
others and marked: a front has another name, and the goods and the place stay. It asks for no
consultation. Few are shown, the nearest first (docs/matching.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from gateway.domain.examination import Hit, MatchClass, Reasoned
from gateway.domain.transaction import Party, Transaction
from gateway.matching.items.best_items import best_item_match
from gateway.matching.parties.analysed_name import NameForm
from gateway.matching.parties.name_words import TELLING
from gateway.matching.parties.party import compare_parties, party_forms
from gateway.matching.parties.traits import shared_traits
from gateway.matching.parties.transliteration import (
    LEAST_FAMILIES,
    likeness_of_sounds,
    skeleton,
    sound_families,
)
from gateway.matching.transaction import (
    ITEM_LIKELY,
    PARTY_POSSIBLE,
    KnownDenial,
    given_parties,
    hit_of,
    sort_key,
    together,
)

FAR_LEAST = 0.4
"""Party score from which such a denial is shown."""

FAR_MOST = 5
"""How many of them an examination shows."""

_TRAIT = 0.65  # the same number, address or mailbox under another name
_WORD = 0.5  # one word that tells parties apart sounds alike
_SOUND_LEAST = 0.75  # share of sounds in common, from which whole names sound alike


class _Sign(NamedTuple):
    """What speaks for two parties from afar.

    Attributes:
        score: From `FAR_LEAST` to below a possible party.
        reasons: In words.
    """

    score: float
    reasons: tuple[str, ...]
    ours: str
    theirs: str


def hits_from_afar(ours: Transaction, denials: Iterable[KnownDenial]) -> dict[str, Hit]:
    """Return the nearest denials of the same goods and destination, by signs of their parties.

    Args:
        ours: The transaction that is examined.
        denials: Denials that are no hits in another way.
    """
    found = (hit_from_afar(ours, known) for known in denials)
    nearest = sorted((hit for hit in found if hit is not None), key=sort_key)
    return {hit.denial_id: hit for hit in nearest[:FAR_MOST]}


def hit_from_afar(ours: Transaction, known: KnownDenial) -> Hit | None:
    """Return the hit of a denial whose goods and destination are the same, None where it is none.

    Args:
        ours: The transaction that is examined.
        known: A denial that is no hit in another way.
    """
    theirs = known.denial.transaction
    if theirs.destination != ours.destination:
        return None
    # Most denials of a destination are of other goods, and goods cost less to compare than names.
    items = best_item_match(ours, theirs)
    if items.unknown or items.score < ITEM_LIKELY:
        return None
    signs = [_sign(a, b) for _, a in given_parties(ours) for _, b in given_parties(theirs)]
    best = max((sign for sign in signs if sign is not None), default=None)
    if best is None:
        return None
    where = f"same goods, same destination {theirs.destination}: shown although the score is low"
    return hit_of(
        known,
        match_class=MatchClass.SAME_GOODS,
        score=together(MatchClass.SAME_GOODS, best.score, items.score),
        party=Reasoned(score=best.score, reasons=(*best.reasons, where)),
        item=items.reasoned,
        ours=best.ours,
        theirs=best.theirs,
        consult=False,
    )


def _sign(ours: Party, theirs: Party) -> _Sign | None:
    """Return the strongest sign of two parties, None where there is none."""
    match = compare_parties(ours, theirs)
    # Letters by chance make half a score: without a word in common it speaks for nothing.
    score = match.score if match.own_word else 0.0
    signs = [_Sign(score, match.reasoned.reasons, match.ours, match.theirs)]
    if shared := shared_traits(ours, theirs):
        reasons = (f"in common: {', '.join(shared)}", *match.reasoned.reasons)
        signs.append(_Sign(_TRAIT, reasons, match.ours, match.theirs))
    signs += (_by_sound(a, b) for a in party_forms(ours) for b in party_forms(theirs))
    best = max(signs)
    if best.score < FAR_LEAST:
        return None
    # A party that is possible at least was judged by that; goods or class were against it.
    return best._replace(score=min(best.score, PARTY_POSSIBLE - 0.01))


def _by_sound(mine: NameForm, their: NameForm) -> _Sign:
    """Return what two names count by their sounds: as a whole, or one word that is their own."""
    bodies = mine.is_unnamed and their.is_unnamed  # "Ministry of": most of two names, and no one's
    whole = 0.0 if bodies else likeness_of_sounds(mine.skeleton, their.skeleton)
    if whole >= _SOUND_LEAST:
        said = f"'{mine.original}' and '{their.original}' sound alike to {whole:.2f}"
        return _Sign(whole * PARTY_POSSIBLE, (said,), mine.original, their.original)
    for a in _own_words(mine):
        for b in _own_words(their):
            if _families(a) == _families(b):
                said = f"one word of both names sounds alike: {a} and {b}"
                return _Sign(_WORD, (said,), mine.original, their.original)
    return _Sign(0.0, (), mine.original, their.original)


def _own_words(form: NameForm) -> list[str]:
    words = (word for word in form.tokens if form.weight(word) >= TELLING)
    return [word for word in words if len(_families(word)) >= LEAST_FAMILIES]


def _families(word: str) -> str:
    return sound_families(skeleton(word))
