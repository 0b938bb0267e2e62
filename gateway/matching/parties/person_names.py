"""Reads the words of a person's name: initials, surnames that are written without a space.

Han and Hangul write surname and given name as one word; the surname is one of few, and its
usual spelling is not the systematic one (이 is Lee, not I).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from gateway.matching.parties.name_words import TELLING, NameWord, Reading
from gateway.matching.parties.transliteration import latin
from gateway.matching.tables import table_of

_WORD = re.compile(r"[^\W_]+(?:['’`ʼ‘][^\W_]+)*")
# One letter, or what one letter of another script is written as: Sz., Ch., Yu.
_INITIALS = re.compile(
    r"(?<!\w)([^\W\d_]|[SZCDK][hzs]|Tch|Tsch|Sch|Shch|Ts|Dj|Gy|[YJ][uae])\.", re.UNICODE
)
_FIRST_LETTERS = {"J": "Y"}  # Ju. is Yu.
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,4}")
_ONE_NAME = re.compile(r"[\u3400-\u9fff]{3}|[\uac00-\ud7af]{3}")
_SON_OF = re.compile(r"(?<=\s)b\.(?=\s)")  # Mubarak b. Saeed
_HANGUL_NAME = re.compile(r"[\uac00-\ud7af]{2,4}")
_HYPHENS = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[a-z])")  # Young-soo, Xiao-ming: one given name
_SERVANT_OF = re.compile(r"abd[aeiou]u?(?:l|([rsnztd])(?=\1))(.{3,})$|abd[aeiou]l[-' ](.{3,})$")
_LONG_SYLLABLE = 6  # letters; longer parts are names of their own (Jean-Pierre)

Symbols = tuple[tuple[tuple[str, str], float, str], ...]
"""What a word is known as: a symbol, how sure two words with it are one, and why."""

KNOWN_NAME = "variants"
"""Category of the symbols of given names: two that share none are two names."""

_WORD_LISTS = ("particles", "servant", "articles", "double_surnames")
_VARIANT_SCORE = 0.93
_SHORT_SCORE = 0.86


@dataclass(frozen=True, slots=True)
class _Table:
    particles: frozenset[str]
    servant: frozenset[str]
    articles: frozenset[str]
    double_surnames: frozenset[str]
    korean_surnames: dict[str, str]
    given_names: dict[str, Symbols]


def is_particle(word: str) -> bool:
    """Whether a word of a person's name is left out as often as it is written."""
    return word in _table().particles


def is_korean_surname(word: str) -> bool:
    """Whether a word in Hangul is a surname."""
    return word in _table().korean_surnames


def surname_and_given(text: str) -> tuple[str, str] | None:
    """Part a name in Han or Hangul that is written as one word; None if it is none.

    A company may be called by two syllables, and by four.
    """
    known = _ONE_NAME.fullmatch(text)
    return _parted(text) if known else None


def given_name_symbols(word: str) -> Symbols:
    """Return what a word of a person's name, in Latin letters, is known as."""
    return _table().given_names.get(word, ())


@cache
def _table() -> _Table:
    raw = table_of(__file__)
    words = {name: frozenset(raw[name].split()) for name in _WORD_LISTS}
    surnames = dict(pair.split("=") for pair in raw["korean_surnames"].split())
    return _Table(**words, korean_surnames=surnames, given_names=_given_names(raw))


def _given_names(table: dict[str, Any]) -> dict[str, Symbols]:
    found: dict[str, Symbols] = {}
    for sort, score, why in (
        (KNOWN_NAME, _VARIANT_SCORE, "one name in several languages"),
        ("short", _SHORT_SCORE, "short form"),
    ):
        for number, line in enumerate(table[sort]):
            names = line.split()
            for name in names:
                # What two names may be short for does not make them one: Alexander, Alexandra.
                symbols = [f"{sort} {number} {full}" for full in names[1:]]
                own = symbols if sort == "short" and name == names[0] else []
                if sort == KNOWN_NAME:
                    own = [f"{sort} {number}"]
                elif name != names[0]:
                    own = [f"{sort} {number} {name}"]
                found[name] = (*found.get(name, ()), *(((sort, each), score, why) for each in own))
    return found


def read_person(text: str) -> Reading:
    """Read the name of a person.

    Args:
        text: The name, in any script, in Unicode's compatibility composition (NFKC).
    """
    words = tuple(NameWord(word, word, TELLING) for word in _words(text))
    return Reading(words, frozenset(), frozenset())


def _words(text: str) -> Iterator[str]:
    text = _INITIALS.sub(_initial, _SON_OF.sub("bin", text))
    surnames = _table().korean_surnames
    for word in _servants(list(_joined(text))):
        if word in surnames:
            yield surnames[word]
        elif _HANGUL_NAME.fullmatch(word):
            surname, given = _parted(word)
            yield surnames.get(surname, surname)
            yield given
        elif _HAN_NAME.fullmatch(word):
            yield from _parted(word)
        else:
            yield word


def has_initials(text: str) -> bool:
    """Say whether a text has an initial with its dot."""
    return _INITIALS.search(text) is not None


def _initial(written: re.Match[str]) -> str:
    """Return an initial as one Latin letter, which begins the name that it stands for."""
    letters = written[1]
    if not letters.isascii():
        return f"{latin(letters)[:1] or letters} "
    first = letters[0]
    return f"{_FIRST_LETTERS.get(first, first) if len(letters) > 1 else first} "


def _servants(words: list[str]) -> Iterator[str]:
    """Write names of "servant of" as one word: Abd al-Rahman, Abdul Rahman, Abdurrahman."""
    at = 0
    while at < len(words):
        word = words[at]
        if word.casefold() in _table().servant and at + 1 < len(words):
            article = words[at + 1].casefold() in _table().articles and at + 2 < len(words)
            rest = words[at + 1 + article]
            yield f"{word}{rest}" if not word.isascii() else f"abdul{rest.casefold()}"
            at += 2 + article
            continue
        spelt = _SERVANT_OF.match(word.casefold())
        yield f"abdul{spelt[2] or spelt[3]}" if spelt else word
        at += 1


def _joined(text: str) -> Iterator[str]:
    """Give the words; a given name of two short syllables is one word."""
    for chunk in text.split():
        parts = _HYPHENS.split(chunk)
        together = len(parts) > 1 and all(len(part) <= _LONG_SYLLABLE for part in parts[1:])
        if together and not any(is_particle(part.lower()) for part in parts):
            yield from _WORD.findall("".join(parts))
        else:
            yield from _WORD.findall(chunk)


def _parted(word: str) -> tuple[str, str]:
    size = 2 if word[:2] in _table().double_surnames and len(word) > 2 else 1  # noqa: PLR2004 - a surname of two
    return word[:size], word[size:]
