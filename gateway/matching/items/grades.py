"""What numbers tell apart beside values with units: purity, grades.

99.9999 % and 98 % of one substance differ by a fiftieth, and their impurities by the factor of
20,000 that makes the use. "Performance 16000" and "performance 120" have no unit and one name, and
so have the models FX-1000 and FX-5500.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from gateway.domain.transaction import Item
from gateway.matching.items.measures import (
    NUMBER,
    number_readings,
    read_measures,
    without_measures,
)
from gateway.matching.items.stems import plain_words
from gateway.matching.tables import table_of

_CACHED_TEXTS = 8_192
_PURE = Decimal("0.9")  # from which a share is taken for a purity
_IMPURITIES = 5  # times the impurities that make another grade: 99.9 % and 99.5 %
_APART = 2  # times that two numbers of one name lie apart: as `near` of units.toml
_MOST_DIGITS = 12  # of a number that is compared
_LEAST_LETTERS = 2  # of a word that names one
_PERCENT = {"%": Decimal("0.01"), "percent": Decimal("0.01"), "wt%": Decimal("0.01")}
_WHOLE_NUMBER = re.compile(rf"(?<![\w.,])(?:{NUMBER})(?![.,]?\w)")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a description that have no unit, and its purity.

    Attributes:
        purity: The one share of at least 0.9 that it states, or None.
        named: Bare numbers by the word before them, where the word stands once.
    """

    purity: Decimal | None
    named: dict[str, Decimal]


def other_grades(ours: Item, theirs: Item) -> Iterator[str]:
    """Say which numbers without units tell two items apart.

    Args:
        ours: Item of the transaction that is examined.
        theirs: Item of the denial.
    """
    mine, their = read_numbers(ours.description), read_numbers(theirs.description)
    pure, other_pure = _purity_of(ours), _purity_of(theirs)
    if pure is not None and other_pure is not None:
        times = _times(1 - pure, 1 - other_pure)
        if times is None or times >= _IMPURITIES:
            yield f"another purity: {_percent(pure)} and {_percent(other_pure)}"
    for name in sorted(mine.named.keys() & their.named.keys()):
        one, other = mine.named[name], their.named[name]
        if one != other and ((times := _times(one, other)) is None or times >= _APART):
            yield f"{name} {one} and {other}: another grade"


@lru_cache(maxsize=_CACHED_TEXTS)
def read_numbers(text: str) -> Numbers:
    """Return the purity and the numbers without units that a description states."""
    return Numbers(_purity(text), _named(text))


def _purity_of(item: Item) -> Decimal | None:
    """Return the purity that an item declares, or states in its description."""
    declared = [
        share
        for each in item.parameters
        if each.unit in _PERCENT and _PURE <= (share := each.value * _PERCENT[each.unit]) <= 1
    ]
    return declared[0] if len(declared) == 1 else read_numbers(item.description).purity


def _purity(text: str) -> Decimal | None:
    shares = [
        value * _PERCENT[measure.unit]
        for measure in read_measures(text)
        if measure.unit in _PERCENT and measure.upper is None and not measure.bound
        for value, _ in ((measure.value, None), *measure.others)
    ]
    pure = [share for share in shares if _PURE <= share <= 1]
    return pure[0] if len(pure) == 1 else None


def _named(text: str) -> dict[str, Decimal]:
    # An ambiguous number is no number of its name, nor are the digits behind its mark.
    plain = _WHOLE_NUMBER.sub(_whole, without_measures(text))
    words = plain_words(plain)
    pairs = [
        (name, Decimal(number))
        for name, number in pairwise(words)
        if number.isdecimal() and len(number) <= _MOST_DIGITS and _is_name(name)
    ]
    count = Counter(name for name, _ in pairs)
    return {name: value for name, value in pairs if count[name] == 1 and name not in _counts()}


def _whole(number: re.Match[str]) -> str:
    """Return what stands before the decimals of a number, or nothing if it is ambiguous."""
    readings = number_readings(number[0])
    return str(int(readings[0])) if len(readings) == 1 else " "


def _is_name(word: str) -> bool:
    return word.isalpha() and len(word) >= _LEAST_LETTERS


def _times(one: Decimal, other: Decimal) -> Decimal | None:
    """Return how many times one number is the other; None where one of them is nought."""
    least, most = sorted((one, other))
    return most / least if least > 0 else (Decimal(1) if most == least else None)


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f} %"


@cache
def _counts() -> frozenset[str]:
    """Return words before a number that is none of the thing's: quantities, dates, references."""
    return frozenset(plain_words(" ".join(table_of(__file__)["counts"].values())))
