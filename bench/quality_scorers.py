"""The scorers of docs/matching.md that our own is measured beside: one function each.

Every scorer takes two names and whether both are persons' and gives a score from 0 to 1. They
are what is commonly used, at their best threshold on the file itself, which ours never gets.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz, utils
from rapidfuzz.distance import JaroWinkler, Levenshtein
from rigour.names import (
    Alignment,
    Name,
    NamePart,
    NameTypeTag,
    SymbolCategory,
    align_person_name_order,
    analyze_names,
    compare_parts,
    pair_symbols,
    remove_org_types,
    replace_org_types_compare,
)
from rigour.text.translit import maybe_ascii

Scorer = Callable[[str, str, bool], float]
"""Scores two names; the last argument says that both are persons'."""

_ALIGNED = {
    SymbolCategory.ORG_CLASS: (0.8, 0.7),
    SymbolCategory.INITIAL: (0.9, 0.5),
    SymbolCategory.NICK: (0.6, 0.8),
    SymbolCategory.SYMBOL: (0.9, 0.3),
    SymbolCategory.DOMAIN: (0.9, 0.7),
    SymbolCategory.NUMERIC: (0.9, 1.3),
    SymbolCategory.LOCATION: (0.9, 0.8),
}
_EXTRA_OURS, _EXTRA_THEIRS = 0.8, 0.2  # logic-v2's policy for words that one side lacks


@lru_cache(maxsize=100_000)
def _ascii(text: str) -> str:
    return utils.default_process(anyascii(maybe_ascii(text)))


@lru_cache(maxsize=100_000)
def _sorted(text: str) -> str:
    return " ".join(sorted(_ascii(text).split()))


@lru_cache(maxsize=100_000)
def _mapped(text: str) -> str:
    return _ascii(replace_org_types_compare(text.casefold()))


@lru_cache(maxsize=100_000)
def _stripped(text: str) -> str:
    return _ascii(remove_org_types(text.casefold())) or _ascii(text)


@lru_cache(maxsize=100_000)
def _analysed(text: str, person: bool) -> Name | None:  # noqa: FBT001 - a Scorer's argument
    tag = NameTypeTag.PER if person else NameTypeTag.ORG
    return next(iter(analyze_names(tag, [text], consolidate=False)), None)


def levenshtein(a: str, b: str, _person: bool) -> float:  # noqa: FBT001
    """Normalised edit distance of the names as written."""
    return Levenshtein.normalized_similarity(a.casefold(), b.casefold())


def jaro_winkler(a: str, b: str, _person: bool) -> float:  # noqa: FBT001
    """Jaro-Winkler of the names as written."""
    return JaroWinkler.similarity(a.casefold(), b.casefold())


def jaro_winkler_sorted(a: str, b: str, _person: bool) -> float:  # noqa: FBT001
    """Jaro-Winkler in Latin letters, words sorted."""
    return JaroWinkler.similarity(_sorted(a), _sorted(b))


def token_set(a: str, b: str, _person: bool) -> float:  # noqa: FBT001
    """token_set_ratio in Latin letters."""
    return fuzz.token_set_ratio(_ascii(a), _ascii(b)) / 100


def token_sort(a: str, b: str, _person: bool) -> float:  # noqa: FBT001
    """token_sort_ratio in Latin letters."""
    return fuzz.token_sort_ratio(_ascii(a), _ascii(b)) / 100


def token_ratio(a: str, b: str, _person: bool) -> float:  # noqa: FBT001
    """token_ratio in Latin letters."""
    return fuzz.token_ratio(_ascii(a), _ascii(b)) / 100


def wratio(a: str, b: str, _person: bool) -> float:  # noqa: FBT001
    """WRatio in Latin letters."""
    return fuzz.WRatio(_ascii(a), _ascii(b)) / 100


def token_sort_mapped(a: str, b: str, _person: bool) -> float:  # noqa: FBT001
    """token_sort_ratio with company forms mapped to rigour's classes."""
    return fuzz.token_sort_ratio(_mapped(a), _mapped(b)) / 100


def token_sort_stripped(a: str, b: str, _person: bool) -> float:  # noqa: FBT001
    """token_sort_ratio without company forms."""
    return fuzz.token_sort_ratio(_stripped(a), _stripped(b)) / 100


def token_pairs(a: str, b: str, _person: bool) -> float:  # noqa: FBT001
    """Best-pair Jaro-Winkler of words, by length of the word, as moov-io/watchman does it."""
    words, others = _ascii(a).split(), _ascii(b).split()
    if not words or not others:
        return 0.0
    if len(words) > len(others):
        words, others = others, words
    total = sum(len(o) for o in others)
    found = sum(len(w) * max(JaroWinkler.similarity(w, o) for o in others) for w in words)
    spare = total - sum(len(w) for w in words)
    return found / (sum(len(w) for w in words) + 0.15 * max(spare, 0))


def rigour_primitives(a: str, b: str, person: bool) -> float:  # noqa: FBT001
    """Alignment of parts and symbols with logic-v2's policy, in nothing but rigour."""
    ours, theirs = _analysed(a, person), _analysed(b, person)
    if ours is None or theirs is None:
        return 0.0
    return max(_aligned(ours, theirs, pairing, person) for pairing in pair_symbols(ours, theirs))


def _aligned(ours: Name, theirs: Name, pairing: tuple[Alignment, ...], person: bool) -> float:  # noqa: FBT001
    total = weights = 0.0
    used_ours: set[NamePart] = set()
    used_theirs: set[NamePart] = set()
    for edge in pairing:
        used_ours.update(edge.qps)
        used_theirs.update(edge.rps)
        if edge.symbol is not None:
            score, weight = _ALIGNED.get(edge.symbol.category, (0.9, 1.0))
            total += weight * (1.0 if edge.qstr == edge.rstr else score)
            weights += weight
    left = [part for part in ours.parts if part not in used_ours]
    right = [part for part in theirs.parts if part not in used_theirs]
    if person:
        left, right = align_person_name_order(left, right)
    for edge in compare_parts(left, right):
        if edge.qps and edge.rps:
            weight = 1.0 * max(len(edge.qps), len(edge.rps))
        else:
            weight = _EXTRA_OURS * len(edge.qps) + _EXTRA_THEIRS * len(edge.rps)
        total += weight * edge.score
        weights += weight
    return total / weights if weights else 0.0


SCORERS: dict[str, Scorer] = {
    "levenshtein": levenshtein,
    "jaro-winkler": jaro_winkler,
    "jaro-winkler sorted": jaro_winkler_sorted,
    "token_set": token_set,
    "token_sort": token_sort,
    "token_ratio": token_ratio,
    "WRatio": wratio,
    "token_sort, forms mapped": token_sort_mapped,
    "token_sort, forms stripped": token_sort_stripped,
    "best-pair words": token_pairs,
    "rigour primitives": rigour_primitives,
}
"""The baselines, under the names that the bench prints."""
