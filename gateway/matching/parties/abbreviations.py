"""Abbreviations within a name: beside a place, by initials or by syllables, and never misspelt.

"KMRI Tabriz" is the Khavaran Metallurgical Research Institute in Tabriz: what is left of a name
without the words that both have is made of the initials of the other's. Registers also write
syllables ("CEMAT": centre, matériaux, technologies). One letter makes another abbreviation, so
CEMAT is no misspelt CEMAR.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from gateway.matching.parties.alignment import WordPair
from gateway.matching.parties.analysed_name import NameForm
from gateway.matching.parties.name_words import TELLING
from gateway.matching.parties.person_names import given_name_symbols
from gateway.matching.parties.transliteration import latin
from gateway.matching.parties.written_names import little_words

BESIDE = 0.84  # an abbreviation of four letters, with the place in common
BESIDE_SHORT = 0.81  # of three
BESIDE_STATED = 0.92  # the other name states it in brackets

_ACRONYM_LETTERS = range(3, 8)
_SHORT_LETTERS = 3
_MOST_SURE = 5  # letters of a word in capitals that is hardly anything but an abbreviation
_LEAST_WORDS = 3  # that syllables are taken of
_CAPITALS = re.compile(r"(?<![^\W_])[^\W\d_a-zа-яё]{3,7}(?![^\W_])")
_CACHED_NAMES = 32_768
_VOWEL = re.compile(r"[aeiouy]")
_WORDS = re.compile(r"[^\W_]+")


def abbreviations_apart(
    words: tuple[WordPair, ...], a: NameForm, b: NameForm
) -> tuple[WordPair, ...]:
    """Part pairs of two abbreviations that differ by a letter: they are no misspelt words."""
    ours, theirs = capitals(a), capitals(b)
    # Lists write surnames in capitals as well: IVANOV Sergei.
    if not ours or not theirs or any(map(_names_a_person, (a, b))):
        return words
    parted: list[WordPair] = []
    for pair in words:
        short = max(len(pair.ours), len(pair.theirs)) <= _MOST_SURE
        if short and pair.why and pair.ours in ours and pair.theirs in theirs:
            parted.append(WordPair(pair.ours, "", 0.0, "", TELLING))
            parted.append(WordPair("", pair.theirs, 0.0, "", TELLING))
        else:
            parted.append(pair)
    return tuple(parted)


def _names_a_person(form: NameForm) -> bool:
    return form.is_person or any(map(given_name_symbols, form.tokens))


def beside_place(a: NameForm, b: NameForm, words: Sequence[WordPair], notes: list[str]) -> float:
    """Return the score of a name that abbreviates the other beside words that both have."""
    if a.is_person or b.is_person or not any(p.ours and p.theirs for p in words):
        return 0.0
    for short, long, mine in ((a, b, True), (b, a, False)):
        left = {(p.ours if mine else p.theirs) for p in words if not (p.theirs if mine else p.ours)}
        for word in left & capitals(short):
            if len(left) > 1 or len(word) not in _ACRONYM_LETTERS:
                continue
            if word in long.stated:
                notes.append(f"the one states the other as its abbreviation ({word})")
                return BESIDE_STATED
            if _abbreviates(word, _rest(short, long)):
                notes.append(f"the one is made of the other's words, beside what both say ({word})")
                return BESIDE_SHORT if len(word) == _SHORT_LETTERS else BESIDE
    return 0.0


def _rest(short: NameForm, long: NameForm) -> list[str]:
    """Return the words of the long name as written, without little ones and those of both."""
    both = set(short.tokens) | set(latin(short.original).split())
    words = [word for each in _WORDS.findall(long.original) for word in latin(each).split()]
    read = dict(zip(words, words, strict=True))
    for reading in (*long.readings, *short.readings):
        written, _, meaning = reading.rpartition(" = ")
        read |= dict.fromkeys(latin(written).split(), meaning)
    return [
        w for w in words if w not in little_words() and w not in both and read.get(w) not in both
    ]


def _abbreviates(word: str, rest: Sequence[str]) -> bool:
    """Whether a word is the initials of words that follow each other, or their syllables."""
    initials = "".join(each[0] for each in rest)
    if len(word) <= len(initials) <= len(word) + 1 and initials.startswith(word):
        return True
    return len(rest) >= _LEAST_WORDS and any(
        all(map(_VOWEL.search, parts[:-1])) for parts in _syllables(word, rest)
    )


def _syllables(word: str, rest: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Part a word into beginnings of all the words, in their order."""
    if not rest:
        if not word:
            yield ()
        return
    for size in range(1, len(word) - len(rest) + 2):
        if rest[0].startswith(word[:size]):
            yield from ((word[:size], *more) for more in _syllables(word[size:], rest[1:]))


def capitals(form: NameForm) -> frozenset[str]:
    """Return the abbreviations of a name that is not written in capitals throughout, in Latin."""
    return _capitals(form.original)


@lru_cache(maxsize=_CACHED_NAMES)
def _capitals(text: str) -> frozenset[str]:
    if text.isupper() or not any(c.islower() for c in text):
        return frozenset()
    return frozenset(latin(each) for each in _CAPITALS.findall(text))
