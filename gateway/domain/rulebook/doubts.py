"""What is open in a law file: readings that lawyers have not confirmed, and what else they may be.

A doubt names the value that the file has for it. Which side it was set to is that value; the
file as it would be under the other reading can be printed, and cases be rehearsed under both.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from gateway.domain.base import Model
from gateway.domain.extending import name_of
from gateway.domain.rulebook.acts import DoubtRule
from gateway.domain.rulebook.book import LawBook
from gateway.domain.rulebook.comparison import values_of
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
                "doubt {code}: {version} has no {value}",
                remedy="Write the place as {compareRulebooks} shows it.",
                code=doubt.code,
                version=book.version,
                value=repr(doubt.value),
            )
        found.append(ShownDoubt(doubt=doubt, set_to=values.get(doubt.value, "")))
    return tuple(found)


def otherwise(book: LawBook, code: str, *, version: str, begins: date) -> str:
    """Return a law file that extends another and decides one of its doubts the other way.

    Args:
        book: The law.
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
            "otherwise: {code} names no doubt that another value would decide",
            remedy="Give one of: {known}." if known else "This law file has none.",
            code=repr(code[:20]),
            known=known,
        )
    *blocks, key = doubt.value.split(" / ")
    text = f'version = "{version}"\nextends = "{book.version}"\nin_force_from = {begins}\n'
    data: Any = book.model_dump(mode="json", by_alias=True, exclude_none=True)
    path: list[str] = []
    for block in blocks:
        name, _, known_as = block.partition(" ")
        path.append(name)
        data = data[name]
        if known_as:
            data = next(each for each in data if name_of(each) == known_as)
            by = next(each for each in data if data[each] == known_as)
            text += f"\n[[{'.'.join(path)}]]\n{by} = {json.dumps(known_as)}\n"
    if not known_as:
        text += f"\n[{'.'.join(path)}]\n"
    other = doubt.otherwise if isinstance(doubt.otherwise, str) else list(doubt.otherwise)
    return f"{text}{key} = {json.dumps(other)}\n"
