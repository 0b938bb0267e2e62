"""Names that are none: what is written where a name is withheld or not known.

An authority that may not show a name, or has none, can say so in the form's own way (a field
is given, withheld, unknown or not applicable). National systems, and lists that are imported,
often have one field only, and it says "Withheld", "n/a" or "unbekannt". Taken for a name, such
a word would hide the denial from every search for the real party, and would make two parties
of which nothing is known one and the same.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache

from gateway.domain.plain_text import without_unseen
from gateway.domain.transaction import Party
from gateway.matching.tables import table_of

_IN_BRACKETS = re.compile(r"\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_SIGNS = re.compile(r"[\W_]+")
_CROSSED_OUT = re.compile(r"x{3,}")
_CACHED_NAMES = 65_536
_LONGEST = 80  # characters; a longer text is a name with something behind it


class NoName(StrEnum):
    """Why a name is none."""

    WITHHELD = "withheld"  # there is one, and it is not shown
    UNKNOWN = "unknown"  # none is known, or there is none


def no_name(party: Party) -> NoName | None:
    """Say that none of a party's names is one, and why; None for a party with a name.

    Args:
        party: A party as it was recorded.
    """
    found = NoName.UNKNOWN
    for name in party.names:
        why = _read(name)
        if why is None:
            return None
        if why is NoName.WITHHELD:
            found = why
    return found


@lru_cache(maxsize=_CACHED_NAMES)
def _read(text: str) -> NoName | None:
    """Say that one name is none, and why."""
    if len(text) > _LONGEST:
        return None
    # What is written entirely in brackets is meant, what follows in brackets explains.
    for said in (_IN_BRACKETS.sub(" ", text), text):
        if words := _words(said):
            return _phrases().get(_bare(words)) or _crossed_out(words)
    return NoName.UNKNOWN  # no letter and no digit


def _bare(words: list[str]) -> str:
    """Return a phrase without what stands beside it; the whole of it if nothing else is left."""
    beside, first, last = _beside(), 0, len(words)
    while first < last and words[first] in beside:
        first += 1
    while last > first and words[last - 1] in beside:
        last -= 1
    return " ".join(words[first:last] or words)


def _crossed_out(words: list[str]) -> NoName | None:
    return NoName.UNKNOWN if all(_CROSSED_OUT.fullmatch(word) for word in words) else None


def _words(text: str) -> list[str]:
    composed = unicodedata.normalize("NFKC", without_unseen(text, ""))
    folded = unicodedata.normalize("NFKD", composed.casefold())
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    return _SIGNS.sub(" ", plain).split()


@cache
def _phrases() -> dict[str, NoName]:
    table = table_of(__file__)
    return {
        " ".join(_words(phrase)): why for why in NoName for phrase in table[why.value].split(",")
    }


@cache
def _beside() -> frozenset[str]:
    table = table_of(__file__)
    return frozenset(word for phrase in table["beside"].split(",") for word in _words(phrase))
