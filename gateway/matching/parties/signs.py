"""What speaks for and against two organisations' names being one party's: signs in whole numbers.

`similarity` weighs them by the points that were learned (`name_points.json`). Shares and likeness
are in thousandths, weights of words in hundredths: a telling word weighs 100, a place 55, a branch
40, a kind of body 20, a particle 10. What an officer cannot see from the words is noted in words.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from gateway.matching.parties.alignment import WordPair
from gateway.matching.parties.analysed_name import NameForm

TELLING, PLACE, BRANCH = 90, 50, 40
"""What a word weighs at least that tells parties apart, is a place, is a branch."""

_FORGIVEN = 4  # tenths of a word that only one name has
_RESCUE = 87  # percent of the ratio of letters, where the words are damaged beyond pairing


def signs_of(
    a: NameForm, b: NameForm, words: Sequence[WordPair], notes: list[str]
) -> dict[str, int]:
    """Return the signs of two organisations' names that are not the same to the letter.

    Args:
        a: The name that is first by its letters.
        b: The other name.
        words: Their aligned words.
        notes: What an officer is told beside the words; more is added.
    """
    common = [pair for pair in words if pair.ours and pair.theirs]
    own = [[p for p in words if not p.theirs], [p for p in words if not p.ours]]
    telling = [pair for pair in common if _weight(pair) >= TELLING]
    clashes = _clashes(common, telling, own, notes)
    alike = sum(round(100 * p.weight * p.score) for p in common)
    both = sum(map(_weight, common))
    alone = [sum(map(_weight, side)) for side in own]
    share = 1000 * alike // max(both + _FORGIVEN * sum(alone) // 10, 1)
    # Letters forgive damage, not words that clash.
    letters = 0 if clashes else letter_ratio(a.telling, b.telling)
    damaged = letters and _RESCUE * min(letters, letter_ratio(a.core, b.core)) // 100
    in_common = round(10 * fuzz.token_set_ratio(a.telling, b.telling))
    told_apart = "clash of places" in clashes or ("clash" in clashes and not telling)
    bones = (form.skeleton.replace(" ", "") for form in (a, b))
    return clashes | {
        "likeness": (85 * max(share, damaged) + 15 * in_common) // 100,
        "share": share,
        "whole share": 1000 * alike // max(both + sum(alone), 1),
        "own of each": min(alone),
        "letters in common": sum(min(len(p.ours), len(p.theirs)) for p in telling),
        "letters": 0 if told_apart else letter_ratio(a.plain, b.plain),
        "telling letters": letters,
        "consonants": 0 if told_apart else round(10 * fuzz.ratio(*bones)),
        "numbers differ": int(bool(a.numbers and b.numbers) and a.numbers != b.numbers),
        "forms differ": int(bool(a.forms and b.forms) and set(a.forms).isdisjoint(b.forms)),
    }


def _weight(pair: WordPair) -> int:
    return round(100 * pair.weight)


def letter_ratio(a: str, b: str) -> int:
    """Return how alike the letters of two names are, in thousandths, whatever the words' order."""
    joined = fuzz.ratio(a.replace(" ", ""), b.replace(" ", ""))
    return round(10 * max(joined, fuzz.token_sort_ratio(a, b)))


def _clashes(
    common: list[WordPair], telling: list[WordPair], own: list[list[WordPair]], notes: list[str]
) -> dict[str, int]:
    """Return the words with which each of two names contradicts the other."""
    heaviest = min(max(map(_weight, side), default=0) for side in own)
    if heaviest >= TELLING:
        mine = [[p.ours or p.theirs for p in side if _weight(p) >= TELLING] for side in own]
        notes.append(f"each has a word of its own ({', '.join(sorted(map(' '.join, mine)))})")
        return {"clash": min(map(len, mine))}
    if heaviest >= PLACE:
        notes.append("the places in the names differ")
        return {"clash of places": 1}
    if heaviest >= BRANCH:
        notes.append("the names say different branches or kinds of body")
        bodies = any(BRANCH <= _weight(p) < TELLING for p in common)
        return {"clash of branches": 2 if telling and not bodies else 1}
    return {}
