"""Compares the figures of two descriptions, whatever their language: 46, 0.8, 37, 40, 1024.

A thing's figures are the same in every language, and units are written in each in another way. So
a figure that both descriptions state counts without its unit, by how seldom it is there by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from gateway.domain.plain_text import without_unseen
from gateway.matching.items.measures import NUMBER, number_readings

MOST_FIGURES = 24  # of one description

_CACHED_TEXTS = 8_192
_MOST_CHARACTERS = 4000
_WORTH = (30, 80, 120, 140)  # of a figure with one digit that counts, two, three, and more
_NUMBER = re.compile(NUMBER)
_CAS = re.compile(r"\b\d{2,7}-\d{2}-\d\b")  # compared with the substances


@dataclass(frozen=True, slots=True)
class CommonFigures:
    """The figures that two descriptions both state.

    Attributes:
        worth: What they count together, in hundredths.
        share: Their share of the figures of the description that has fewer, in hundredths.
        shown: The figures, as one description writes them.
    """

    worth: int
    share: int
    shown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Figure:
    written: str
    readings: frozenset[Decimal]
    worth: int


def common_figures(ours: str, theirs: str) -> CommonFigures | None:
    """Return what two descriptions have in common; None where one states no figure."""
    mine, their = _figures(ours), _figures(theirs)
    if not mine or not their:
        return None
    left, both = list(their), []
    for each in mine:
        other = next((one for one in left if one.readings & each.readings), None)
        if other is not None:
            left.remove(other)
            both.append((min(each.worth, other.worth), min(each.written, other.written)))
    # A number that may be one of two says nothing where neither of them is there.
    worth, sure = sum(each for each, _ in both), [_sure(side) for side in (mine, their)]
    least = min(max(each, worth) for each in sure)
    if not least:
        return None
    return CommonFigures(worth, min(100, 100 * worth // least), tuple(sorted(w for _, w in both)))


def _sure(figures: Iterable[_Figure]) -> int:
    return sum(each.worth for each in figures if len(each.readings) == 1)


@lru_cache(maxsize=_CACHED_TEXTS)
def _figures(text: str) -> tuple[_Figure, ...]:
    found: list[_Figure] = []
    for match in _NUMBER.finditer(_CAS.sub(" ", without_unseen(text[:_MOST_CHARACTERS], " "))):
        readings = frozenset(each for each in number_readings(match[0]) if each)
        if readings and len(found) < MOST_FIGURES:
            digits = min(_digits(each) for each in readings)
            found.append(_Figure(match[0], readings, _WORTH[min(digits, len(_WORTH)) - 1]))
    return tuple(sorted(found, key=lambda each: (-each.worth, min(each.readings))))


def _digits(value: Decimal) -> int:
    return len(f"{value.normalize():f}".replace(".", "").strip("0"))
