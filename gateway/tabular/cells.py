"""One cell: countries, dates, numbers, codes, fields in one of four states.

Every function takes a cell that is not empty and returns its value or raises `InputError`
with reason and remedy; who calls adds row and column. Values are shown in errors only where
a party's name cannot stand.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache, lru_cache
from typing import TypeVar

from babel.numbers import list_currencies
from rigour.territories import lookup_territory

from gateway.domain.base import Withholding
from gateway.domain.controls import normalise_code
from gateway.domain.transaction import Identifier, Parameter, Reference
from gateway.errors import InputError, Reason

E = TypeVar("E", bound=StrEnum)

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,12})?([eE][+-]?[0-9]{1,2})?")
_PARAMETER = re.compile(r"([^=]+)=\s*(\S+)(?:\s+(.*))?")
_CAS = re.compile(r"[0-9]{2,7}-[0-9]{2}-[0-9]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
_ALPHA_2 = 2


def pieces(cell: str) -> tuple[str, ...]:
    """Return the pieces of a cell that ``|`` separates, without empty ones."""
    return tuple(piece for piece in (part.strip() for part in cell.split("|")) if piece)


@lru_cache(maxsize=4096)
def country(cell: str) -> str:
    """Return the ISO 3166 code of a country given by code or by name in any language.

    Raises:
        InputError: COUNTRY_UNKNOWN.
    """
    if cell.upper() == "XI":  # Northern Ireland in customs papers; no country of its own
        return "XI"
    found = lookup_territory(cell)
    if found is None or len(found.code) != _ALPHA_2 or found.code == "eu":
        said = f" {cell!r}" if len(cell) <= _ALPHA_2 + 1 else ""
        raise Reason.COUNTRY_UNKNOWN.error(
            "there is no country{said} of that code or name",
            remedy="Give the ISO 3166 code of two letters, e.g. TR.",
            said=said,
        )
    return found.code.upper()


def day(cell: str) -> date:
    """Return a date, written 2026-03-17 or 17.03.2026.

    Raises:
        InputError: DATE_IMPOSSIBLE; no such day, or a way of writing that has two meanings.
    """
    match = _DATE.fullmatch(cell)
    if match is None:
        raise Reason.DATE_IMPOSSIBLE.error(
            "this is no date, or one with two meanings", remedy="Write it like 2026-03-17."
        )
    y1, m1, d1, d2, m2, y2 = match.groups()
    try:
        return date(int(y1 or y2), int(m1 or m2), int(d1 or d2))
    except ValueError as exc:
        raise Reason.DATE_IMPOSSIBLE.error(
            "there is no day {cell}", remedy="Correct the date.", cell=cell
        ) from exc


def number(cell: str) -> Decimal:
    """Return a number with a decimal point and no thousands separator.

    Raises:
        InputError: INPUT_INVALID.
    """
    try:
        if _NUMBER.fullmatch(cell):
            return Decimal(cell)
    except InvalidOperation as exc:
        raise _no_number() from exc
    raise _no_number()


def _no_number() -> InputError:
    return InputError(
        "this is not a number as it is written here",
        remedy="Write it like 1500.25: a decimal point, no thousands separator.",
    )


def amount(cell: str) -> Decimal:
    """Return a number that is not negative."""
    value = number(cell)
    if value < 0:
        raise InputError("a quantity or value is not negative", remedy="Correct the number.")
    return value


def reviews(cell: str) -> int | None:
    """Return a number of reviews, or None where it is unknown."""
    if cell.lower() == "unknown":
        return None
    if not re.fullmatch(r"[0-9]{1,2}", cell):
        raise InputError(
            "reviews so far are a whole number", remedy="Give a number like 0 or 2, or 'unknown'."
        )
    return int(cell)


def yes(cell: str) -> bool:
    """Return whether a cell says yes."""
    word = cell.lower()
    if word not in _YES | _NO:
        raise InputError("this is neither yes nor no", remedy="Write 'yes' or 'no'.")
    return word in _YES


def word(kind: type[E], cell: str) -> E:
    """Return a word of a closed list."""
    try:
        return kind(cell.lower().replace(" ", "_"))
    except ValueError as exc:
        raise InputError(
            "the word is not one of those that the column knows",
            remedy="Write one of: {kind}.",
            kind=kind,
        ) from exc


def withheld(cell: str) -> Withholding | None:
    """Return the reason class of ``withheld:<class>``, or None for any other text.

    Raises:
        InputError: The cell says withheld, but no class that there is.
    """
    head, _, reason = cell.partition(":")
    if head.strip().lower() != "withheld":
        return None
    return word(Withholding, reason.strip())


@lru_cache(maxsize=16384)
def control_code(cell: str) -> str:
    """Return a code of Annex I in the spelling that is used here.

    Raises:
        InputError: CODE_UNKNOWN.
    """
    try:
        return normalise_code(cell)
    except InputError as exc:
        if cell[:1].isdigit():
            raise
        # Where the columns have slipped, this may be a party's name: it is not repeated.
        raise Reason.CODE_UNKNOWN.error(
            "this is not a control code of Annex I", remedy=exc.remedy
        ) from exc


def tariff_code(cell: str) -> str:
    """Return a code of the Combined Nomenclature as digits only."""
    digits = re.sub(r"[ .]", "", cell)
    if not re.fullmatch(r"[0-9]{6,10}", digits):
        raise Reason.CODE_UNKNOWN.error(
            "this is not a code of the Combined Nomenclature",
            remedy="Write 6 to 10 digits, e.g. 85176200.",
        )
    return digits


def cas_number(cell: str) -> str:
    """Return a CAS number whose check digit is right.

    The last digit is the sum of the others, each times its place from the right, modulo 10.
    """
    digits = cell.replace("-", "")
    if _CAS.fullmatch(cell):
        total = sum(place * int(d) for place, d in enumerate(reversed(digits[:-1]), start=1))
        if total % 10 == int(digits[-1]):
            return cell
    raise Reason.CODE_UNKNOWN.error(
        "this is not a CAS number, or its check digit is wrong", remedy="Write it like 7783-06-4."
    )


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies())


def currency(cell: str) -> str:
    """Return the code of a currency that there is or was."""
    code = cell.upper()
    if code not in _currencies():
        raise Reason.CODE_UNKNOWN.error(
            "there is no such currency", remedy="Give the ISO 4217 code of three letters, e.g. EUR."
        )
    return code


def language(cell: str) -> str:
    """Return a language tag."""
    if not _LANGUAGE.fullmatch(cell):
        raise InputError("this is not a language tag", remedy="Write it like fr or zh-Hans.")
    return cell


def parameters(cell: str) -> tuple[Parameter, ...]:
    """Return technical parameters, each ``name=value unit``."""
    found: list[Parameter] = []
    for piece in pieces(cell):
        match = _PARAMETER.fullmatch(piece)
        if match is None:
            raise InputError(
                "piece {count} is not name=value unit",
                remedy="Write parameters like throughput=40 Gbit/s, separated by |.",
                count=len(found) + 1,
            )
        name, value, unit = match.groups()
        found.append(Parameter(name=name.strip(), value=number(value), unit=(unit or "").strip()))
    return tuple(found)


def _pairs(cell: str, example: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for piece in pieces(cell):
        left, colon, right = piece.partition(":")
        if not (left.strip() and colon and right.strip()):
            raise InputError(
                "piece {count} has no name before a colon and value after it",
                remedy="Write it like {example}, separated by |.",
                count=len(found) + 1,
                example=example,
            )
        found.append((left.strip(), right.strip()))
    return found


def identifiers(cell: str) -> tuple[Identifier, ...]:
    """Return registrations, each ``SCHEME:value``."""
    return tuple(Identifier(scheme=s, value=v) for s, v in _pairs(cell, "EORI:DE0000000000"))


def references(cell: str) -> tuple[Reference, ...]:
    """Return references in other systems, each ``SYSTEM:value``."""
    return tuple(Reference(system=s, value=v) for s, v in _pairs(cell, "DUeS:2026-118"))
