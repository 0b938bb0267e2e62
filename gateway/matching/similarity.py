"""Compares two names: a score, and the aligned words that explain it.

The score is a blend (matching.md section 0, point 5): rigour's alignment of parts and
symbols, which knows that Mohammed is Muhammad and that Intl is International, and
rapidfuzz's token ratios, which forgive damage. Neither alone holds: token_set_ratio says 1.0
for "Bank" and "Bank Rossiya", and the alignment loses joined and misspelt names.

Both names are put in one order before anything is compared, so the score is symmetric.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rigour.names import (
    Alignment,
    NamePart,
    NamePartTag,
    SymbolCategory,
    align_person_name_order,
    compare_parts,
    pair_symbols,
)

from gateway.matching.names import NameForm, skeleton

# How sure an alignment through one sort of symbol is, and how much it counts beside words.
# First set after the policy of OpenSanctions' logic-v2 (matching.md section 1), then checked
# on the bench: the tests in tests/unit/matching/test_bench.py state what was reached.
_SYMBOL_SCORES = {
    SymbolCategory.ORG_CLASS: 0.85,
    SymbolCategory.INITIAL: 0.85,
    SymbolCategory.NAME: 0.92,
    SymbolCategory.NICK: 0.65,
}
_SYMBOL_SCORE = 0.92
_SYMBOL_WEIGHTS = {
    SymbolCategory.ORG_CLASS: 0.5,
    SymbolCategory.INITIAL: 0.5,
    SymbolCategory.NICK: 0.8,
    SymbolCategory.SYMBOL: 0.35,
    SymbolCategory.DOMAIN: 0.5,
    SymbolCategory.NUMERIC: 1.3,
    SymbolCategory.LOCATION: 0.8,
}
# A word that only one name has: less than a word in common, since lists leave words out.
_EXTRA_WEIGHT = 0.55
_EXTRA_WEIGHTS = {
    SymbolCategory.ORG_CLASS: 0.35,
    SymbolCategory.SYMBOL: 0.6,
    SymbolCategory.NUMERIC: 1.6,
    SymbolCategory.LOCATION: 0.8,
}
_STOP_WEIGHT = 0.4
# A patronymic is left out as often as it is written.
_PATRONYMIC_WEIGHT = 0.35
_PATRONYMIC = re.compile(r"(?:[oe]vi?t?ch|[oe]vna|ichna|[oie]vych|ivna|yevna)$")
_INITIAL_SCORE = 0.85
_INITIAL_WEIGHT = 0.5
_SOUND_SCORE = 0.85
_SOUND_LETTERS = 55  # percent of letters that two spellings of one sound share at least
# Words aligned below this are two words, and a telling one on both sides is a contradiction.
_CLASH_BELOW = 0.3
_CLASH = 0.9

_ALIGNMENT_SHARE = 0.75  # matching.md section 0, point 5
_TOKEN_SORT_FACTOR = 0.95
_SKELETON_FACTOR = 0.88  # consonants alone are weaker evidence than letters
_LEAST_BONES = 5  # consonants and spaces below which likeness may be chance
_DIFFERENT_NUMBERS = 0.75  # "Plant 1" and "Plant 2"
_DIFFERENT_FORMS = 0.95  # "Deutsche Bank AG" and "Deutsche Bank GmbH"
_PERFECT = 0.999
_HOPELESS = 0.2  # a pair so much less alike than the best so far will not become the best
_UNLIKE = 0.5  # pairs below that by every cheap ratio are not worth an alignment


@dataclass(frozen=True, slots=True)
class WordPair:
    """Words of our name and of theirs that were aligned; one side is "" if it has none."""

    ours: str
    theirs: str
    score: float
    why: str = ""


@dataclass(frozen=True, slots=True)
class NameScore:
    """How alike two names are, with what explains it.

    Attributes:
        score: From 0 to 1.
        ours: Our name as written.
        theirs: Their name as written.
        same: Whether the names are equal in Latin letters but for order and company form.
        words: Aligned words.
        notes: What else was found, in words.
    """

    score: float
    ours: str
    theirs: str
    same: bool
    words: tuple[WordPair, ...]
    notes: tuple[str, ...] = ()


def quick_score(a: NameForm, b: NameForm) -> float:
    """Return a cheap upper-leaning similarity that says which pairs deserve a full one."""
    if a.is_empty or b.is_empty:
        return 0.0
    best = max(fuzz.token_set_ratio(a.core, b.core), fuzz.ratio(a.joined, b.joined))
    if a.vowelless != b.vowelless:
        best = max(best, fuzz.token_set_ratio(a.skeleton, b.skeleton))
    return best / 100


def compare_names(a: NameForm, b: NameForm) -> NameScore:
    """Compare two analysed names.

    Args:
        a: Our name; comes first in the explanation.
        b: Their name.
    """
    turned = (b.core, b.original) < (a.core, a.original)
    score = _compare(b, a) if turned else _compare(a, b)
    return _turn(score) if turned else score


def _turn(score: NameScore) -> NameScore:
    words = tuple(WordPair(w.theirs, w.ours, w.score, w.why) for w in score.words)
    return NameScore(score.score, score.theirs, score.ours, score.same, words, score.notes)


@lru_cache(maxsize=16_384)
def _compare(a: NameForm, b: NameForm) -> NameScore:
    if a.is_empty or b.is_empty:
        same = a.original.strip() == b.original.strip()
        return NameScore(float(same), a.original, b.original, same, ())
    same = sorted(a.tokens) == sorted(b.tokens) or a.joined == b.joined
    if same:
        score, words = 1.0, tuple(WordPair(t, t, 1.0) for t in a.tokens)
    else:
        aligned, words, clash = _align(a, b)
        score = _blend(a, b, aligned) * (_CLASH if clash else 1.0)
    notes: list[str] = []
    if a.numbers != b.numbers and a.numbers and b.numbers:
        score *= _DIFFERENT_NUMBERS
        notes.append("the numbers in the names differ")
    if a.forms and b.forms:
        if set(a.forms) & set(b.forms):
            notes.append(f"company form equal ({', '.join(sorted({*a.forms} & {*b.forms}))})")
        else:
            score *= _DIFFERENT_FORMS
            notes.append(f"company forms differ ({'/'.join(a.forms)}, {'/'.join(b.forms)})")
    return NameScore(min(score, 1.0), a.original, b.original, same, words, tuple(notes))


def _blend(a: NameForm, b: NameForm, aligned: float) -> float:
    token_sort = fuzz.token_sort_ratio(a.core, b.core) / 100
    token_set = fuzz.token_set_ratio(a.core, b.core) / 100
    joined = fuzz.ratio(a.joined, b.joined) / 100
    best = max(aligned, _TOKEN_SORT_FACTOR * token_sort, _TOKEN_SORT_FACTOR * joined)
    blended = _ALIGNMENT_SHARE * best + (1 - _ALIGNMENT_SHARE) * token_set
    if a.vowelless != b.vowelless and min(len(a.skeleton), len(b.skeleton)) >= _LEAST_BONES:
        # One side in a script that writes few vowels: consonants decide. Not for Han, whose
        # syllables have one consonant: half of all Chinese names would be alike.
        bones = fuzz.token_sort_ratio(a.skeleton, b.skeleton) / 100
        blended = max(blended, _SKELETON_FACTOR * bones)
    return blended


def _align(a: NameForm, b: NameForm) -> tuple[float, tuple[WordPair, ...], bool]:
    """Return the best alignment's score, its words, and whether telling words clash."""
    if a.name is None or b.name is None:
        return 0.0, (), False
    best_score, best = -1.0, list[tuple[Alignment, float, float]]()
    for pairing in pair_symbols(a.name, b.name):
        evidence = _evidence(a, b, pairing)
        weights = sum(weight for _, _, weight in evidence)
        score = sum(s * w for _, s, w in evidence) / weights if weights else 0.0
        if score > best_score:
            best_score, best = score, evidence
    words = tuple(WordPair(al.qstr, al.rstr, score, _why(al)) for al, score, _ in best)
    return max(best_score, 0.0), words, _clash(a, b, best)


