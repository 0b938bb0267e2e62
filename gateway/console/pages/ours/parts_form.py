"""A decision in part by form: what is granted of each line, and what is refused of it (Art 16(1)).

The officer says of a line that it is granted, refused, or both; of a divided one how much is
granted, and the rest is refused. So the two parts are always what was applied for.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from gateway.console.acts.declared import ActField, ActOption, FieldKind, seldom
from gateway.console.acts.filled import FilledIn
from gateway.console.pages.ours.countries import party_in
from gateway.console.visit import Visit
from gateway.domain.case import DecisionProposal
from gateway.domain.transaction import Item, Transaction
from gateway.errors import InputError
from gateway.views.frame import Piece

GRANTED: Final = "granted"
REFUSED: Final = "refused"
BOTH: Final = "both"

_MOST_LINES: Final = 90
"""Lines that the form asks about: it has at most 500 fields, three a line."""


def parts_fit(asked: Transaction) -> bool:
    """Say whether the form has room for a decision in part on what was applied for."""
    return len(asked.items) <= _MOST_LINES


def part_fields(visit: Visit, asked: Transaction) -> Iterator[ActField]:
    """Yield the fields that divide what was applied for."""
    for line, item in enumerate(asked.items, start=1):
        yield from _line_fields(visit, line, item)
    yield seldom(
        "refused_from",
        "Refused from this day on",
        "Where the lines are granted for a time only: such a line is both, and the licence "
        "ends on the day before.",
        FieldKind.DAY,
        also=("parts.refused_from",),
    )
    if asked.end_user.value is None:
        yield seldom(
            "refused_end_user",
            "Refused for this end-user: names",
            "The application names no end-user. Such a line is both: granted, but not for "
            "this one. Every spelling, with a semicolon between two.",
            also=("parts.refused_end_user",),
        )
        yield seldom(
            "refused_end_user_country", "Refused for this end-user: country", "Name or code."
        )


def _line_fields(visit: Visit, line: int, item: Item) -> Iterator[ActField]:
    yield seldom(
        f"line{line}",
        visit.says("In part: line {number}", number=line),
        visit.says("Applied for: {amount}", amount=_amount(visit, item)),
        FieldKind.CHOICE,
        options=(
            ActOption(GRANTED, "Granted"),
            ActOption(REFUSED, "Refused"),
            ActOption(BOTH, "Divided: a part of it is granted, the rest refused"),
        ),
        also=("parts",) if line == 1 else (),
    )
    if item.quantity is not None:
        yield seldom(
            f"line{line}_quantity",
            visit.says("In part: quantity granted of line {number}", number=line),
            "Where it is divided; the rest is refused.",
        )
    if item.value is not None:
        yield seldom(
            f"line{line}_value",
            visit.says("In part: value granted of line {number}", number=line),
            "Where it is divided; left empty beside a quantity: in proportion.",
        )


def _amount(visit: Visit, item: Item) -> str:
    reader, said = visit.reader, []
    if item.quantity is not None:
        said.append(f"{reader.number(item.quantity)} {item.quantity_unit}".strip())
    if item.value is not None:
        said.append(f"{reader.money(item.value)} {item.currency or ''}".strip())
    return "; ".join(said) or visit.says("no amount")


def parts_of(visit: Visit, asked: Transaction, filled: FilledIn) -> dict[str, Any] | None:
    """Return what is granted and what is refused, as a proposal names it; None: nothing is said.

    Raises:
        InputError: An amount is none, or is not less than what was applied for; there is no such
            country; names the field.
    """
    granted: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    for line, item in enumerate(asked.items, start=1):
        way = filled.one(f"line{line}")
        part = {"line": line}
        if way == BOTH:
            ours, theirs = _divided(line, item, filled)
            granted.append(part | ours)
            refused.append(part | theirs)
        elif way:
            (granted if way == GRANTED else refused).append(part)
    besides = _besides(visit, filled)
    if not granted and not refused and not besides:
        return None
    return {"granted": granted, "refused": refused, **besides}


def _divided(
    line: int, item: Item, filled: FilledIn
) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """Return how much of a line is granted, and the rest; nothing where no amount is named."""
    ours: dict[str, Decimal] = {}
    theirs: dict[str, Decimal] = {}
    for name, applied in (("quantity", item.quantity), ("value", item.value)):
        typed = filled.one(f"line{line}_{name}")
        if typed and applied is not None:
            ours[name] = _part(f"line{line}_{name}", typed, applied)
            theirs[name] = applied - ours[name]
    return ours, theirs


def _part(field: str, typed: str, applied: Decimal) -> Decimal:
    try:
        part = Decimal(typed)
    except InvalidOperation:
        part = Decimal("NaN")
    if not part.is_finite() or not 0 < part < applied:
        raise InputError(
            "this is no part of {applied}",
            remedy="Write a number in digits, more than nothing and less than was applied for.",
            field=field,
            applied=applied,
        )
    return part


def _besides(visit: Visit, filled: FilledIn) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if day := filled.day("refused_from"):
        found["refused_from"] = day
    names, country = "refused_end_user", "refused_end_user_country"
    if party := party_in(visit.language, filled, names, country):
        found[names] = party
    return found


def parts_in_words(
    visit: Visit, asked: Transaction, proposal: DecisionProposal
) -> Iterator[tuple[str, Piece]]:
    """Yield what is granted and what is refused of each line, the value in proportion."""
    parts = proposal.parts
    if parts is None:
        return
    for line, item in parts.granted_items(asked):
        yield visit.says("Granted of line {number}", number=line), Piece(text=_amount(visit, item))
    for part, item in zip(parts.refused, parts.refused_of(asked).items, strict=True):
        said = Piece(text=_amount(visit, item))
        yield visit.says("Refused of line {number}", number=part.line), said
