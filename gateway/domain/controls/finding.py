"""Finds codes: those nearest to one that is not there, and those that people mean by words.

What is found is a hint to who classifies, never a classification: labels are a few words of
ours, and the list's text decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from gateway.domain.controls.codes import ancestors, entry
from gateway.domain.controls.listfile import ListFile
from gateway.domain.controls.lists import CyberGroup

MOST_NEAR = 5
"""Codes that are offered in the place of one that is not there."""

_FEWEST_LETTERS = 4
"""Of a word that may be misspelt, or be the beginning of a longer one."""


def near_codes(code: str, held: Collection[str]) -> tuple[str, ...]:
    """Return the codes of a list that somebody may have meant by one that is not in it.

    The nearest code above it comes first, then those that are spelt most alike: a character
    or two that are wrong, missing, too much, or changed places. Where its entry is not there
    either, entries that are spelt like it are offered.

    Args:
        code: Normalised code that the list does not have.
        held: The codes that it has.
    """
    above = [each for each in ancestors(code) if each in held][:1]
    alike = _alike(code, held)
    if not above and not alike:
        alike = _alike(entry(code), {each for each in held if each == entry(each)})
    return tuple(dict.fromkeys((*above, *alike)))[:MOST_NEAR]


def _alike(code: str, held: Collection[str]) -> tuple[str, ...]:
    """Return the codes that are spelt like one: fewest slips first, then those beside it."""
    found = process.extract(code, held, scorer=OSA.distance, score_cutoff=2, limit=None)
    ranked = sorted((slips, *_apart(code, each), each) for each, slips, *_ in found)
    return tuple(each for *_, each in ranked)


def _apart(code: str, other: str) -> tuple[int, int]:
    """Return how early two codes differ, and by how much there: 5A001.k is beside 5A001.j."""
    same = next((at for at, (a, b) in enumerate(zip(code, other, strict=False)) if a != b), None)
    same = min(len(code), len(other)) if same is None else same
    here, there = code[same : same + 1], other[same : same + 1]
    return -same, abs(ord(here or "\0") - ord(there or "\0"))


@dataclass(frozen=True, slots=True)
class FoundCode:
    """A code that was found by words.

    Attributes:
        code: The code.
        label: Our label of it; that of the nearest code above it where it has none.
        words: How many of the words that were looked for it has.
    """

    code: str
    label: str
    words: int


def find_codes(text: str, files: Iterable[ListFile]) -> tuple[FoundCode, ...]:
    """Return the codes whose label or other words have words that somebody looks for.

    A word is found as it is, as the beginning of a longer one, and with a slip in it. Codes
    with more of the words come first, then shorter codes.

    Args:
        text: Words, in any order.
        files: Lists of which the labels count; of a code that several have, the last one's.
    """
    wanted = tuple(dict.fromkeys(_words_of(text)))
    labels: dict[str, str] = {}
    others: dict[str, str] = {}
    for file in files:
        labels |= file.labels
        others |= file.words
    found = []
    for code in sorted({*labels, *others}):
        here = _words_of(f"{labels.get(code, '')} {others.get(code, '')}")
        count = sum(any(_is_said(word, each) for each in here) for word in wanted)
        if count:
            found.append(FoundCode(code, _label(code, labels), count))
    most = max((each.words for each in found), default=0)
    best = (each for each in found if each.words == most)
    return tuple(sorted(best, key=lambda each: (len(each.code), each.code)))


def find_groups(text: str, groups: Iterable[CyberGroup]) -> tuple[CyberGroup, ...]:
    """Return the cyber-surveillance groups by words of theirs; one of them has no codes.

    Args:
        text: Words, in any order; a group is found that has all of them.
        groups: Those of the lists in force.
    """
    wanted = _words_of(text)
    return tuple(
        each
        for each in groups
        if wanted
        and all(
            any(_is_said(word, said) for said in _words_of(f"{each.label} {each.words}"))
            for word in wanted
        )
    )


def _label(code: str, labels: dict[str, str]) -> str:
    return next((labels[each] for each in (code, *ancestors(code)) if each in labels), "")


def _words_of(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _is_said(wanted: str, word: str) -> bool:
    """Say whether a word is the one that is looked for, or begins with it, or nearly so."""
    if len(wanted) < _FEWEST_LETTERS:
        return wanted == word
    slips = 1 if len(wanted) > _FEWEST_LETTERS else 0
    return word.startswith(wanted) or OSA.distance(wanted, word, score_cutoff=slips) <= slips