def _evidence(
    a: NameForm, b: NameForm, pairing: Sequence[Alignment]
) -> list[tuple[Alignment, float, float]]:
    """Return every alignment of two names with its score and weight."""
    evidence: list[tuple[Alignment, float, float]] = []
    used_a = {part for alignment in pairing for part in alignment.qps}
    used_b = {part for alignment in pairing for part in alignment.rps}
    for alignment in pairing:
        if alignment.symbol is None:
            continue  # rigour gives only edges with a symbol here
        category = alignment.symbol.category
        equal = alignment.qstr == alignment.rstr
        score = 1.0 if equal else _SYMBOL_SCORES.get(category, _SYMBOL_SCORE)
        parts = max(len(alignment.qps), len(alignment.rps))
        evidence.append((alignment, score, _SYMBOL_WEIGHTS.get(category, 1.0) * parts))
    left = [part for part in a.parts if part not in used_a]
    right = [part for part in b.parts if part not in used_b]
    if a.is_person and b.is_person:
        left, right = align_person_name_order(left, right)
    residue = compare_parts(left, right)
    persons = a.is_person and b.is_person
    for alignment in _pair_leftovers(residue, evidence, persons=persons):
        score = 1.0 if alignment.qstr == alignment.rstr else alignment.score
        if alignment.qps and alignment.rps:
            weight = float(max(len(alignment.qps), len(alignment.rps)))
        else:
            weight = sum(_extras(a).get(part, _EXTRA_WEIGHT) for part in alignment.qps)
            weight += sum(_extras(b).get(part, _EXTRA_WEIGHT) for part in alignment.rps)
        evidence.append((alignment, score, weight))
    return evidence


