"""Reads labelled pairs of goods, and of transactions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError
from rigour.text.scripts import text_scripts

from gateway.domain.base import Stated
from gateway.domain.denial import DecisionType, Denial
from gateway.domain.transaction import (
    Activity,
    Classification,
    Item,
    ListSource,
    Parameter,
    Party,
    Transaction,
)
from gateway.errors import InputError
from gateway.field_faults import faults_of
from lab.labelled_rows import csv_rows, need_columns, party_of, truth_of

_GOODS: Final = ("description", "language", "code", "cn", "cas", "parameters")
_DEAL: Final = ("party", "party_country", "description", "language", "code", "destination")
_ISSUER: Final = "FR"


class Reach(StrEnum):
    """How far apart two descriptions are written."""

    SAME_LANGUAGE = "same_language"
    CROSS_LANGUAGE = "cross_language"
    CROSS_SCRIPT = "cross_script"


class Label(StrEnum):
    """What an officer says of two transactions."""

    MUST_CONSULT = "must_consult"  # essentially identical
    MUST_SEE = "must_see"  # of the same or likely the same party, whatever the goods
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsPair:
    """Two statements of goods.

    Attributes:
        same: Whether they state the same thing.
        reach: How far apart they are written.
        kind: What is hard about the pair, as the file has it; empty for nothing said.
    """

    ours: Item
    theirs: Item
    same: bool
    reach: Reach
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DealPair:
    """A transaction of ours and one that was denied."""

    ours: Transaction
    theirs: Denial
    label: Label


def read_goods(path: Path, *, half: str = "") -> list[GoodsPair]:
    """Read labelled pairs of goods.

    Args:
        path: CSV with the columns ``description1``, ``language1``, ``code1``, ``cn1``, ``cas1``,
            ``parameters1``, the same with 2, and ``same``; optional ``kind`` and ``half``.
        half: Only rows whose column ``half`` says so; empty: all.

    Raises:
        InputError: A column is missing, or a row holds what is no goods; names row and column.
    """
    pairs = []
    for number, row in _rows(path, _GOODS, "same", half):
        ours, theirs = (item_of(row, number, side) for side in "12")
        pairs.append(
            GoodsPair(
                ours=ours,
                theirs=theirs,
                same=truth_of(row, number, "same"),
                reach=_reach(row),
                kind=row.get("kind", ""),
            )
        )
    return pairs


def read_deals(path: Path, *, half: str = "") -> list[DealPair]:
    """Read labelled pairs of transactions.

    Args:
        path: CSV with the columns ``party1``, ``party_country1``, ``description1``,
            ``language1``, ``code1``, ``destination1``, the same with 2, and ``label``.
        half: Only rows whose column ``half`` says so; empty: all.

    Raises:
        InputError: A column is missing, or a row holds what is no transaction; names the row.
    """
    pairs = []
    for number, row in _rows(path, _DEAL, "label", half):
        if row["label"] not in tuple(Label):
            raise InputError(
                f"row {number}, column label: {row['label']!r} is none of {', '.join(Label)}",
                remedy="Write one of them.",
                row=str(number),
                column="label",
            )
        ours, theirs = (_deal(row, number, side) for side in "12")
        denial = Denial(
            denial_id=f"{_ISSUER}-2026-{number:05d}",
            authority=_ISSUER,
            national_reference=str(number),
            decision=DecisionType.REFUSE,
            decision_date=date(2026, 3, 1),
            first_notified=date(2026, 3, 2),
            transaction=theirs,
        )
        pairs.append(DealPair(ours=ours, theirs=denial, label=Label(row["label"])))
    return pairs


def _deal(row: Mapping[str, Any], number: int, side: str) -> Transaction:
    try:
        party = party_of(row, side, name="party", country="party_country")
        return Transaction(
            activity=Activity.EXPORT,
            items=(item_of(row, number, side),),
            end_user=Stated[Party].given(party),
            destination=row[f"destination{side}"].strip(),
        )
    except ValidationError as exc:
        raise _faulty(number, side, exc) from exc


def _rows(
    path: Path, columns: Iterable[str], label: str, half: str
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    wanted = (*(f"{each}{side}" for side in "12" for each in columns), label)
    for number, row in csv_rows(path):
        need_columns(row, (*wanted, "half") if half else wanted)
        if not half or row["half"] == half:
            yield number, row


def _reach(row: Mapping[str, Any]) -> Reach:
    one, two = (text_scripts(row[f"description{side}"]) for side in "12")
    if one and two and not one & two:
        return Reach.CROSS_SCRIPT
    if row["language1"] == row["language2"]:
        return Reach.SAME_LANGUAGE
    return Reach.CROSS_LANGUAGE


def item_of(row: Mapping[str, Any], number: int, side: str = "") -> Item:
    """Return the item that a row states.

    Args:
        row: A row of labelled goods.
        number: Its number, for errors.
        side: What the names of its columns end with: "1", "2", or nothing.

    Raises:
        InputError: A field or a parameter cannot be read.
    """
    code = row[f"code{side}"].strip()
    said = row.get(f"parameters{side}", "").split(";")
    try:
        listed = Classification(source=ListSource.ANNEX_I, code=code) if code else None
        return Item(
            description=row[f"description{side}"],
            classifications=(listed or Classification(source=ListSource.NON_LISTED),),
            parameters=tuple(_parameter(each, number, side) for each in said if each.strip()),
            cn_code=row.get(f"cn{side}", "").strip() or None,
            cas_number=row.get(f"cas{side}", "").strip() or None,
        )
    except ValidationError as exc:
        raise _faulty(number, side, exc) from exc


def _parameter(text: str, number: int, side: str) -> Parameter:
    """Read ``frequency=10 GHz``."""
    name, _, quantity = text.strip().partition("=")
    value, _, unit = quantity.strip().partition(" ")
    try:
        return Parameter(
            name=name.strip(), value=Decimal(value.replace(",", ".")), unit=unit.strip() or "1"
        )
    except (ArithmeticError, ValueError) as exc:
        raise InputError(
            f"row {number}, column parameters{side}: {text.strip()!r} is no name=number unit",
            remedy="Write for example frequency=10 GHz; channels=4.",
            row=str(number),
            column=f"parameters{side}",
        ) from exc


def _faulty(number: int, side: str, exc: ValidationError) -> InputError:
    fault = faults_of(exc)[0]
    return InputError(
        f"row {number}, side {side}: {fault.field} {fault.what}",
        remedy=f"{fault.remedy} Or leave the row out.",
        row=str(number),
        column=fault.field,
    )
