"""Analyses a name as rigour does, with its given names from a table that is mapped into memory.

rigour knows 556,000 spellings of given names. It makes an automaton of them in each process when
the first name of a person comes: 8 s of processor in which nothing else of the process runs (its
issue 217), and 250 MiB. Here rigour parts and marks the name without them; they are looked up in
`given_names.table`, which `tools/given_names.py` made of rigour's own, and rigour puts them on. The
result is rigour's, span for span.

A bucket of the table has the lines of the spellings with one remainder of CRC-32: the spelling and
its symbols, parted by tabs. A spelling that begins longer ones has a second line with `MARK` behind
it, which says how many words the longest has.
"""

from __future__ import annotations

import mmap
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from struct import Struct
from typing import Final
from zlib import crc32

from rigour.names import Name, NamePartTag, NameTypeTag, Symbol, SymbolCategory, analyze_names

PATH: Final = Path(__file__).with_suffix(".table")
HEADER: Final = "given names of rigour {version}\n"
BUCKETS: Final = 2**17
MARK: Final = " "
UNNAMED: Final = f"{SymbolCategory.NAME.value}:"
"""What stands before the id of a symbol; of this category, the most by far, it is left out."""

_LEAST_FORM: Final = 3
"""Letters of a company form from which rigour takes a name of unknown kind for a company's."""

_BOUNDS: Final = Struct("<2I")
_CACHED_PHRASES: Final = 16_384
_CATEGORIES: Final = {
    each.value: each
    for each in (
        SymbolCategory.NAME,
        SymbolCategory.NICK,
        SymbolCategory.NUMERIC,
        SymbolCategory.SYMBOL,
    )
}


def analysed(kind: NameTypeTag, text: str) -> Name | None:
    """Return rigour's analysis of one name; None if nothing of it is a word.

    Args:
        kind: Whose name it is: a person's, an organisation's, or not known whose.
        text: The name.
    """
    if kind == NameTypeTag.ORG or not _is_of_installed():
        return next(iter(analyze_names(kind, [text], consolidate=False)), None)
    person = kind == NameTypeTag.PER
    found = analyze_names(
        NameTypeTag.PER if person else NameTypeTag.ORG,
        [text],
        symbols=not person,
        numerics=False,
        consolidate=False,
    )
    name = next(iter(found), None)
    if name is not None:
        if person or not _is_company(name):
            name.tag = kind
            put_given_names(name)
        _put_numbers(name)
    return name


def put_given_names(name: Name) -> None:
    """Mark in a name the spellings of given names that the table knows, in rigour's order."""
    words = [part.form for part in name.parts]
    for end in range(1, len(words) + 1):
        for begin in range(end):  # at one end the longest comes first
            if end - begin <= _longest_from(words[begin]):
                phrase = " ".join(words[begin:end])
                for symbol in _symbols(phrase):
                    name.apply_phrase(phrase, symbol)


def _put_numbers(name: Name) -> None:
    """Mark the numbers that no ordinal has marked."""
    marked = {
        part.index
        for span in name.spans
        if span.symbol.category == SymbolCategory.NUMERIC
        for part in span.parts
    }
    for part in name.parts:
        if part.tag == NamePartTag.NUM and part.index not in marked and part.integer is not None:
            name.apply_part(part, Symbol(SymbolCategory.NUMERIC, part.integer))


def _is_company(name: Name) -> bool:
    return any(
        span.symbol.category == SymbolCategory.ORG_CLASS
        and sum(len(part.form) for part in span.parts) >= _LEAST_FORM
        for span in name.spans
    )


@lru_cache(maxsize=_CACHED_PHRASES)
def _longest_from(word: str) -> int:
    """Return how many words the longest spelling has that begins with a word."""
    return int(*_line(word + MARK) or (1,))


@lru_cache(maxsize=_CACHED_PHRASES)
def _symbols(phrase: str) -> tuple[Symbol, ...]:
    """Return what a spelling is known as."""
    found = (each if ":" in each else UNNAMED + each for each in _line(phrase))
    parted = (each.split(":", 1) for each in found)
    return tuple(Symbol(_CATEGORIES[category], known) for category, known in parted)


def _line(key: str) -> list[str]:
    """Return what stands behind a key in the table, nothing where it has none."""
    octets, wanted = _table(), key.encode()
    at = _head() + _BOUNDS.size // 2 * (crc32(wanted) % BUCKETS)
    begin, end = _BOUNDS.unpack_from(octets, at)
    found = octets.find(b"\n" + wanted + b"\t", begin - 1, end)
    if found < 0:
        return []
    line = octets[found + len(wanted) + 2 : octets.find(b"\n", found + 1)]
    return line.decode().split("\t")


@cache
def _table() -> mmap.mmap:
    with PATH.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


@cache
def _head() -> int:
    return _table().find(b"\n") + 1


@cache
def _is_of_installed() -> bool:
    """Whether the table was made of the rigour that is installed."""
    return _table()[: _head()].decode() == HEADER.format(version=version("rigour"))
