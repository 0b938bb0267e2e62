"""What one written name holds besides a name: a former one, a translation, a person's form.

"Krutoyar JSC (until 2024: Stepnoy Motor JSC)" are two names of one party; so are a name and its
translation in brackets. A party whose kind is not recorded is read as a person where its name can
be nothing else: a given name that is known, initials, a Chinese surname with its given name.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from gateway.matching.parties.name_words import PLACE, Word, read_organisation
from gateway.matching.parties.person_names import KNOWN_NAME, given_name_symbols, is_particle
from gateway.matching.parties.transliteration import latin

_TABLE_FILE = Path(__file__).with_name("written_names.toml")
_CACHED_NAMES = 32_768
_BRACKETS = re.compile(
    r"^(?P<outside>[^()（）\[\]]{2,})[(（\[](?P<inside>[^()（）\[\]]{2,})[)）\]]\s*$"
)
_INITIAL = re.compile(r"(?<!\w)[^\W\d_]\.")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_PERSONAL_WORDS = range(2, 5)
_LEAST_WORDS = 2  # of a translation in brackets; one word is a place or an abbreviation
_PINYIN = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ui|ao|ou|iu|ie|ue|er|an|en|in|un"
    r"|ia|ua|uo|[aeiouv])){1,2}"
)


@lru_cache(maxsize=_CACHED_NAMES)
def names_within(text: str) -> tuple[str, ...]:
    """Return a written name, and the names that stand within it: the former one, a translation."""
    found = _BRACKETS.match(text)
    if found is None:
        return (text,)
    inside = found["inside"].strip()
    bare = _former().sub(" ", inside)
    is_former = bare != inside
    if is_former:
        bare = _YEAR.sub(" ", bare)
    bare = bare.strip(" :：,;.-–")
    words = read_organisation(bare).words
    telling = sum(word.weight > PLACE for word in words)
    # What a body of a State was called has no telling word: "until 2023 Ministry of Railways".
    if not (telling or (is_former and words)) or (len(words) < _LEAST_WORDS and not is_former):
        return (text,)
    return (text, found["outside"].strip(), bare)


@lru_cache(maxsize=_CACHED_NAMES)
def looks_personal(text: str) -> bool:
    """Whether a name of a party of unknown kind can be nothing but a person's."""
    if any(c.isdigit() for c in text) or "&" in text:
        return False
    reading = read_organisation(text)
    if reading.forms or any(map(_is_no_name, reading.words)):
        return False
    words = [word for word in latin(text).split() if not is_particle(word)]
    if len(_INITIAL.findall(text)) and len([w for w in words if len(w) > 1]) == 1:
        return True
    if len(words) not in _PERSONAL_WORDS:
        return False
    return is_pinyin_name(tuple(words)) or any(_is_given(word) for word in words)


def _is_no_name(word: Word) -> bool:
    """Whether a word says what an organisation is or where, and is no name of a person either."""
    if len(word.read) == 1 or is_particle(word.read) or word.weight > PLACE:
        return False
    return not (word.weight == PLACE and _is_given(latin(word.written)))  # Milan, Roman


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
def _surnames() -> frozenset[str]:
    return frozenset(_read()["pinyin_surnames"].split())


@cache
def _former() -> re.Pattern[str]:
    phrases = [each.strip() for each in _read()["former"].replace("\n", " ").split(",")]
    words = "|".join(re.escape(each) for each in sorted(phrases, key=len, reverse=True) if each)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)|(?:{words})(?=[:：])", re.IGNORECASE)


@cache
def _read() -> dict[str, str]:
    return tomllib.loads(_TABLE_FILE.read_text("utf-8"))
