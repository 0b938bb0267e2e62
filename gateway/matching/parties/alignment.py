"""Aligns the words of two names: equal ones, known variants, joined ones, spellings.

Every word of both names is in exactly one pair, so a caller can weigh what the names have in
common against what only one of them has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from rigour.names import SymbolCategory

from gateway.matching.parties.analysed_name import CONSONANTS, PINYIN, SYLLABLES, NameForm, Term
from gateway.matching.parties.name_words import TELLING
from gateway.matching.parties.person_names import KNOWN_NAME
from gateway.matching.parties.terms import terms_of
from gateway.matching.parties.word_likeness import (
    SOUND_SCORE,
    gendered,
    same_person_word,
    syllable_likeness,
    vowelless_likeness,
    word_likeness,
)

_VOWEL = re.compile(r"[aeiou]")
_FEW_WORDS = 3
_ANY_NAME = SymbolCategory.NAME.value  # rigour's names, which do not all know their variants
_NAMES_APART = 0.65
LEAST = 0.6
"""Words less alike than this are two words."""

_JOINED_SCORE = 0.97
_SURE, _PARTED = 0.9, 0.8  # how alike joined words and the one word have to be
_LONG_LETTERS = 7  # of a surname of two words: Ahmadi Nezhad, Ahmadinejad
_JOINED_LETTERS = 5  # of which words that are written as one have at least


class WordPair(NamedTuple):
    """Words of our name and of theirs that were aligned; one side is "" if it has none.

    Attributes:
        ours: Our words.
        theirs: Their words.
        score: How alike they are, from 0 to 1.
        why: Reason, if they are not equal.
        weight: How much they count: a telling word counts 1.
        minor: Whether a word that stands alone is often left out (a patronymic, a particle).
    """

    ours: str
    theirs: str
    score: float
    why: str = ""
    weight: float = 1.0
    minor: bool = False


def align(a: NameForm, b: NameForm) -> tuple[WordPair, ...]:
    """Align two names, pairs first, then words that only one name has."""
    ours, theirs = list(terms_of(a)), list(terms_of(b))
    persons = a.is_person and b.is_person
    pairs = list(_equal(ours, theirs))
    # What is written as one to the letter comes before words that are merely alike.
    sure, nearest = _written_as_one(ours, theirs, persons=persons, least=_SURE)
    pairs += sure
    pairs += _alike(ours, theirs, persons=persons)
    if nearest >= _PARTED:
        pairs += _written_as_one(ours, theirs, persons=persons, least=_PARTED)[0]
    pairs += [_alone(term, a, ours=True) for term in ours]
    pairs += [_alone(term, b, ours=False) for term in theirs]
    return tuple(pairs)


def _equal(ours: list[Term], theirs: list[Term]) -> Iterator[WordPair]:
    for mine in list(ours):
        for their in theirs:
            if mine.text == their.text:
                ours.remove(mine)
                theirs.remove(their)
                yield WordPair(mine.text, their.text, 1.0, weight=mine.weight)
                break


def _alike(ours: list[Term], theirs: list[Term], *, persons: bool) -> list[WordPair]:
    """Pair the words that are most alike, until none are."""
    found = [
        (score, mine, their, why)
        for mine in ours
        for their in theirs
        for score, why in (_likeness(mine, their, persons=persons),)
        if score >= LEAST
    ]
    # Of equals, the letters decide, so that swapping the names changes nothing.
    found.sort(key=lambda each: (-each[0], *sorted((each[1].text, each[2].text))))
    pairs: list[WordPair] = []
    for score, mine, their, why in found:
        if mine in ours and their in theirs:
            ours.remove(mine)
            theirs.remove(their)
            # A spelling of a word that was read says no more than the word.
            least = bool(mine.written or their.written)
            weight = (min if least else max)(mine.weight, their.weight)
            if why == "initial":
                weight *= 0.5
            pairs.append(WordPair(mine.text, their.text, score, why, weight))
    return pairs


def _written_as_one(
    ours: list[Term], theirs: list[Term], *, persons: bool, least: float
) -> tuple[list[WordPair], float]:
    """Pair two words of one name with the one word of the other that they are written as.

    Returns:
        The pairs, and how alike the nearest joined words and a word were.
    """
    pairs: list[WordPair] = []
    nearest = 0.0
    for split, whole, turned in ((ours, theirs, False), (theirs, ours, True)):
        for one in list(whole):
            if len(one.text) < _JOINED_LETTERS or len(split) < 2:  # noqa: PLR2004 - two words
                continue
            best: tuple[float, Term, Term] | None = None
            syllabic = persons and SYLLABLES in {one.script, *(term.script for term in split)}
            sizes = [len(term.text) for term in split]
            for i, first in enumerate(split):
                rest = len(one.text) - sizes[i]
                for j, second in enumerate(split):
                    if i == j or not -2 <= sizes[j] - rest <= 2:  # noqa: PLR2004 - letters
                        continue
                    text = first.text + second.text
                    score = _as_one(text, one.text, syllabic, persons)
                    nearest = max(nearest, score)
                    # Parts of persons' names are short: unlike letters make other names.
                    enough = least if syllabic or not persons or _long(text, one.text) else _SURE
                    if score >= enough and (best is None or score > best[0]):
                        best = (score, first, second)
            if best is not None:
                score, first, second = best
                split.remove(first)
                split.remove(second)
                whole.remove(one)
                parts, weight = f"{first.text} {second.text}", max(one.weight, first.weight)
                sides = (one.text, parts) if turned else (parts, one.text)
                pairs.append(
                    WordPair(*sides, score * _JOINED_SCORE, "written as one", weight * 1.5)
                )
    return pairs, nearest


def _long(text: str, one: str) -> bool:
    return min(len(text), len(one)) >= _LONG_LETTERS


def _as_one(text: str, one: str, syllabic: bool, persons: bool) -> float:  # noqa: FBT001
    if text == one:
        return 1.0
    return (syllable_likeness(text, one) if syllabic else word_likeness(text, one, persons))[0]


def _alone(term: Term, form: NameForm, *, ours: bool) -> WordPair:
    sides = (term.text, "") if ours else ("", term.text)
    initial = len(term.text) == 1 and term.text.isalpha()
    minor = term.patronymic or (form.is_person and _is_repeated(term, form))
    return WordPair(*sides, 0.0, "", term.weight * (0.5 if initial else 1.0), minor)


def _is_repeated(term: Term, form: NameForm) -> bool:
    """Whether a name has a word in two languages: Anna Todorova / Hanna Todorova."""
    others = [each for each in terms_of(form) if each is not term]
    return len(others) > _FEW_WORDS and any(
        term.text == each.text or _likeness(term, each, persons=True)[0] >= SOUND_SCORE
        for each in others
        if len(each.text) > 1
    )


def _likeness(a: Term, b: Term, *, persons: bool) -> tuple[float, str]:
    if a.written or b.written:
        return _as_written(a, b)
    if not persons and max(a.weight, b.weight) < TELLING:
        return _by_symbol(a, b, (0.0, ""))  # two words that are known, and are not one
    scripts = {each.script for each in (a, b) if each.script != PINYIN} or {""}
    if a.script == b.script == PINYIN:
        scripts = {SYLLABLES}
    best = word_likeness(a.text, b.text, persons) if len(scripts) == 1 else (0.0, "")
    if SYLLABLES in scripts:
        best = syllable_likeness(a.text, b.text)
        if not persons:
            best = max(best, word_likeness(a.text, b.text, persons))
    elif CONSONANTS in scripts and len(scripts) > 1:
        best = vowelless_likeness(a.text, b.text)
    if best[1] == "same sound" and a.foreign != b.foreign:
        best = SOUND_SCORE, best[1]  # transliteration changes vowels
    if persons and best[0] and _apart(a, b, KNOWN_NAME):
        best = 0.0, ""
    elif persons and best[1] == "same sound" and best[0] < SOUND_SCORE and _apart(a, b, _ANY_NAME):
        best = _NAMES_APART, best[1]
    known = _by_symbol(a, b, best)
    if known is not best and persons and not same_person_word(a.text, b.text):
        return best  # a man's and a woman's form of a given name share rigour's symbol
    return known


def _by_symbol(a: Term, b: Term, best: tuple[float, str]) -> tuple[float, str]:
    for symbol, score, why in a.scores:
        if score > best[0] and symbol in b.symbols:
            best = score, why
    return best


def _apart(a: Term, b: Term, sort: str) -> bool:
    """Whether both words are names that are known, and known to be two: Hassan, Hussein."""
    ours, theirs = ({s for s in each.symbols if s[0] == sort} for each in (a, b))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def two_given_names(a: Term, b: Term) -> bool:
    """Whether two words of persons' names are two given names, whatever letters they share."""
    if a.script == b.script == PINYIN:
        return syllable_likeness(a.text, b.text)[0] == 0
    return _apart(a, b, KNOWN_NAME) or gendered(a.text, b.text)


def _as_written(a: Term, b: Term) -> tuple[float, str]:
    """Compare words of which one was read: the other may be a spelling that no table has.

    Two words that were both read as something have different meanings.
    """
    if a.written and b.written:
        return 0.0, ""
    pairs = ((x, y) for x in a.written or (a.text,) for y in b.written or (b.text,))
    return max((_as_spelt(x, y) for x, y in pairs), default=(0.0, ""))


def _as_spelt(a: str, b: str) -> tuple[float, str]:
    if a == b:
        return 1.0, ""
    if _VOWEL.search(a) and _VOWEL.search(b):
        return word_likeness(a, b, False)  # noqa: FBT003
    return vowelless_likeness(a, b)  # what was read was written without vowels
