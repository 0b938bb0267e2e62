"""How far apart two words sound, whoever wrote them down and in whatever language.

A Russian, Arabic or Turkish name is Jušin, Juschin, Iouchine, Juszyn or Yushin, by who writes it.
Letters with which languages write one sound are of one family, and some are of several: ch is the
sound of church, of chef or of Bach. Two words sound alike whose consonants are of common families
one by one. Vowels and breath vary most: they count little where both words have them, and more
where only one has.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import accumulate, groupby
from math import inf

_CACHED_WORDS = 65_536

# Letters by the families of sounds that they may stand for; small families may be left out.
_WRITTEN = {
    "S": "schtsch shch szcz chtch sjtsj stsch scs tsch dsch dzh dzs tch tsj sch sz cz zs sh zh ts"
    " tz dj tj sj zj hs s", "SZ": "z", "STZ": "dz", "SK": "c q", "SKH": "ch x", "KHG": "g",
    "KH": "kh gh", "K": "ck k", "TS": "th dh", "T": "t", "TZ": "d", "B": "p b", "BF": "ph",
    "F": "f v", "M": "m", "N": "n", "L": "l", "R": "r", "Hh": "h", "SGYi": "j", "Yi": "Y",
    "Fu": "w", "Sx": "X", "Tx": "T", "ae": "a", "aei": "e", "ei": "i y", "auo": "o", "uo": "u",
}  # fmt: skip
_FAMILIES = "SZKHGYTBFMNLRhaeioux"
_BITS = {
    letters: sum(1 << _FAMILIES.index(each) for each in families)
    for families, line in _WRITTEN.items()
    for letters in line.split()
}
_SMALL = sum(1 << at for at, each in enumerate(_FAMILIES) if each.islower())
_BREATH = sum(1 << _FAMILIES.index(each) for each in "STFHYh")
_SEMIVOWELS = (_BITS["Y"], _BITS["w"])
_ELEMENT = re.compile("|".join(("[aeiouy]+", *sorted(_BITS, key=len, reverse=True))))
# What letters stand for by their place; a capital is a sound that may be left out.
_BY_PLACE = tuple(
    (re.compile(written), sound)
    for written, sound in (
        (r"(?<![^aeiou])y(?=[aeiou])", "Y"),  # Yushin and Jušin
        (r"(?<=in)e$", ""),  # Iouchine
        (r"(?<=[ae])u(?![aeiou])|(?<=o)u$|^u(?=l[aeiou])", "w"),  # Davydau is Davydov
        (r"(?<=sh)t|(?<=sch)t(?!sch)", "T"),  # Bulgarian sht is Russian shch
        (r"(?<=(?<!s)c)s", "X"),  # Hungarian cs is ch
        (r"x", "xX"),  # ks, or one sound
    )
)
_OTHER_VOWEL = 0.3  # beside one that it is not taken for
_NEAR_VOWEL = 0.1  # beside one that it is often taken for
_BREATH_LEFT_OUT = 0.1  # h, j or w that only one word has
_VOWEL_LEFT_OUT = 0.35
_AT_END = 1.5  # times as much as within the word: Hasan, Hasani


@lru_cache(maxsize=_CACHED_WORDS)
def _sounds(word: str) -> tuple[int, ...]:
    """Return the sounds of a word: for each consonant, or run of vowels, what it may be."""
    found: list[int] = []
    for pattern, read in _BY_PLACE:
        word = pattern.sub(read, word)
    for written in _ELEMENT.findall(word):
        sound = _BITS.get(written, 0)
        if not sound:
            for letter in written:
                sound |= _BITS[letter] & _SMALL
        if not found or found[-1] != sound:
            found.append(sound)
    return tuple(found)


@lru_cache(maxsize=_CACHED_WORDS)
def sound_distance(a: str, b: str, *, vowelless: bool = False) -> float:
    """Return how far apart two words in Latin letters sound; infinite, if consonants differ.

    Args:
        a: A word; the order of the two changes nothing.
        b: The other word.
        vowelless: Whether one of them was written without its vowels, which then count nothing.
    """
    if vowelless:  # Hebrew writes o with the letter of v
        ours, theirs = (_bare(_sounds(word.replace("v", "w"))) for word in (a, b))
    else:
        ours, theirs = _sounds(a), _sounds(b)
    outs = [_left_out(ours, at, vowelless) for at in range(len(ours))]
    row = list(accumulate(outs, initial=0.0))
    for number, sound in enumerate(theirs):
        left = _left_out(theirs, number, vowelless)
        above, row = row, [row[0] + left]
        for at, mine in enumerate(ours):
            apart = above[at] + _apart(mine, sound, vowelless)
            row.append(min(apart, above[at + 1] + left, row[at] + outs[at]))
        if min(row) == inf:
            return inf
    return row[-1]


def _bare(sounds: tuple[int, ...]) -> tuple[int, ...]:
    """Leave out the vowels, and of sounds that come to stand side by side all but one."""
    return tuple(sound for sound, _ in groupby(each for each in sounds if each & ~_SMALL))


def _left_out(sounds: tuple[int, ...], at: int, vowelless: bool) -> float:  # noqa: FBT001
    sound = sounds[at]
    if not sound & _SMALL:
        return inf
    if vowelless:
        return 0.0
    if sound & _BREATH:
        return _BREATH_LEFT_OUT
    between = at > 1 and sounds[at - 1] & _BREATH and sounds[at - 1] & _SMALL
    if between and not sounds[at - 2] & ~_SMALL:
        return _BREATH_LEFT_OUT  # Isayev and Isaev
    return _VOWEL_LEFT_OUT * (_AT_END if at == len(sounds) - 1 and sound != _BITS["e"] else 1)


def _apart(a: int, b: int, vowelless: bool) -> float:  # noqa: FBT001
    if a == b:
        return 0.0
    vowels = not (a | b) & ~_SMALL
    if a & b:
        return _NEAR_VOWEL if vowels and not vowelless else 0.0
    return (0.0 if vowelless else _OTHER_VOWEL) if vowels else inf


@lru_cache(maxsize=_CACHED_WORDS)
def consonants(word: str, *, breath: bool) -> int:
    """Return how many consonants a word has, breath counted or not: few say little of it."""
    known = (sound for sound in _sounds(word) if sound & ~_SMALL and sound not in _SEMIVOWELS)
    return sum(breath or not sound & _SMALL for sound in known)
