"""Compares two words: edits, sounds, initials; a score and the reason for it.

Short words are not forgiven an edit: Li is not Lu, and Orion Asia is not Orion Avia.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from gateway.matching.parties.name_words import TELLING, read_organisation
from gateway.matching.parties.transcriptions import consonants, sound_distance
from gateway.matching.parties.transliteration import syllables

SOUND_SCORE = 0.88
# Words of one sound with other vowels: Nazar, Nazir; with more of them: Fazl, Fazal.
_VOWELS_DIFFER = {True: 0.78, False: 0.62}  # of persons' names, of organisations'
_VOWELS_MORE = {True: 0.82, False: 0.72}
SLIP_SCORE = 0.92
INITIAL_SCORE = 0.85
SURNAME_SCORE = 0.95
ABBREVIATION_SCORE = 0.8

_GIVEN_LETTERS = 3
# How far apart words may sound that are one, and may be one, by their consonants: 0 to 4 and more.
_ONE_SOUND_APART = (-1.0, 0.0, 0.15, 0.3, 0.45)
_SOUNDS_APART = {True: (-1.0, 0.0, 0.4, 0.6, 0.9), False: (-1.0, 0.0, 0.31, 0.8, 1.1)}
_SOUND_LETTERS_ONE = 75  # percent that words of one syllable share at least
_SOUND_LETTERS_LONG = 42
_GIVEN_NAME = 7  # letters; longer words are surnames
_ONE_SOUND = 4  # letters of a word with one consonant, at least
_EDIT_COST = 1.15
# Letters of the longer word up to which so many edits are forgiven.
_FORGIVEN = ((4, 0), (7, 1), (11, 2))
_FORGIVEN_PERSONS = ((4, 0), (8, 1), (12, 2))  # Xiaolong and Xiaoping
_MOST_FORGIVEN = 3
_ABBREVIATED = 4  # letters from which the beginning of a word may stand for it
_ARTICLES = ("al", "el")
_WITH_ARTICLE = 7  # letters; Albert is no Bert
_VOWEL_RUNS = re.compile(r"[aeiou]+")
_ONE_VOWEL = frozenset({"ae", "ea", "ei", "ie", "ou", "uo", "ao", "oa"})
_VOWELS = str.maketrans("", "", "aeiouy")
_DOUBLED = re.compile(r"([a-z])\1+")
_SURNAME_OF_HIS = re.compile(r"(?:[oe]v|in|yn|sky|skiy|skii|skij|ski|tsky|oi|oy|yi|iy)$")
_SURNAME_OF_HERS = re.compile(r"(?:[oe]va|ina|yna|skaya|skaia|skaja|ska|tskaya|aya|aia|aja)$")


@lru_cache(maxsize=131_072)
def word_likeness(a: str, b: str, persons: bool) -> tuple[float, str]:  # noqa: FBT001 - cached
    """Return how alike two different words are, and why.

    Args:
        a: A word in Latin letters; the order of the two changes nothing.
        b: The other word.
        persons: Whether both belong to persons' names.
    """
    short, long = sorted((a, b), key=lambda word: (len(word), word))
    if not short or _far_apart(short, long, persons):
        return 0.0, ""
    return _compare(short, long, persons)


def _compare(short: str, long: str, persons: bool) -> tuple[float, str]:  # noqa: FBT001
    if slip := _slip(short, long):
        return slip
    if persons and (bare := _without_article(short, long)) is not None:
        return (
            (SURNAME_SCORE, "with the article")
            if bare[0] == bare[1]
            else word_likeness(*bare, persons)
        )
    if persons:
        if len(short) == 1:
            return (INITIAL_SCORE, "initial") if _begins(short, long) else (0.0, "")
        if (special := _genders(short, long)) is not None:
            return special
    edits = OSA.distance(short, long, score_cutoff=_MOST_FORGIVEN)
    sizes = _FORGIVEN_PERSONS if persons else _FORGIVEN
    forgiven = next((n for size, n in sizes if len(long) <= size), _MOST_FORGIVEN)
    if short[0] != long[0]:
        forgiven -= 1  # Northern and Southern, Winchester and Manchester
    score, why = 0.0, ""
    if edits <= forgiven:
        score, why = 1 - _EDIT_COST * edits / len(long), "spelling"
    if score < SOUND_SCORE and (heard := _heard(short, long, persons)) > score:
        score, why = heard, "same sound"
    if score < SOUND_SCORE and persons and _same_syllables(short, long):
        score, why = SOUND_SCORE, "same sound"
    if not persons and score < ABBREVIATION_SCORE and _abbreviates(short, long):
        score, why = ABBREVIATION_SCORE, "abbreviation"
    return score, why


def _begins(initial: str, word: str) -> bool:
    return word.startswith(initial) or (initial == "y" and word.startswith("j"))  # Yuri, Juri


def _far_apart(short: str, long: str, persons: bool) -> bool:  # noqa: FBT001
    """Whether neither edits nor sounds can make two words one: so it is with most pairs."""
    if short[0].isdigit() or long[0].isdigit():
        return True
    if persons and len(short) == 1:
        return not _begins(short, long)
    if short[0] == long[0] or fuzz.ratio(short, long) >= _SOUND_LETTERS_LONG:
        return False
    if not persons:
        return True
    # With an article, or in syllables, one word may be written in other letters.
    article = long.startswith(_ARTICLES) or short.startswith(_ARTICLES)
    return not article and not _same_syllables(short, long)


def _without_article(short: str, long: str) -> tuple[str, str] | None:
    """Return the words without the article that only one of them has attached: Alqasimi, Qasimi."""
    for word, other in ((long, short), (short, long)):
        has = word.startswith(_ARTICLES) and len(word) >= _WITH_ARTICLE
        if (
            has
            and len(other) >= _WITH_ARTICLE - 2
            and other[0] == word[2]
            and other[0] not in "aeiouy"
        ):
            return word[2:], other
    return None


def _slip(short: str, long: str) -> tuple[float, str] | None:
    """Return the score of a slip of the hand: a letter doubled, two letters turned."""
    if _DOUBLED.sub(r"\1", short) == _DOUBLED.sub(r"\1", long) and len(short) > 1:
        return SLIP_SCORE, "spelling"
    turned = len(short) == len(long) > _ONE_SOUND and sorted(short) == sorted(long)
    if turned and OSA.distance(short, long, score_cutoff=1) == 1:
        return SLIP_SCORE, "letters turned"
    return None


def _genders(short: str, long: str) -> tuple[float, str] | None:
    """Tell one surname in a man's and a woman's form from a man's and a woman's given name."""
    for his, hers in ((short, long), (long, short)):
        if _SURNAME_OF_HIS.search(his) and _SURNAME_OF_HERS.search(hers):
            stem, other = _SURNAME_OF_HIS.sub("", his), _SURNAME_OF_HERS.sub("", hers)
            if len(stem) > 1 and stem == other:
                return SURNAME_SCORE, "one surname"
    if not same_person_word(short, long):
        return 0.0, ""
    return None


def same_person_word(a: str, b: str) -> bool:
    """Whether nothing in the endings says that two words name different persons."""
    short, long = sorted((a, b), key=lambda word: (len(word), word))
    if gendered(short, long):
        return False
    if sum(word[-1] == "a" for word in (short, long)) == 1 and _one_but_gender(short, long):
        return False  # Alexander and Alexandra, Oleg and Olga
    if {short[-1], long[-1]} == {"a", "o"} and short[:-1] == long[:-1]:
        return len(long) > _GIVEN_NAME  # Mario and Maria, but Lukashenka and Lukashenko
    # Hasan is a given name, Hasani who comes of him.
    return not any(x[-1] == "i" and y[-1] not in "aeiouyjh" for x, y in ((a, b), (b, a)))


def gendered(a: str, b: str) -> bool:
    """Whether two words look like a man's and a woman's given name: Viktor and Viktoria."""
    short, long = sorted((a, b), key=len)
    return (
        len(short) >= _GIVEN_LETTERS
        and long != short
        and long[-1] == "a"
        and short[-1] not in "aeiouy"
        and long.startswith(short)
    )


def _one_but_gender(short: str, long: str) -> bool:
    """Whether the word in -a is the other with nothing but a vowel moved to its end."""
    hers, his = (short, long) if short[-1] == "a" else (long, short)
    return (
        his[-1] not in "aeiouyh"
        and abs(len(long) - len(short)) <= 1
        and hers[:2] == his[:2]
        and hers[:-1].translate(_VOWELS) == his.translate(_VOWELS)
    )


def _heard(a: str, b: str, persons: bool) -> float:  # noqa: FBT001
    """Return what words count that may differ in nothing but how their sounds are spelt."""
    if len(b) <= _ONE_SOUND and fuzz.ratio(a, b) < _SOUND_LETTERS_ONE:
        return 0.0
    count = min(consonants(word, breath=persons) for word in (a, b))
    apart = sound_distance(a, b)
    if apart <= _ONE_SOUND_APART[min(count, 4)]:
        return SOUND_SCORE
    if apart > _SOUNDS_APART[persons][min(count, 4)]:
        return 0.0
    return _by_vowels(a, b, persons)


def _by_vowels(a: str, b: str, persons: bool) -> float:  # noqa: FBT001
    """Return what one sound counts by the vowels: transcriptions vary e and i, o and u, a and e."""
    ours, theirs = (_VOWEL_RUNS.findall(word.replace("y", "i")) for word in (a, b))
    if not persons and abs(len(ours) - len(theirs)) == 1:  # a case ending: Kadyrov, Kadyrova
        short, long = sorted((ours, theirs), key=len)
        if long[:-1] == short and (a.startswith(b) or b.startswith(a)):
            return SOUND_SCORE
    if len(ours) != len(theirs):
        return _VOWELS_MORE[persons]
    differ = any(
        len(x) == len(y) == 1 and x != y and x + y not in _ONE_VOWEL
        for x, y in zip(ours, theirs, strict=True)
    )
    return _VOWELS_DIFFER[persons] if differ else SOUND_SCORE


def _same_syllables(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= _ONE_SOUND and syllables(a) == syllables(b)


def syllable_likeness(a: str, b: str) -> tuple[float, str]:
    """Compare two words of which one was written in Han or Hangul: only sounds, no edits.

    Such words are two short syllables, and one edit away from many others.
    """
    return (SOUND_SCORE, "same sound") if syllables(a) == syllables(b) else (0.0, "")


def vowelless_likeness(a: str, b: str) -> tuple[float, str]:
    """Compare two words of which one was written in a script that leaves vowels out."""
    # The last letter is written if it is a long vowel: Hamid is not Hamidi.
    if any(x[-1] in "iy" and y[-1] not in "aeiouyh" for x, y in ((a, b), (b, a))):
        return 0.0, ""
    few = min(consonants(word, breath=True) for word in (a, b)) <= 1
    enough = not few and sound_distance(a, b, vowelless=True) == 0
    return (SOUND_SCORE, "same consonants") if enough else (0.0, "")


def _abbreviates(short: str, long: str) -> bool:
    if len(short) < _ABBREVIATED or len(long) <= len(short) + 2:
        return False
    without_vowels = long[0] + long[1:].translate(_VOWELS)
    if short.removesuffix("s") == without_vowels.removesuffix("s"):  # Tchnlgs
        return True
    if not long.startswith(short):
        return False
    # Gazprom does not stand for Gazprombank: what is behind it is a word.
    rest = read_organisation(long[len(short) :]).words
    return not rest or rest[0].weight >= TELLING
