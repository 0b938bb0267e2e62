"""Whatever a cell holds, the file is read: an error names a column of the form, and is ours."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date

import pytest

from gateway.casework.imports import Way
from gateway.casework.imports.clerk import parse_denials
from gateway.casework.imports.columns import LITE_COLUMNS, columns_of
from gateway.casework.imports.draft import Parsed, Setting
from gateway.casework.imports.past import PAST_COLUMNS, read_past
from gateway.domain.controls import ControlList
from gateway.errors import InputError
from gateway.tabular.import_report import RowError

TODAY = date(2026, 11, 24)
LISTED = ControlList.of("test", TODAY, ["6A003.b.4.b", "5A001.j"])
MEMBERS = frozenset({"DE", "FR", "NL", "EU"})

CELLS = (
    *("", " ", "x", "x" * 41, "x" * 201, "x" * 4_001, "x" * 30_000, "9" * 5_000, "ß" * 4_001),
    *("\x00", "\x1b[2J", "\u202e", "\u0345" * 50, "\u2028", "\ufeff"),
    *("-1", "-0", "1e400", "1e-400", "NaN", "Infinity", "0x10", "0.0000000001", "٣"),
    *("2026-02-31", "0001-01-01", "9999-12-31", "10000-01-01", "2026-11-25"),
    *("yes", "no", "XX", "FR", "EU", "FR:4A906", "XX:4A906", ":4A906", "FR:", "3A001.z", "1C"),
    *("|", "a|b|", ":", "a:", ":b", "a:b|c", "a=b", "a=", "=1+1", "withheld:", "withheld:security"),
    *("|".join(f"n{each}" for each in range(300)), "a:" + "b" * 5_000, "given", "not_applicable"),
)

ROW = {
    "national_reference": "BDU-2026-0001",
    "source_state": "",
    "decision": "refuse",
    "decision_date": "2019-06-03",
    "first_notified": "2019-06-14",
    "legal_base": "428/2009",
    "reviews_so_far": "2",
    "destination": "TR",
    "end_user_names": "Örnek Optik A.Ş.",
    "description": "Thermal camera",
    "control_codes": "6A003.b.4.b",
}
SOURCES = {Way.RELAYED: "NO", Way.PARTNER: "US"}
LITE_ROW = [
    *("DN2026/0001", "AB-1", "Nordlys Maskin", "12 Havnegata", "Norway", "Iran", "2B350.g"),
    *("Valve", "Fertiliser works", "Risk of diversion", "end_user"),
]
PAST_ROW = dict.fromkeys((each.name for each in PAST_COLUMNS), "") | {
    "system": "DUeS",
    "reference": "C-2025-118",
    "procedure": "16(5)",
    "asking": "DE",
    "consulted": "FR",
    "asked_on": "2025-11-03",
    "ended_on": "2025-11-12",
    "outcome": "silence",
}
ENDS = {"16(5)": {"silence", "unknown", "not_identical"}}


def file_of(row: dict[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerow(row)
    return out.getvalue().encode()


def parse(way: Way, row: dict[str, str], codes: ControlList | None) -> Parsed:
    authority = "DE" if way in SOURCES else "FR"
    setting = Setting(way=way, authority=authority, today=TODAY, members=MEMBERS, codes=codes)
    return parse_denials(file_of(row), setting)


def row_of(way: Way) -> dict[str, str]:
    """A row that is right, with every column that the way knows."""
    known = dict.fromkeys(columns_of(way), "")
    filled = known | {name: cell for name, cell in ROW.items() if name in known}
    if way in SOURCES:
        filled |= {"source_state": SOURCES[way]}
    return filled | ({"regime": "nsg"} if way is Way.PARTNER else {})


Read = Callable[[dict[str, str]], tuple[int, Sequence[RowError]]]
"""Reads a file of one row: how many were right, and the errors."""


@pytest.mark.parametrize("way", list(Way))
def test_any_cell_of_our_form(way: Way) -> None:
    try_each(row_of(way), lambda row: counted(parse(way, row, LISTED)))


def test_any_cell_of_an_item_that_no_list_has() -> None:
    right = row_of(Way.OWN) | {"control_codes": "", "non_listed": "yes"}
    try_each(right, lambda row: counted(parse(Way.OWN, row, None)))


def test_any_cell_of_the_form_of_the_other_system() -> None:
    right = dict(zip(LITE_COLUMNS, LITE_ROW, strict=True))
    try_each(right, lambda row: counted(parse(Way.RELAYED, row, None)))


def test_any_cell_of_a_past_consultation() -> None:
    def read(row: dict[str, str]) -> tuple[int, Sequence[RowError]]:
        _rows, told = read_past(file_of(row), "FR", ENDS)
        return len(told.records), told.errors

    try_each(PAST_ROW, read)


def counted(parsed: Parsed) -> tuple[int, Sequence[RowError]]:
    return len(parsed.drafts), parsed.errors


def try_each(right: dict[str, str], read: Read) -> None:
    taken, errors = read(right)
    assert (taken, list(errors)) == (1, [])
    for column in right:
        for cell in CELLS:
            said = (column, cell[:40])
            answer = answered(read, right | {column: cell})
            if isinstance(answer, InputError):  # of the file as a whole
                assert answer.remedy, said
                continue
            taken, errors = answer
            assert taken == (0 if errors else 1), said
            assert {each.column for each in errors} <= set(right), (said, errors)
            assert all(each.remedy for each in errors), (said, errors)


def answered(read: Read, row: dict[str, str]) -> tuple[int, Sequence[RowError]] | InputError:
    try:
        return read(row)
    except InputError as refused:
        return refused
