"""Makes the table of given names that `gateway.matching.parties.given_names` reads.

rigour carries its spellings of given names within its compiled module and makes an automaton of
them in each process, which takes 8 s of processor and 250 MiB. This writes the same spellings and
symbols, in rigour's order, into one file that is mapped into memory. It is run after rigour was
changed; `--check` says whether the file is that of the installed rigour, `--prove` asks rigour
itself about each spelling.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import struct
import sys
import zlib
from collections.abc import Iterable
from importlib.metadata import version
from itertools import accumulate, groupby
from pathlib import Path

import polars as pl
from rigour import _core
from rigour.names import Name, NameTypeTag, SymbolCategory, analyze_names, tokenize_name

sys.path.insert(0, str(Path(__file__).parents[1]))

from gateway.matching.parties.given_names import BUCKETS, HEADER, MARK, PATH, UNNAMED, analysed

_FRAME = b"\x28\xb5\x2f\xfd"  # RFC 8878, 3.1.1
_RUN = 1  # a block of one octet, repeated
_LEAST_SPELLINGS = 2  # a group of one spelling says nothing
_GROUPS = (
    ("person_symbols", SymbolCategory.SYMBOL),
    ("person_name_parts", SymbolCategory.NAME),
    ("person_nick", SymbolCategory.NICK),
)
_UNORDERED = {SymbolCategory.SYMBOL.value, SymbolCategory.NICK.value}


def resources() -> list[str]:
    """Return what rigour carries compressed within its compiled module."""
    octets = Path(_core.__file__).read_bytes()
    found = []
    for place in re.finditer(re.escape(_FRAME), octets):
        frame = octets[place.start() : _end_of(octets, place.start())]
        try:
            # It takes a frame of zstd as it takes a file; a line is one column.
            lines = pl.read_csv(
                io.BytesIO(frame),
                has_header=False,
                separator="\x01",
                quote_char=None,
                infer_schema=False,
            )
        except (OSError, pl.exceptions.PolarsError):
            continue  # the same four octets within code
        found.append("\n".join(each or "" for each in lines.to_series()))
    return found


def _end_of(octets: bytes, at: int) -> int:
    """Return where a frame ends, from the sizes of its blocks (RFC 8878, 3.1.1)."""
    told = octets[at + 4]
    single = told >> 5 & 1
    at += 5 + (not single) + (0, 1, 2, 4)[told & 3] + (single, 2, 4, 8)[told >> 6]
    last = 0
    while not last and at < len(octets):
        head = int.from_bytes(octets[at : at + 3], "little")
        last, kind, size = head & 1, head >> 1 & 3, head >> 3
        at += 3 + (1 if kind == _RUN else size)
    return at + 4 * (told >> 2 & 1)


def normalised(alias: str) -> str:
    """Return a spelling as rigour looks for it."""
    return " ".join(tokenize_name(alias.casefold()))


def spellings() -> dict[str, list[str]]:
    """Return each spelling with its symbols, in rigour's order."""
    found: dict[str, dict[str, None]] = {}

    def add(alias: str, symbol: str) -> None:
        if key := normalised(alias):
            found.setdefault(key, {})[symbol] = None

    for number, forms in _core.ordinals_dict().items():
        for form in forms:
            add(form, f"{SymbolCategory.NUMERIC.value}:{number}")
    carried = resources()
    groups = json.loads(next(each for each in carried if '"person_nick"' in each))
    for group, category in _GROUPS:
        for key, aliases in groups[group].items():
            for alias in aliases:
                add(alias, f"{category.value}:{key.upper()}")
    corpus = next(each for each in carried if " => Q" in each[:1000])
    for line in corpus.splitlines():
        written, _, group = line.strip().rpartition(" => ")
        keys = set(filter(None, map(normalised, written.split(", "))))
        if len(keys) >= _LEAST_SPELLINGS:
            for key in keys:
                found.setdefault(key, {})[f"{SymbolCategory.NAME.value}:{group}"] = None
    return {key: list(symbols) for key, symbols in sorted(found.items())}


def table(found: dict[str, list[str]]) -> bytes:
    """Return the file: its head, where each bucket begins, and the lines of the buckets."""
    entries = {key: [each.removeprefix(UNNAMED) for each in found[key]] for key in found}
    for key in found:
        words = key.split(" ")
        if len(words) > 1:
            mark = words[0] + MARK
            entries[mark] = [str(max(len(words), *map(int, entries.get(mark, ["0"]))))]
    buckets: list[list[str]] = [[] for _ in range(BUCKETS)]
    for key, known in sorted(entries.items()):
        buckets[zlib.crc32(key.encode()) % BUCKETS].append("\t".join((key, *known)) + "\n")
    lines = ["".join(bucket).encode() for bucket in buckets]
    head = HEADER.format(version=version("rigour")).encode()
    begins = list(accumulate(map(len, lines), initial=len(head) + 4 * (BUCKETS + 1) + 1))
    return head + struct.pack(f"<{BUCKETS + 1}I", *begins) + b"\n" + b"".join(lines)


def wrong(found: Iterable[str]) -> list[str]:
    """Return the names which rigour analyses in another way than we do, of any kind."""
    return [
        name
        for name in found
        for kind in (NameTypeTag.PER, NameTypeTag.ENT)
        if shown(next(iter(analyze_names(kind, [name], consolidate=False)), None))
        != shown(analysed(kind, name))
    ]


def shown(name: Name | None) -> object:
    """Return all that an analysis says of a name."""
    if name is None:
        return None
    parts = [
        (part.index, part.form, part.comparable, part.tag, part.integer) for part in name.parts
    ]
    spans = [
        ([part.index for part in span.parts], span.symbol.category.value, span.symbol.id)
        for span in name.spans
    ]
    # rigour keeps these groups in a table whose order is another in each process.
    runs = groupby(spans, lambda span: span[:2] if span[1] in _UNORDERED else span)
    ordered = [span for _, run in runs for span in sorted(run)]
    return name.original, name.form, name.norm_form, name.tag, parts, ordered


def main() -> None:
    """Write the table, or hold it against the installed rigour."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--prove", action="store_true")
    given = parser.parse_args()
    found = spellings()
    made = table(found)
    if not given.check:
        PATH.write_bytes(made)
    elif PATH.read_bytes() != made:
        sys.exit("the table of given names is another: run python -m tools.given_names")
    if given.prove and (others := wrong(found)):
        sys.exit(f"rigour says something else of {len(others)} names, as of {others[:5]}")
    print(f"{len(found):,} spellings, {len(made):,} octets")


if __name__ == "__main__":
    main()
