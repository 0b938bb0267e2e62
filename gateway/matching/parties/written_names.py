"""What one written name holds besides a name: a former one, a translation, a person's form.

"Krutoyar JSC (until 2024: Stepnoy Motor JSC)" are two names of one party; so are a name and its
translation in brackets. A party whose kind is not recorded is read as a person where its name can
be nothing else: a given name that is known, initials, a Chinese surname with its given name.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache, partial

from gateway.matching.parties.name_words import PLACE, NameWord, read_organisation
from gateway.matching.parties.person_names import (
    KNOWN_NAME,
    given_name_symbols,
    has_initials,
    is_korean_surname,
    is_particle,
    surname_and_given,
)
from gateway.matching.parties.transliteration import latin
from gateway.matching.tables import table_of

_read = partial(table_of, __file__)
_CACHED_NAMES = 32_768
_BRACKETS = re.compile(
    r"^(?P<outside>[^()（）\[\]]{2,})[(（\[](?P<inside>[^()（）\[\]]{2,})[)）\]]\s*$"
)
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_LONG_PHRASE = 4  # letters; "do" and "ex" may be words of the name
_PERSONAL_WORDS = range(2, 5)
_BESIDE_INITIALS = range(1, 4)  # words of a person's name that has initials
_LEAST_WORDS = 2  # of a translation in brackets; one word is a place or an abbreviation
_PINYIN = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|er|an|en|in|un"
    r"|ia|ua|uo|[aeiouv])){1,2}"
)


@lru_cache(maxsize=_CACHED_NAMES)
def names_within(text: str) -> tuple[str, ...]:
    """Return a written name, and the names that stand within it: the former one, a translation.

    A name that a person was born with is one beside her given names.
    """
    if (born := _born().match(text)) is not None:
        outside = born["outside"].strip()
        return (text, outside, f"{outside} {born['inside'].strip()}")
    found = _BRACKETS.match(text)
    if found is None:
        behind = _behind_comma().match(text)
        return (text,) if behind is None else (text, behind["outside"], behind["inside"])
    inside = found["inside"].strip()
    bare = _former().sub(" ", inside)
    is_former = bare != inside
    if is_former:
        bare = _YEAR.sub(" ", bare)
    bare = bare.strip(" :：,;.-–")
    words = read_organisation(bare).words
    telling = sum(word.weight > PLACE for word in words)
    if not is_former and is_written_as_one(inside) != is_written_as_one(found["outside"]):
        return (text, found["outside"].strip(), inside)  # Kim Jong-cheol (金鐘哲)
    # What a body of a State was called has no telling word: "until 2023 Ministry of Railways".
    if not (telling or (is_former and words)) or (len(words) < _LEAST_WORDS and not is_former):
        return (text,)
    return (text, found["outside"].strip(), bare)


@lru_cache(maxsize=_CACHED_NAMES)
def looks_personal(text: str) -> bool:
    """Whether a name of a party of unknown kind can be nothing but a person's."""
    if not may_be_personal(text):
        return False
    if is_written_as_one(text):
        return True
    words = [word for word in latin(text).split() if not is_particle(word)]
    full = [word for word in words if len(word) > 1]
    if has_initials(text) and len(full) in _BESIDE_INITIALS:
        return True
    if len(words) not in _PERSONAL_WORDS:
        return False
    titled = latin(text).split()[0] in _titles()
    return titled or is_pinyin_name(tuple(words)) or any(_is_given(word) for word in words)


@lru_cache(maxsize=_CACHED_NAMES)
def may_be_personal(text: str) -> bool:
    """Whether nothing in a name of a party of unknown kind says that it is no person's."""
    if any(c.isdigit() for c in text) or "&" in text:
        return False
    reading = read_organisation(text)
    return not reading.forms and not any(map(_is_no_name, reading.words))


def is_written_as_one(text: str) -> bool:
    """Whether a text is a surname and a given name in Han or Hangul, written as one word."""
    parted = surname_and_given(text.strip())
    if parted is None:
        return False
    surname, given = (latin(part).replace(" ", "") for part in parted)
    return is_korean_surname(parted[0]) or is_pinyin_name((surname, given))


def _is_no_name(word: NameWord) -> bool:
    """Whether a word says what an organisation is or where, and is no name of a person either."""
    little = len(word.read) == 1 or is_particle(word.read) or is_particle(latin(word.written))
    if little or word.weight > PLACE:
        return False
    return not (word.weight == PLACE and _is_given(latin(word.written)))  # Roman, Sofia


def is_pinyin_name(words: tuple[str, ...]) -> bool:
    """Whether two words are a Chinese surname and a given name of one or two syllables."""
    if len(words) != 2:  # noqa: PLR2004 - surname and given name
        return False
    return any(
        surname in _surnames() and given not in _surnames() and _PINYIN.fullmatch(given)
        for surname, given in (words, words[::-1])
    )


def _is_given(word: str) -> bool:
    return any(symbol[0] == KNOWN_NAME for symbol, _, _ in given_name_symbols(word))


@cache
def little_words() -> frozenset[str]:
    """Return the words, in Latin letters, that an abbreviation leaves out."""
    return frozenset(latin(_read()["little"]).split())


@cache
def _titles() -> frozenset[str]:
    return frozenset(latin(_read()["titles"]).split())


@cache
def _surnames() -> frozenset[str]:
    return frozenset(_read()["pinyin_surnames"].split())


@cache
def _behind_comma() -> re.Pattern[str]:
    """Compile what finds a former name or a trade name without brackets.

    "Krutoyar JSC, formerly Stepnoy" needs its comma, "Krutoyar JSC d/b/a Stepnoy" does not.
    """
    words = _phrases("former", len_at_least=_LONG_PHRASE)
    unmistakable = "|".join(each for each in words.split("|") if "/" in each or "\\ " in each)
    return re.compile(
        rf"^(?P<outside>[^()]{{2,}}?)(?:,\s*(?:{words})|,?\s+(?:{unmistakable}))[.:]?\s+"
        r"(?P<inside>[^()]{2,})$",
        re.IGNORECASE,
    )


@cache
def _born() -> re.Pattern[str]:
    """Compile what finds the name that somebody was born with: "Anna Quell, née Marek"."""
    return re.compile(
        rf"^(?P<outside>[^()]{{2,}}?)(?:,\s*|\s+|\s*\()(?:{_phrases('born')})[.:]?\s+"
        r"(?P<inside>[^()]{2,}?)\)?\s*$",
        re.IGNORECASE,
    )


def _phrases(part: str, *, len_at_least: int = 1) -> str:
    phrases = [each.strip() for each in _read()[part].replace("\n", " ").split(",")]
    longest = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(each) for each in longest if len(each) >= len_at_least)


@cache
def _former() -> re.Pattern[str]:
    words = _phrases("former")
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)|(?:{words})(?=[:：])", re.IGNORECASE)
