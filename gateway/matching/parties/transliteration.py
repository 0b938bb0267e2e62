"""Letters: a text in Latin ones, and a word as its consonants sound.

A text is brought to Latin letters with `rigour.maybe_ascii` (which spells Cyrillic as the
lists do: Shchyolkovsky) and then `anyascii` for the scripts which that leaves alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz
from rigour.text.translit import maybe_ascii

from gateway.domain.plain_text import without_unseen

_SEPARATORS = re.compile(r"[^\w]+|_+")
_CACHED_WORDS = 65_536

# Letters that transcriptions of one sound share (Arabic has no p, v or g; q, k and c vary).
_SOUNDS: tuple[tuple[str, str], ...] = (
    ("schtsch", "s"), ("shch", "s"), ("tsch", "s"), ("sch", "s"), ("ch", "s"), ("sh", "s"),
    ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("ts", "s"), ("zh", "s"),
    ("ck", "k"), ("x", "ks"), ("q", "k"), ("c", "k"), ("z", "s"), ("p", "b"), ("v", "f"),
    ("j", "g"),
)  # fmt: skip
_SKELETON_DROPS = str.maketrans("", "", "aeiouwyh'`")

LEAST_FAMILIES = 4
"""Families of consonants from which a word or a name says which one it is."""

_FAMILIES = str.maketrans("fgdr", "bktl")
_RUN = re.compile(r"(\w)\1+")

# Spellings of Korean and Chinese syllables, which differ in vowels and voiced consonants.
_SYLLABLES: tuple[tuple[str, str], ...] = (
    ("oo", "u"), ("ou", "o"), ("eo", "o"), ("eu", "u"), ("ae", "e"), ("ee", "i"), ("yu", "yo"),
    ("ch", "j"), ("k", "g"), ("t", "d"), ("p", "b"), ("r", "l"), ("sh", "s"), ("u", "o"),
)  # fmt: skip


@lru_cache(maxsize=_CACHED_WORDS)
def syllables(token: str) -> str:
    """Return a token with the spellings of Korean syllables made one: Young-soo, Yeongsu."""
    for written, sound in _SYLLABLES:
        token = token.replace(written, sound)
    return token


_MIXED = re.compile("[a-z][а-яё]|[а-яё][a-z]")
"""A Cyrillic word with Latin letters in it: whoever typed or scanned the list took wrong ones."""

_ALL_ALIKE = re.compile("(?<!\\w)[abcehkmoptxy03а-яё]+(?!\\w)")
_LOOK_ALIKE = str.maketrans("abcehkmoptxy03", "авсенкмортхуоз")

_LONG_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff][^\s!-~]{63}")
"""What is longer than any Greek word: the time that ICU takes for Greek vowels and their marks in
one run grows with its square, 18 s for 16,000 characters, and Python's lock is held meanwhile."""


def latin(text: str) -> str:
    """Write a text in lower-case Latin letters and digits, words separated by one space."""
    if text.isascii() and text.isalnum():
        return text.lower()
    folded = without_unseen(unicodedata.normalize("NFKC", text).casefold(), " ")
    if not folded.isascii():
        folded = maybe_ascii(_LONG_GREEK.sub(r"\g<0> ", folded))
        if not folded.isascii():
            folded = anyascii(folded)
    return " ".join(_SEPARATORS.sub(" ", folded.replace("'", "").replace("`", "").lower()).split())


def in_one_script(text: str) -> str:
    """Return a text with Cyrillic letters where Latin ones of the same look stand for them.

    A Latin word is left as it is, unless another word of the text mixes the two scripts.
    """
    if text.isascii() or not _MIXED.search(text.casefold()):
        return text
    return _ALL_ALIKE.sub(lambda word: word[0].translate(_LOOK_ALIKE), text.casefold())


@lru_cache(maxsize=_CACHED_WORDS)
def skeleton(token: str) -> str:
    """Reduce a Latin token to its consonants, one letter for each family of sounds."""
    for written, sound in _SOUNDS:
        token = token.replace(written, sound)
    out: list[str] = []
    for letter in token.translate(_SKELETON_DROPS):
        if not out or out[-1] != letter:
            out.append(letter)
    return "".join(out)


def sound_families(bones: str) -> str:
    """Return consonants in coarser families: those that two systems of writing never part.

    Args:
        bones: What `skeleton` returns, of one word or of several with spaces between.
    """
    return _RUN.sub(r"\1", bones.translate(_FAMILIES))


def likeness_of_sounds(mine: str, their: str) -> float:
    """Return how alike two names are by families of consonants, from 0 to 1; 0 of a short one.

    Args:
        mine: The `skeleton` of each word of one name, with spaces between.
        their: The same of the other name.
    """
    ours, theirs = sound_families(mine), sound_families(their)
    if min(len(ours), len(theirs)) < LEAST_FAMILIES:
        return 0.0
    joined = fuzz.ratio(ours.replace(" ", ""), theirs.replace(" ", ""))
    return max(joined, fuzz.token_sort_ratio(ours, theirs)) / 100
