"""One cell of an import: text, numbers, days, yes and no, codes; never a formula.

A cell comes as a spreadsheet holds it (text, number, day) or as text. What a spreadsheet has
made of something else is refused and never guessed back: 5E002 that became 500, a day that
is text with two meanings, an amount with a thousands separator.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from gateway.domain.plain_text import fault_in
from gateway.errors import InputError, Reason
from gateway.tabular import cells
from gateway.tabular.values import Value, as_text, unguarded

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_FORMULA = ("=",)
MOST_CHARACTERS = 4000


def text(value: Value) -> str:
    """Return a cell as text, without our own guard against formulas.

    Raises:
        InputError: It is a formula, too long, or holds a control character.
    """
    found = as_text(value)
    if found.startswith(_FORMULA):
        raise InputError(
            "it holds a formula; what it would give here is not known",
            remedy="Put the value itself into the cell: copy, then paste as values.",
        )
    if fault := fault_in(found):
        raise InputError(
            "{fault}", remedy="Write the text of the cell again, without it.", fault=fault
        )
    if len(found) > MOST_CHARACTERS:
        raise InputError(
            "it has {count} characters; at most {most_characters} are taken",
            remedy="Shorten it.",
            count=len(found),
            most_characters=MOST_CHARACTERS,
        )
    return unguarded(found)


def amount(value: Value) -> Decimal:
    """Return a number that is not negative.

    Raises:
        InputError: It is text, or negative.
    """
    if isinstance(value, bool | date):
        raise _no_number("something else than a number")
    found = Decimal(repr(value)) if isinstance(value, int | float) else None
    if found is None:
        said = text(value)
        if not _NUMBER.fullmatch(said):
            raise _no_number("text and not a number")
        found = Decimal(said)
    if not found.is_finite():
        raise _no_number("no number")
    if found < 0:
        raise InputError(
            "it is negative", remedy="Correct it; a value is 0 or more, and empty where none is."
        )
    return found


def whole(value: Value) -> int:
    """Return a whole number that is not negative."""
    found = amount(value)
    if found != found.to_integral_value():
        raise InputError("it is no whole number", remedy="Round it.")
    return int(found)


def day(value: Value) -> date:
    """Return a day.

    Raises:
        InputError: DATE_IMPOSSIBLE; there is no such day, or one cannot tell which is meant.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float):
        raise Reason.DATE_IMPOSSIBLE.error(
            "it is a number and not a date", remedy="Format the column as a date."
        )
    return cells.day(text(value))


def yes(value: Value) -> bool:
    """Return whether a cell says yes."""
    if isinstance(value, bool):
        return value
    word = text(value).lower()
    if word not in {"yes", "no"}:
        raise InputError("it is neither yes nor no", remedy="Write yes or no.")
    return word == "yes"


def code(value: Value) -> str:
    """Return a code, which is text.

    Raises:
        InputError: It is a number: a spreadsheet reads 5E002 as 500.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise InputError(
            "it is a number; a spreadsheet may have made one of a code such as 5E002",
            remedy="Format the column as text and write the code again.",
        )
    return text(value)


def currency(value: Value) -> str:
    """Return the code of a currency; whether there is a rate is for another to say."""
    found = code(value).upper()
    if not re.fullmatch(r"[A-Z]{3}", found):
        raise Reason.CODE_UNKNOWN.error(
            "it is no code of a currency",
            remedy="Write the ISO 4217 code of three letters, such as EUR.",
        )
    return found


def pieces(value: Value) -> tuple[str, ...]:
    """Return codes that ``|`` separates."""
    return tuple(piece.strip() for piece in code(value).split("|") if piece.strip())


def _no_number(what: str) -> InputError:
    return InputError(
        "it is ",
        what,
        remedy="Write a number such as 1500.25: a decimal point, no currency, no separator.",
    )
