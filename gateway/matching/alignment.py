"""Aligns the words of two names: equal ones, known variants, joined ones, spellings.

Every word of both names is in exactly one pair, so a caller can weigh what the names have in
common against what only one of them has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rigour.names import SymbolCategory
from rigour.text.scripts import text_scripts

from gateway.matching.letters import latin
from gateway.matching.name_words import TELLING
from gateway.matching.names import SYLLABIC, VOWELLESS, NameForm, part_words
from gateway.matching.person_names import KNOWN_NAME, given_name_symbols
from gateway.matching.word_likeness import (
    SOUND_SCORE,
    same_person_word,
    syllable_likeness,
    vowelless_likeness,
    word_likeness,
)

_PATRONYMIC = re.compile(
    r"(?:[oei]v[iy]?t?s?[cs][hz]|[oei]vi[cč]|[oei]vna|[oei]vn[aä]|ichna|inichna|[iy]ch|[oi]wicz|[oei]witsch)$"
)
_PATRONYMIC_LETTERS = 6
_SYMBOL_SCORES: dict[SymbolCategory, tuple[float, str]] = {
    SymbolCategory.NAME: (0.93, "known variants of one name"),
    SymbolCategory.NICK: (0.86, "short form"),
    SymbolCategory.NUMERIC: (0.98, "same number"),
    SymbolCategory.LOCATION: (0.95, "same place"),
    SymbolCategory.SYMBOL: (0.93, "known variant"),
    SymbolCategory.INITIAL: (0.85, "initial"),
}
_SON_OF = frozenset({"bin", "ibn", "ben", "bint"})
_FEW_WORDS = 3
_ANY_NAME = SymbolCategory.NAME.value  # rigour's names, which do not all know their variants
_NAMES_APART = 0.65
_SYLLABLES, _CONSONANTS = "syllables", "consonants"
LEAST = 0.6
"""Words less alike than this are two words."""

_JOINED_SCORE = 0.97
_SURE, _PARTED = 0.9, 0.8  # how alike joined words and the one word have to be
_LONG_LETTERS = 7  # of a surname of two words: Ahmadi Nezhad, Ahmadinejad
_JOINED_LETTERS = 5  # of which words that are written as one have at least


@dataclass(frozen=True, slots=True)
class WordPair:
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


@dataclass(frozen=True, slots=True)
class _Term:
    text: str
    weight: float
    symbols: frozenset[tuple[str, str]]
    scores: tuple[tuple[tuple[str, str], float, str], ...]
    patronymic: bool
    script: str = ""  # or "syllables", "consonants"
    foreign: bool = False  # whether its own letters are not plain Latin ones
    written: tuple[str, ...] = ()  # as it stood before it was read as something else


def align(a: NameForm, b: NameForm) -> tuple[WordPair, ...]:
    """Align two names, pairs first, then words that only one name has."""
    ours, theirs = list(_terms(a)), list(_terms(b))
    persons = a.is_person and b.is_person
    pairs = list(_equal(ours, theirs))
    # What is written as one to the letter comes before words that are merely alike.
    pairs += _written_as_one(ours, theirs, persons=persons, least=_SURE)
    pairs += _alike(ours, theirs, persons=persons)
    pairs += _written_as_one(ours, theirs, persons=persons, least=_PARTED)
    pairs += [_alone(term, a, ours=True) for term in ours]
    pairs += [_alone(term, b, ours=False) for term in theirs]
    return tuple(pairs)


def _equal(ours: list[_Term], theirs: list[_Term]) -> Iterator[WordPair]:
    for mine in list(ours):
        for their in theirs:
            if mine.text == their.text:
                ours.remove(mine)
                theirs.remove(their)
                yield WordPair(mine.text, their.text, 1.0, weight=mine.weight)
                break


def _alike(ours: list[_Term], theirs: list[_Term], *, persons: bool) -> list[WordPair]:
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
    ours: list[_Term], theirs: list[_Term], *, persons: bool, least: float
) -> list[WordPair]:
    """Pair two words of one name with the one word of the other that they are written as."""
    pairs: list[WordPair] = []
    for split, whole, turned in ((ours, theirs, False), (theirs, ours, True)):
        for one in list(whole):
            if len(one.text) < _JOINED_LETTERS or len(split) < 2:  # noqa: PLR2004 - two words
                continue
            best: tuple[float, _Term, _Term] | None = None
            syllabic = persons and _SYLLABLES in {one.script, *(term.script for term in split)}
            sizes = [len(term.text) for term in split]
            for i, first in enumerate(split):
                rest = len(one.text) - sizes[i]
                for j, second in enumerate(split):
                    if i == j or not -2 <= sizes[j] - rest <= 2:  # noqa: PLR2004 - letters
                        continue
                    text = first.text + second.text
                    score = _as_one(text, one.text, syllabic, persons)
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
    return pairs


def _long(text: str, one: str) -> bool:
    return min(len(text), len(one)) >= _LONG_LETTERS


def _as_one(text: str, one: str, syllabic: bool, persons: bool) -> float:  # noqa: FBT001
    if text == one:
        return 1.0
    return (syllable_likeness(text, one) if syllabic else word_likeness(text, one, persons))[0]


def _alone(term: _Term, form: NameForm, *, ours: bool) -> WordPair:
    sides = (term.text, "") if ours else ("", term.text)
    initial = len(term.text) == 1 and term.text.isalpha()
    minor = term.patronymic or (form.is_person and _is_repeated(term, form))
    return WordPair(*sides, 0.0, "", term.weight * (0.5 if initial else 1.0), minor)


def _is_repeated(term: _Term, form: NameForm) -> bool:
    """Whether a name has a word in two languages: Anna Todorova / Hanna Todorova."""
    others = [each for each in _terms(form) if each is not term]
    return len(others) > _FEW_WORDS and any(
        term.text == each.text or _likeness(term, each, persons=True)[0] >= SOUND_SCORE
        for each in others
        if len(each.text) > 1
    )


def _likeness(a: _Term, b: _Term, *, persons: bool) -> tuple[float, str]:
    if a.written or b.written:
        return _as_written(a, b)
    if not persons and max(a.weight, b.weight) < TELLING:
        return _by_symbol(a, b, (0.0, ""))  # two words that are known, and are not one
    scripts = {a.script, b.script}
    best = word_likeness(a.text, b.text, persons) if len(scripts) == 1 else (0.0, "")
    if _SYLLABLES in scripts:
        best = syllable_likeness(a.text, b.text)
        if not persons:
            best = max(best, word_likeness(a.text, b.text, persons))
    elif _CONSONANTS in scripts and len(scripts) > 1:
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


def _by_symbol(a: _Term, b: _Term, best: tuple[float, str]) -> tuple[float, str]:
    for symbol, score, why in a.scores:
        if score > best[0] and symbol in b.symbols:
            best = score, why
    return best


def _apart(a: _Term, b: _Term, sort: str) -> bool:
    """Whether both words are names that are known, and known to be two: Hassan, Hussein."""
    ours, theirs = ({s for s in each.symbols if s[0] == sort} for each in (a, b))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _as_written(a: _Term, b: _Term) -> tuple[float, str]:
    """Compare words of which one was read: the other may be a spelling that no table has.

    Two words that were both read as something have different meanings.
    """
    if a.written and b.written:
        return 0.0, ""
    pairs = ((x, y) for x in a.written or (a.text,) for y in b.written or (b.text,))
    return max(
        (word_likeness(x, y, False) if x != y else (1.0, "") for x, y in pairs),  # noqa: FBT003
        default=(0.0, ""),
    )


def _script(word: str) -> str:
    """Say how a word was written, as far as that changes how it is compared."""
    if word.isascii():
        return ""
    scripts = text_scripts(word)
    if scripts & SYLLABIC:
        return _SYLLABLES
    return _CONSONANTS if scripts & VOWELLESS else ""


@lru_cache(maxsize=16_384)
def _terms(form: NameForm) -> tuple[_Term, ...]:
    """Return the words of a name with what rigour knows of each."""
    known: dict[int, list[tuple[tuple[str, str], float, str]]] = {}
    for span in form.name.spans if form.name is not None else ():
        entry = _SYMBOL_SCORES.get(span.symbol.category)
        if entry is not None and len(span.parts) == 1:
            symbol = (span.symbol.category.value, str(span.symbol.id))
            known.setdefault(span.parts[0].index, []).append((symbol, *entry))
    read: dict[str, tuple[str, ...]] = {}
    for reading in form.readings:
        written, _, meaning = reading.rpartition(" = ")
        for word in meaning.split():
            read[word] = (*read.get(word, ()), *latin(written).split())
    terms: list[_Term] = []
    for part in form.parts:
        words = part_words(part)
        scores = tuple(known.get(part.index, ()))
        script = _script(part.form)
        foreign = not part.form.isascii()
        if form.is_person:
            scores += given_name_symbols(words[-1]) if words else ()
        for word in words:
            # The article that was parted from its word has none of the word's symbols.
            own = scores if word == words[-1] else ()
            patronymic = (
                form.is_person
                and len(word) >= _PATRONYMIC_LETTERS
                and _PATRONYMIC.search(word) is not None
            )
            symbols = frozenset(symbol for symbol, _, _ in own)
            weight = 1.0 if script == _SYLLABLES and form.is_person else form.weight(word)
            terms.append(
                _Term(word, weight, symbols, own, patronymic, script, foreign, read.get(word, ()))
            )
    if form.is_person:
        terms = list(_nasab(terms))
    if not terms:
        terms = [_Term(t, form.weight(t), frozenset(), (), patronymic=False) for t in form.tokens]
    return tuple(terms)


def _nasab(terms: list[_Term]) -> Iterator[_Term]:
    """Mark the forefathers within a name, who are left out: Usama bin Muhammad bin Ladin."""
    telling = [term.weight >= TELLING for term in terms]
    for at, term in enumerate(terms):
        forefather = at > 0 and terms[at - 1].text in _SON_OF and any(telling[at + 1 :])
        yield replace(term, patronymic=True) if forefather else term
