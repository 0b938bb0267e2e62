"""What is open in a law file: readings that lawyers have not confirmed, and what else they may be.

A doubt names the value that the file has for it. Which side it was set to is that value; the
file as it would be under the other reading can be printed, and cases be rehearsed under both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from gateway.domain.base import Model
from gateway.domain.lawfile import toml_table
from gateway.domain.rulebook.acts import DoubtRule
from gateway.domain.rulebook.book import LawBook
from gateway.domain.rulebook.comparison import name_of, values_of
from gateway.errors import InputError, LawError


class ShownDoubt(Model):
    """A doubt with the value that holds.

    Attributes:
        set_to: What the file has; empty where it is in another file or in words.
    """

    doubt: DoubtRule
    set_to: str


def doubts_of(book: LawBook) -> tuple[ShownDoubt, ...]:
    """Return what is open in a law file, each with the value that holds.

    Raises:
        LawError: A doubt names a value that the file does not have.
    """
    values = {" / ".join(place): value for place, value in values_of(book).items()}
    found = []
    for doubt in book.doubts:
        if doubt.value and doubt.value not in values:
            raise LawError(
                f"doubt {doubt.code}: {book.version} has no {doubt.value!r}",
                remedy="Write the place as `comity rulebook diff` shows it.",
            )
        found.append(ShownDoubt(doubt=doubt, set_to=values.get(doubt.value, "")))
    return tuple(found)


def otherwise(raw: bytes, book: LawBook, code: str, *, version: str, begins: date) -> str:
    """Return a law file as it would be if a doubt were decided the other way.

    Args:
        raw: The file's bytes.
        book: What was read from it.
        code: Of the doubt.
        version: Of the new file.
        begins: Its day of effect.

    Raises:
        InputError: There is no such doubt, or no value that could stand in its place.
    """
    doubt = next((each for each in book.doubts if each.code == code), None)
    if doubt is None or doubt.otherwise is None:
        known = ", ".join(each.code for each in book.doubts if each.otherwise is not None)
        raise InputError(
            f"otherwise: {code[:20]!r} names no doubt that another value would decide",
            remedy=f"Give one of: {known}." if known else "This law file has none.",
            field="otherwise",
        )
    text = raw.decode()
    changed = _with_value(text, doubt.value, doubt.otherwise)
    for key, value in (("version", f'"{version}"'), ("in_force_from", begins.isoformat())):
        line = next(each for each in changed.splitlines() if each.startswith(f"{key} ="))
        changed = changed.replace(line, f"{key} = {value}", 1)
    return changed


def _with_value(text: str, place: str, value: str | tuple[str, ...]) -> str:
    """Put a value where a place of names has another: the first key of that name in its block."""
    lines = text.splitlines(keepends=True)
    at = _line_of(lines, place.split(" / "))
    key = lines[at].split("=", 1)[0].strip()
    end = at + 1
    while lines[at].split("#")[0].rstrip().endswith("[") and not lines[end - 1].startswith("]"):
        end += 1
    written = json.dumps(value if isinstance(value, str) else list(value))
    return "".join((*lines[:at], f"{key} = {written}\n", *lines[end:]))


def _line_of(lines: list[str], place: list[str]) -> int:
    """Return the line of a value: blocks are followed by the keys by which they are known."""
    headers = list(_headers(lines))
    *blocks, key = place
    start = 0
    path: list[str] = []
    for block in blocks:
        name, _, known_as = block.partition(" ")
        path.append(name)
        for begin, end, header in headers:
            if begin < start or header != ".".join(path):
                continue
            if not known_as or name_of(toml_table("".join(lines[begin + 1 : end]).encode())) == (
                known_as
            ):
                start = begin
                break
    stop = next((begin for begin, _, _ in headers if begin > start), len(lines))
    return next(n for n in range(start, stop) if lines[n].split("=")[0].strip() == key)


def _headers(lines: list[str]) -> Iterator[tuple[int, int, str]]:
    starts = [number for number, line in enumerate(lines) if line.startswith("[")]
    for begin, end in zip(starts, (*starts[1:], len(lines)), strict=True):
        yield begin, end, lines[begin].split("]")[0].strip("[")
