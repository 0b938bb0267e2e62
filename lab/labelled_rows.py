"""Rows of labelled files: other people's, so what is wrong is told with row and column."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from gateway.domain.transaction import Address, Identifier, Party, PartyKind
from gateway.errors import InputError, NotFoundError, Reason

_NUMBERED: Final = re.compile(r"(.*?)(\S*[\d@].*)")
_SCHEME_LETTERS: Final = 40
_TRUTH: Final = {"true": True, "1": True, "yes": True, "y": True, "t": True,
                 "false": False, "0": False, "no": False, "n": False, "f": False}  # fmt: skip


def need_columns(row: Mapping[str, Any], columns: Iterable[str]) -> None:
    """Check that a file has columns.

    Raises:
        InputError: COLUMN_MISSING; names the first that is not there.
    """
    wanted = tuple(columns)
    for column in wanted:
        if column not in row:
            raise Reason.COLUMN_MISSING.error(
                f"column {column} is missing",
                remedy=f"The first line names the columns {', '.join(wanted)}.",
                column=column,
            )


def truth_of(row: Mapping[str, Any], number: int, column: str) -> bool:
    """Return what a row says is true or false.

    Raises:
        InputError: It says neither; names row and column.
    """
    truth = _TRUTH.get(str(row[column]).strip().casefold())
    if truth is None:
        raise InputError(
            f"row {number}, column {column}: neither true nor false",
            remedy="Write true or false.",
            row=str(number),
            column=column,
        )
    return truth


def party_of(
    row: Mapping[str, Any],
    side: str,
    *,
    name: str = "name",
    country: str = "country",
    kind: PartyKind = PartyKind.UNKNOWN,
) -> Party:
    """Return the party of one side of a row.

    Args:
        row: The row; columns ``address`` and ``identifier`` of a side may be absent.
        side: "1" or "2".
        name: Column of its name, without the side.
        country: Column of its country, without the side.
        kind: What it is.

    Raises:
        ValidationError: The row holds what is no party.
    """
    address, number = (row.get(f"{each}{side}", "").strip() for each in ("address", "identifier"))
    return Party(
        names=(row[f"{name}{side}"],),
        country=row.get(f"{country}{side}", "").strip() or None,
        kind=kind,
        addresses=(Address(text=address),) if address else (),
        identifiers=(_identifier(number),) if number else (),
    )


def _identifier(written: str) -> Identifier:
    """Part ``INN 5190933072`` into the scheme and the number."""
    found = _NUMBERED.match(written)
    scheme, value = found.groups() if found else ("", written)
    return Identifier(scheme=scheme.strip(" :.,")[-_SCHEME_LETTERS:] or "number", value=value)


def _text(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as exc:
        raise NotFoundError("the file cannot be read", remedy="Check its path.") from exc
    except UnicodeDecodeError as exc:
        raise Reason.ENCODING_INVALID.error(
            "the file is not UTF-8", remedy="Save it as UTF-8."
        ) from exc
    if not text.strip():
        raise Reason.INPUT_EMPTY.error("the file is empty", remedy="Give rows.")
    return text


def csv_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Give rows with their line number in the file; missing cells are empty.

    Raises:
        NotFoundError: The file cannot be read.
        InputError: It is empty, not UTF-8, or no CSV; names the row.
    """
    reader = csv.DictReader(io.StringIO(_text(path), newline=""), restval="")
    try:
        for row in reader:
            yield reader.line_num, {key: value for key, value in row.items() if key is not None}
    except csv.Error as exc:
        raise InputError(
            f"line {reader.line_num} is not CSV",
            remedy="Check its quotes.",
            row=str(reader.line_num),
        ) from exc


def json_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Give the objects of JSON lines with their line number.

    Raises:
        InputError: A line is no JSON object; names the row.
    """
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as exc:
            raise InputError(
                f"line {number} is not JSON", remedy="One object a line.", row=str(number)
            ) from exc
        if not isinstance(row, dict):
            raise InputError(
                f"line {number} is no JSON object", remedy="One object a line.", row=str(number)
            )
        yield number, row
