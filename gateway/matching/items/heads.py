"""What a description names: its head, where that is a noun of the table (`heads.toml`).

Article 2(22) compares items, and the noun that a description is about says more of what the item is
than all other words: a laser power meter is no laser, though it shares words, values and often the
code with one. A likeness of meaning does not tell them apart. Where the head stands depends on the
language: first in French and Arabic, last in English and Chinese, at the end of a German compound.
A description whose head is no noun of the table names nothing here, and is no other thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import combinations

from gateway.matching.items.item_words import read_words
from gateway.matching.items.measures import without_measures
from gateway.matching.items.purposes import read_purpose
from gateway.matching.items.stems import NounTable, StemFound, is_han, plain_words
from gateway.matching.tables import table_of

_read = partial(table_of, __file__)
_CACHED_TEXTS = 8_192
_SEGMENTS = 3  # parts of a description in which its head is looked for
_PLURALS = ("", "s", "es")
_BRAND = re.compile(r"\d|\b[A-Z]{4,}")
_SEGMENT = re.compile(r"[,;:()+&，；：（）、]")


@dataclass(frozen=True, slots=True)
class HeadNouns:
    """The nouns that a description names.

    Attributes:
        first: What it is; several where its language leaves open which of them; empty where
            its head is no noun of the table.
        named: All that it names besides: a pumping station names a pump.
        without: What it says that it is without.
    """

    first: frozenset[str]
    named: frozenset[str]
    without: frozenset[str]


def other_heads(ours: str, theirs: str) -> str:
    """Say that two descriptions name two things, or nothing.

    Args:
        ours: Description of our item.
        theirs: Description of theirs.
    """
    mine, their = read_heads(ours), read_heads(theirs)
    for one, other, whose in ((mine, their, "ours"), (their, mine, "theirs")):
        if lacks := one.without & other.first - one.first:
            return f"{whose} is without what the other is ({', '.join(sorted(lacks))})"
    if not mine.first or not their.first:
        return ""
    if mine.first & their.named or their.first & mine.named:
        return ""
    if any(b in _near().get(a, ()) for a in mine.first for b in their.first):
        return ""
    return f"two things by what they are called: {_said(mine.first)}, and {_said(their.first)}"


@lru_cache(maxsize=_CACHED_TEXTS)
def read_heads(text: str) -> HeadNouns:
    """Return the nouns of the table that a description names."""
    plain = without_measures(text)
    languages = read_words(text).languages
    purpose = read_purpose(text)
    # Behind "for" stands what the head serves, and nothing that the description is.
    whole = is_han(text) and not purpose.served  # `purposes` has no marks between Han words
    head, *behind = _SEGMENT.split(plain if whole else without_measures(purpose.head))
    segments = [head, *(behind if purpose.served else _SEGMENT.split(plain)[1:])]
    first: frozenset[str] = frozenset()
    named: set[str] = set()
    for number, segment in enumerate(segments):
        words = plain_words(segment)
        said, lacked = _parted(words, _without())
        found = tuple(each for each in _table().find(said) if each.ending not in _adjectival())
        if not first and (not number or (_is_brand(segments[0]) and number < _SEGMENTS)):
            first = _head(said, found, languages)
        elif not lacked:
            named |= _head(said, found, languages)
    without = _lacked(plain)
    return HeadNouns(first, frozenset(named) | first, without)


def _head(
    words: Sequence[str], found: Sequence[StemFound], languages: frozenset[str]
) -> frozenset[str]:
    """Return the noun that the words are about; two where their language leaves it open."""
    if not found:
        return frozenset()
    if any(map(is_han, words)):
        return frozenset({found[-1].meaning})
    order = _order()
    after = languages & order["first_after_adjectives"]
    leading = languages & order["first"]
    trailing = languages - order["first"] - order["first_after_adjectives"]
    last = _last(words, found) if trailing else None
    front = _begins(words, found, adjectives=bool(after)) if after or leading else None
    if not languages:
        return _either(words, found)
    return frozenset(each.meaning for each in (last, front) if each is not None)


def _either(words: Sequence[str], found: Sequence[StemFound]) -> frozenset[str]:
    """Return what words are about of which nothing tells the language."""
    last, front = _last(words, found), _begins(words, found, adjectives=True)
    if last is not None and (front is None or last.ending in _PLURALS):
        # Nouns beside each other without a word between them are English, and the last counts.
        return frozenset({last.meaning})
    if front is None:
        return frozenset()
    behind = "".join(words[front.end : front.end + 1])
    english = words[front.begin] == front.meaning and front.end - front.begin == 1
    if english and behind and _says(behind) and not behind.endswith(_agreeing()):
        return frozenset()  # "laser cutting table"
    return frozenset({front.meaning})


def _last(words: Sequence[str], found: Sequence[StemFound]) -> StemFound | None:
    """Return the noun that stands last before what is said of it, or none."""
    stop = next((n for n, word in enumerate(words) if n and word in _cut()), len(words))
    while stop and (words[stop - 1] in _generic() or not _says(words[stop - 1])):
        stop -= 1
    return next((each for each in reversed(found) if each.begin < stop <= each.end), None)


def _begins(
    words: Sequence[str], found: Sequence[StemFound], *, adjectives: bool
) -> StemFound | None:
    """Return the noun that stands first, after adjectives where the language has them there."""
    before = [w for w in words[: found[0].begin] if _says(w) and w not in _generic()]
    if len(before) < found[0].begin:
        before = [word for word in before if word not in _cut()]  # "machine de fraisage"
    if not _cut().isdisjoint(before):
        return None
    if not before or (adjectives and all(word.endswith(_adjectives()) for word in before)):
        return found[0]
    return None


def _is_brand(text: str) -> bool:
    """Whether a text has a type number, or a name in capitals: what it is, stands behind it."""
    return _BRAND.search(text) is not None


def _says(word: str) -> bool:
    """Whether a word may be a noun: type numbers and single letters are none."""
    return len(word) > 1 and not any(c.isdigit() for c in word)


def _parted(words: list[str], at: frozenset[str]) -> tuple[list[str], list[str]]:
    """Part words before the first one of a set."""
    where = next((n for n, word in enumerate(words) if word in at), len(words))
    return words[:where], words[where:]


def _lacked(text: str) -> frozenset[str]:
    """Return the noun that stands right behind "without"."""
    lacked = _parted(plain_words(text), _without())[1][1:3]
    return frozenset(each.meaning for each in _table().find(lacked))


def _said(nouns: frozenset[str]) -> str:
    return " or ".join(noun.replace("_", " ") for noun in sorted(nouns))


@cache
def _table() -> NounTable:
    return NounTable(_read()["head"])


@cache
def _near() -> dict[str, frozenset[str]]:
    """Return by noun those that may be the same thing."""
    found: dict[str, set[str]] = {}
    for line in _read()["near"]["together"]:
        for one, other in combinations(line.split(), 2):
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {noun: frozenset(others) for noun, others in found.items()}


@cache
def _order() -> dict[str, frozenset[str]]:
    order: dict[str, str] = _read()["order"]
    return {name: frozenset(words.split()) for name, words in order.items()}


@cache
def _adjectives() -> tuple[str, ...]:
    return tuple(_order()["adjectives"])


@cache
def _adjectival() -> frozenset[str]:
    """Return endings that make an adjective of a noun: "laserový" is no laser."""
    return frozenset(_read()["order"]["adjectival"].split())


@cache
def _agreeing() -> tuple[str, ...]:
    return tuple(_read()["order"]["agreeing"].split())


@cache
def _cut() -> frozenset[str]:
    return frozenset(plain_words(_read()["cut"]["words"]))


@cache
def _without() -> frozenset[str]:
    return frozenset(plain_words(_read()["without"]["words"]))


@cache
def _generic() -> frozenset[str]:
    return frozenset(plain_words(_read()["generic"]["words"]))
