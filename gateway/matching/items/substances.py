"""Which substance an item is: by CAS number, by a code that lists one substance, by name.

A CAS number names one substance, so an equal one decides, whatever the classification: a
chemical under 1C350.1 of one State and the same under "non-listed" of another. Its last digit
checks the others; a number that fails the check is a slip of the pen and rules nothing out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from gateway.domain.plain_text import without_unseen
from gateway.domain.transaction import Item
from gateway.matching.items.purposes import own_words
from gateway.matching.parties.names import latin
from gateway.matching.tables import table_of

# Finds names and formulas of substances in a text, however a language spells them.
#
# Chemists name a substance alike in most languages and spell it otherwise: dimethylamine,
# Dimethylamin, dimetiloamina, диметиламин. So names are compared in Latin letters, with one letter
# for those that stand for one sound, without endings, written in one word or in several.

_SPELLINGS = (
    ("sz", "s"), ("ph", "f"), ("th", "t"), ("kh", "h"), ("ch", "h"), ("y", "i"), ("x", "ks"),
    ("w", "v"), ("z", "s"), ("ae", "e"), ("oe", "e"), ("iu", "i"), ("cl", "hl"), ("kl", "hl"),
)  # fmt: skip
_HARD = re.compile(r"c(?=[aour])")
_DOUBLED = re.compile(r"(.)\1")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:[aeiou]+|um|us)$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_TOKEN = re.compile(r"[^\W_]+")
_INDEXED = 3  # letters by which names are looked up
_MOST_WORDS = 6  # of a name
_LEAST_LETTERS = 4  # of a name, without its ending


class SubstanceNames:
    """Names and formulas of substances.

    Args:
        names: By CAS number what the substance is called, in any language.
        formulas: By CAS number formulas and abbreviations; their capitals count.
    """

    def __init__(
        self, names: Mapping[str, Iterable[str]], formulas: Mapping[str, Iterable[str]]
    ) -> None:
        self._formulas = {form: cas for cas, forms in formulas.items() for form in forms}
        self._han: dict[str, str] = {}
        self._names: dict[str, list[tuple[str, str]]] = {}
        for cas, said in names.items():
            for name in said:
                self._add(name, cas)
        for found in self._names.values():
            found.sort(key=lambda pair: (-len(pair[0]), pair[0]))

    def _add(self, name: str, cas: str) -> None:
        if _HAN.search(name):
            self._han[name] = cas
            return
        plain = "".join(_chemical(name))
        if len(plain) >= _LEAST_LETTERS:
            self._names.setdefault(plain[:_INDEXED], []).append((plain, cas))

    def find(self, text: str) -> Iterator[str]:
        """Give the CAS numbers of the substances that a text names."""
        if _HAN.search(text):
            yield from self._in_han(text)
        for token in _TOKEN.findall(text):
            if token in self._formulas:
                yield self._formulas[token]
        words = _chemical(text)
        at = 0
        while at < len(words):
            found = self._at(words, at)
            if found is not None:
                yield found[0]
            at += found[1] if found is not None else 1

    def _at(self, words: list[str], at: int) -> tuple[str, int] | None:
        """Return the substance that is named from a word on, and how many words that takes."""
        joined = ""
        ends: dict[int, int] = {}
        for size, word in enumerate(words[at : at + _MOST_WORDS], start=1):
            joined += word
            ends[len(joined)] = size
        for name, cas in self._names.get(joined[:_INDEXED], ()):
            if len(name) in ends and joined.startswith(name):
                return cas, ends[len(name)]
        return None

    def _in_han(self, text: str) -> Iterator[str]:
        for name in sorted(self._han, key=len, reverse=True):
            if name in text:
                yield self._han[name]
                text = text.replace(name, " ")


def _chemical(text: str) -> list[str]:
    """Return the words of a text as names of substances are compared."""
    return [_respelt(word) for word in latin(text).split()]


def _respelt(word: str) -> str:
    for spelling, sound in _SPELLINGS:
        word = word.replace(spelling, sound)
    return _ENDING.sub("", _DOUBLED.sub(r"\1", _HARD.sub("k", word)))


_CAS = re.compile(r"(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])")
_CACHED_TEXTS = 8192
_MOST_IN_TEXT = 10


class KnownFrom(IntEnum):
    """Where a substance is known from, the surest first."""

    DECLARED = 0
    BY_CODE = 1
    IN_TEXT = 2
    BY_NAME = 3


_IN_WORDS = {
    KnownFrom.DECLARED: "",
    KnownFrom.BY_CODE: "by its code",
    KnownFrom.IN_TEXT: "in the description",
    KnownFrom.BY_NAME: "by its name in the description",
}


@dataclass(frozen=True, slots=True)
class SubstanceFinding:
    """What the substances of two items say.

    Attributes:
        same: CAS number of a substance that both are, or "".
        sure: Whether both state it as such: declared, or by a code of one substance.
        differ: Whether both state one and these are others.
        named_apart: Whether both name one, one of them in words alone, and these are others.
        reasons: In words.
    """

    same: str = ""
    sure: bool = False
    differ: bool = False
    named_apart: bool = False
    reasons: tuple[str, ...] = ()


def check_digit_holds(cas: str) -> bool:
    """Return whether the last digit of a CAS number fits the others."""
    digits = cas.replace("-", "")
    total = sum(int(digit) * place for place, digit in enumerate(reversed(digits[:-1]), start=1))
    return total % 10 == int(digits[-1])


def substances(item: Item) -> dict[str, KnownFrom]:
    """Return the CAS numbers that an item stands for, and where each is known from."""
    found: dict[str, KnownFrom] = {}
    if item.cas_number:
        found[item.cas_number] = KnownFrom.DECLARED
    for code in item.codes:
        for cas in _by_code().get(code, ()):
            found.setdefault(cas, KnownFrom.BY_CODE)
    if _in_text(item.description):
        for cas, said in _in_text(own_words(item.description)):
            found.setdefault(cas, said)
    return found


def compare_substances(ours: Item, theirs: Item) -> SubstanceFinding:
    """Compare the substances of two items; one that names none is no mismatch."""
    mine, their = substances(ours), substances(theirs)
    slips = tuple(
        f"{cas} is no CAS number (its last digit does not fit): not counted against the match"
        for cas in sorted({ours.cas_number or "", theirs.cas_number or ""} - {""})
        if not check_digit_holds(cas)
    )
    if common := mine.keys() & their.keys():
        cas = min(common, key=lambda each: (max(mine[each], their[each]), each))
        how = {_IN_WORDS[mine[cas]], _IN_WORDS[their[cas]]} - {""}
        said = f"same CAS number {cas}" + (f" ({' and '.join(sorted(how))})" if how else "")
        return SubstanceFinding(
            cas, max(mine[cas], their[cas]) <= KnownFrom.BY_CODE, reasons=(said, *slips)
        )
    stated_a, stated_b = _stated(mine), _stated(their)
    if stated_a and stated_b and not slips:
        said = (
            f"CAS numbers differ ({', '.join(stated_a)}; {', '.join(stated_b)}): other substances"
        )
        return SubstanceFinding(differ=True, reasons=(said,))
    if mine and their and not slips:
        said = f"other substances by what they are called ({_all(mine)}; {_all(their)})"
        return SubstanceFinding(named_apart=True, reasons=(said,))
    return SubstanceFinding(reasons=slips)


def _all(found: dict[str, KnownFrom]) -> str:
    return ", ".join(sorted(found))


def _stated(found: dict[str, KnownFrom]) -> list[str]:
    return sorted(cas for cas, said in found.items() if said <= KnownFrom.BY_CODE)


def known_substances() -> dict[str, str]:
    """Return the CAS numbers of the table with the code that lists each."""
    return {
        cas: str(entry["code"])
        for cas, entry in table_of(__file__)["substance"].items()
        if "code" in entry
    }


@lru_cache(maxsize=_CACHED_TEXTS)
def _in_text(text: str) -> tuple[tuple[str, KnownFrom], ...]:
    text = without_unseen(text, "")
    found = {cas: KnownFrom.IN_TEXT for cas in _CAS.findall(text) if check_digit_holds(cas)}
    for cas in _names().find(text):
        found.setdefault(cas, KnownFrom.BY_NAME)
    return tuple(found.items())[:_MOST_IN_TEXT]


@cache
def _by_code() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for cas, code in known_substances().items():
        found[code] = (*found.get(code, ()), cas)
    return found


@cache
def _names() -> SubstanceNames:
    return SubstanceNames(
        {cas: entry.get("names", []) for cas, entry in table_of(__file__)["substance"].items()},
        {cas: entry.get("formulas", []) for cas, entry in table_of(__file__)["substance"].items()},
    )
