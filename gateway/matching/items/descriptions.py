"""Compares two trade descriptions by their words (`gateway.matching.items.item_words`).

What is not understood is not different. Two descriptions are told apart by words only where
both say something and the words can be held against each other: in one language, or by words
whose meaning the table has. Otherwise the words cannot be compared, and the reason says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from gateway.matching.items.item_words import Words, read_words

INSIDE_WEIGHT = 0.85  # a short description inside a long one is good evidence, not the best
INSIDE_SHORT = 0.6  # of two words and fewer
NEAR_WORD = 0.86  # two words alike to this much are one, misspelt or inflected
NEAR_LETTERS = 4  # that they have to begin with alike

NOT_UNDERSTOOD = 0.5
"""What a word counts that only one side has and no table knows, where the languages differ."""

_FEW = 2.0  # words below which agreement may be chance
_LEAST_LETTERS = 5  # of a word that may be misspelt
_MOST_LOOSE = 40  # words without a partner that are compared by their letters
_CACHED_PAIRS = 4_096
_SHOWN_LETTERS = 60  # of a description that says nothing, in the reason


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two descriptions are.

    Attributes:
        score: From 0 to 1.
        common: Words that both have, in English, the most telling first.
        comparable: Whether both say something, in languages that can be compared.
        why_not: Why they cannot be compared, or "".
        telling: How much the words say that both have.
        translated: Whether words were translated for it.
        silent: Whether a side does not say what it is, so that it has no meaning to compare.
    """

    score: float
    common: tuple[str, ...] = ()
    comparable: bool = True
    why_not: str = ""
    telling: float = 0.0
    translated: bool = False
    silent: bool = False


@lru_cache(maxsize=_CACHED_PAIRS)
def compare_descriptions(ours: str, theirs: str) -> Likeness:
    """Compare two descriptions of items."""
    mine, their = read_words(ours), read_words(theirs)
    if why := _silent(ours, mine, theirs, their):
        return Likeness(0.0, comparable=False, why_not=why, silent=True)
    common = _common(mine, their)
    foreign = _foreign(mine, their)
    if common.keys().isdisjoint(mine.telling) and (why := _not_known(mine, their, foreign=foreign)):
        return Likeness(0.0, comparable=False, why_not=why)
    both = sum(common.values())
    totals = [_total(each, other, common, foreign=foreign)
              for each, other in ((mine, their), (their, mine))]  # fmt: skip
    least = min(totals)
    inside = both / least * (INSIDE_WEIGHT if least > _FEW else INSIDE_SHORT)
    return Likeness(
        score=min(max(2 * both / sum(totals), inside), 1.0),
        common=tuple(mine.shown[w] for w in sorted(common, key=lambda w: (-common[w], w))),
        telling=both,
        translated=mine.translated or their.translated,
    )


def are_foreign(ours: str, theirs: str) -> bool:
    """Whether two descriptions are in two languages, as far as their words and letters tell."""
    return _foreign(read_words(ours), read_words(theirs))


def _silent(ours: str, mine: Words, theirs: str, their: Words) -> str:
    """Say that a side does not say what the thing is, or nothing."""
    sides = ((whose, text) for whose, text, words in
             (("our", ours, mine), ("their", theirs, their)) if words.silent)  # fmt: skip
    whose, text = next(sides, ("", ""))
    if not whose:
        return ""
    return f"{whose} description does not say what it is ('{text.strip()[:_SHOWN_LETTERS]}')"


def _not_known(a: Words, b: Words, *, foreign: bool) -> str:
    """Say why two descriptions without a telling word in common are not unlike, or nothing."""
    if a.known & a.telling and b.known & b.telling:
        return ""  # two things that are known, and are not one
    if foreign:
        return "the descriptions are in different languages and have no known word in common"
    if a.languages & b.languages:
        return ""
    return "the descriptions have no word in common, and too few of their words are known"


def _total(words: Words, other: Words, common: dict[str, float], *, foreign: bool) -> float:
    """Return how much a description says that can be held against the other."""
    if not foreign:
        return words.total
    partners = common.keys() | words.known | other.weights.keys()
    return sum(
        weight * (1 if word in partners else NOT_UNDERSTOOD)
        for word, weight in words.weights.items()
    )


def _common(a: Words, b: Words) -> dict[str, float]:
    """Return the words that both have and how much each says; near ones say a little less."""
    found = {word: weight for word, weight in a.weights.items() if word in b.weights}
    loose_a = _loose(a, found)
    loose_b = _loose(b, found)
    pairs = sorted(
        (-alike, min(x, y), max(x, y), x, y)
        for x in loose_a
        for y in loose_b
        if x[:NEAR_LETTERS] == y[:NEAR_LETTERS] and (alike := fuzz.ratio(x, y) / 100) >= NEAR_WORD
    )
    used: set[str] = set()
    for alike, _, _, x, y in pairs:
        if x not in used and y not in used:
            used |= {x, y}
            found[x] = min(a.weights[x], b.weights[y]) * -alike
    return found


def _loose(words: Words, found: dict[str, float]) -> list[str]:
    rest = (w for w in words.weights if w not in found and len(w) >= _LEAST_LETTERS)
    return [w for w in rest if not any(c.isdigit() for c in w)][:_MOST_LOOSE]


def _foreign(a: Words, b: Words) -> bool:
    if a.latin is not b.latin:
        return True
    return bool(a.spoken and b.spoken and not a.spoken & b.spoken)