def _pair_leftovers(
    residue: list[Alignment], evidence: list[tuple[Alignment, float, float]], *, persons: bool
) -> list[Alignment]:
    """Pair words that no letters bring together: initials, and spellings of one sound.

    Args:
        residue: What rigour aligned, or could not.
        evidence: Gets the pairs.
        persons: Whether an initial may stand for a name.

    Returns:
        What is left over.
    """
    left = [al for al in residue if al.qps and al.score < _CLASH_BELOW]
    right = [al for al in residue if al.rps and al.score < _CLASH_BELOW]
    paired: list[Alignment] = []
    for mine in left:
        for their in right:
            if their in paired or (their is not mine and (mine.rps or their.qps)):
                continue
            short, long = sorted((mine.qstr, their.rstr), key=len)
            if persons and len(short) == 1 and long.startswith(short):
                score, weight = _INITIAL_SCORE, _INITIAL_WEIGHT
            elif _same_sound(short, long):
                score, weight = _SOUND_SCORE, 1.0
            else:
                continue
            evidence.append((Alignment(mine.qps, their.rps, score=score), score, weight))
            paired += (mine, their)
            break
    return [al for al in residue if al not in paired]


def _same_sound(a: str, b: str) -> bool:
    """Whether two words differ in nothing but how their sounds are spelt (Aleph, Alef)."""
    if not (a.isascii() and b.isascii()) or fuzz.ratio(a, b) < _SOUND_LETTERS:
        return False
    bones = skeleton(a)
    return len(bones) > 1 and bones == skeleton(b)


def _clash(a: NameForm, b: NameForm, evidence: list[tuple[Alignment, float, float]]) -> bool:
    """Whether each name has a telling word that the other one lacks."""
    ours = theirs = 0.0
    for alignment, score, _ in evidence:
        if score < _CLASH_BELOW and alignment.symbol is None:
            ours += sum(_extras(a).get(part, _EXTRA_WEIGHT) for part in alignment.qps)
            theirs += sum(_extras(b).get(part, _EXTRA_WEIGHT) for part in alignment.rps)
    return min(ours, theirs) >= _EXTRA_WEIGHT


@lru_cache(maxsize=16_384)
def _extras(form: NameForm) -> dict[NamePart, float]:
    """Return what a word weighs that the other name lacks, where that is not the usual."""
    weights = {p: _EXTRA_WEIGHT * _STOP_WEIGHT for p in form.parts if p.tag == NamePartTag.STOP}
    if form.is_person:
        for part in form.parts:
            if part.comparable.isascii() and _PATRONYMIC.search(part.comparable):
                weights[part] = _EXTRA_WEIGHT * _PATRONYMIC_WEIGHT
    for span in form.name.spans if form.name is not None else ():
        factor = _EXTRA_WEIGHTS.get(span.symbol.category)
        if factor is not None and len(span.parts) == 1:
            part = span.parts[0]
            weights[part] = min(weights.get(part, 1.0), _EXTRA_WEIGHT * factor)
    return weights


def _why(alignment: Alignment) -> str:
    if alignment.symbol is None:
        lengths = sorted((len(alignment.qstr), len(alignment.rstr)))
        if lengths[0] == 1 and lengths[1] > 1:
            return "initial"
        return "same sound" if alignment.score == _SOUND_SCORE else ""
    if alignment.qstr == alignment.rstr:
        return ""
    return _WHY.get(alignment.symbol.category, "known variant")


_WHY = {
    SymbolCategory.ORG_CLASS: "same company form",
    SymbolCategory.INITIAL: "initial",
    SymbolCategory.NAME: "known variants of one name",
    SymbolCategory.NICK: "short form",
    SymbolCategory.NUMERIC: "same number",
    SymbolCategory.LOCATION: "same place",
}


def best_pair(ours: Iterable[NameForm], theirs: Iterable[NameForm], *, full: int) -> NameScore:
    """Return the best pair of two parties' names.

    Args:
        ours: Our party's names.
        theirs: Their party's names; neither may be empty.
        full: How many of the pairs that are cheapest alike are compared fully; a party on a
            list may have sixty names.
    """
    others = tuple(theirs)
    pairs = [(quick_score(a, b), a, b) for a in ours for b in others]
    # Of equals, the order of the words decides, so that swapping the parties changes nothing.
    pairs.sort(key=lambda pair: (-pair[0], *sorted((pair[1].core, pair[2].core))))
    best: NameScore | None = None
    for quick, a, b in pairs[:full]:
        if quick < _UNLIKE or (best is not None and quick < best.score - _HOPELESS):
            break
        score = compare_names(a, b)
        if best is None or score.score > best.score:
            best = score
        if best.score >= _PERFECT:
            break
    if best is None and pairs:
        quick, a, b = pairs[0]
        best = NameScore(min(quick, _UNLIKE), a.original, b.original, same=False, words=())
    if best is None:
        raise ValueError("a party has at least one name")
    return best
