"""Which substance an item is: by CAS number, by a code that lists one substance, by name.

A CAS number names one substance, so an equal one decides, whatever the classification: a
chemical under 1C350.1 of one State and the same under "non-listed" of another. Its last digit
checks the others; a number that fails the check is a slip of the pen and rules nothing out.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from gateway.domain.plain_text import without_unseen
from gateway.domain.transaction import Item
from gateway.matching.items.purposes import own_words
from gateway.matching.items.substance_names import SubstanceNames

_TABLE_FILE = Path(__file__).with_name("substances.toml")
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
    return {cas: str(entry["code"]) for cas, entry in _table().items() if "code" in entry}


@lru_cache(maxsize=_CACHED_TEXTS)
def _in_text(text: str) -> tuple[tuple[str, KnownFrom], ...]:
    text = without_unseen(text, "")
    found = {cas: KnownFrom.IN_TEXT for cas in _CAS.findall(text) if check_digit_holds(cas)}
    for cas in _names().find(text):
        found.setdefault(cas, KnownFrom.BY_NAME)
    return tuple(found.items())[:_MOST_IN_TEXT]


@cache
def _table() -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = tomllib.loads(_TABLE_FILE.read_text("utf-8"))["substance"]
    return table


@cache
def _by_code() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for cas, code in known_substances().items():
        found[code] = (*found.get(code, ()), cas)
    return found


@cache
def _names() -> SubstanceNames:
    return SubstanceNames(
        {cas: entry.get("names", []) for cas, entry in _table().items()},
        {cas: entry.get("formulas", []) for cas, entry in _table().items()},
    )
