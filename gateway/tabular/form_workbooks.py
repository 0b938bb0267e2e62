"""The workbook of a form to fill in: a sheet of rows, what is wrong with them, all codes.

The first sheet is what an import reads: names of the columns, each with a note, drop-down lists
where a column takes one code. The sheet `check` counts, while somebody fills it in, what is missing
and what is of no list, in formulas; they stand on no sheet that is imported. The sheet `codes` has
each list with its words. The same form gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from gateway.tabular.plain_workbooks import (
    cell_text,
    plain_book,
    plain_formats,
    write_cell,
    write_facts,
    write_head,
)

CHECKED_ROWS: Final = 2_000
"""Rows below the header that have lists and are looked at on the sheet `check`."""

_WIDTH, _CHECK, _CODES = 22, "check", "codes"
_CHECKS = ("Column", "Needed", "Filled in", "Missing", "Of no list", "Look at it")
_OTHERS_TOO = ("warning", "Not in the list", "Several go with | between them. Keep it?")


class Shape(StrEnum):
    """What a column of a form holds."""

    TEXT = "text"
    DAY = "day"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a form.

    Attributes:
        name: As the import reads it.
        note: What it means, and an example.
        needed: Whether it must be filled in: in the first row of a record, or in each where it
            speaks of an item.
        of_item: Whether it speaks of the item line.
        unless: Column which, where it holds anything, makes this one needless; "" for none.
        choices: Key of its list of codes; "" for none.
        others_too: Whether it takes more than one code of the list, or a name in its place.
        shape: What it holds.
    """

    name: str
    note: str
    needed: bool = False
    of_item: bool = False
    unless: str = ""
    choices: str = ""
    others_too: bool = False
    shape: Shape = Shape.TEXT


@dataclass(frozen=True, slots=True)
class FormWorkbook:
    """A form.

    Attributes:
        sheet: Name of the sheet of rows.
        columns: Its columns; the first names a record, whose rows have the same name.
        lists: Codes and their words, by key.
        facts: What the sheet `about` says.
    """

    sheet: str
    columns: Sequence[FormColumn]
    lists: Mapping[str, Sequence[tuple[str, str]]]
    facts: Sequence[tuple[str, str]]

    def blank(self) -> bytes:
        """Return the workbook to fill in."""
        out = io.BytesIO()
        book = plain_book(out, title=self.facts[0][1])
        formats = plain_formats(book)
        ranges = {
            key: _range(_CODES, 2 * at, len(codes))
            for at, (key, codes) in enumerate(self.lists.items())
        }
        self._rows(book, ranges, formats)
        self._check(book, ranges, formats)
        self._codes(book, formats)
        write_facts(book, "about", self.facts, formats)
        book.close()
        return out.getvalue()

    def _rows(self, book: Any, ranges: Mapping[str, str], formats: Mapping[str, Any]) -> None:
        sheet = book.add_worksheet(self.sheet)
        needed = book.add_format(
            {"bold": True, "bg_color": "#C9DDF3", "border": 1, "valign": "top"}
        )
        write_head(
            sheet, [each.name for each in self.columns], [_WIDTH] * len(self.columns), dict(formats)
        )
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(self.columns):
            sheet.set_column(at, at, _WIDTH, formats[column.shape.value])
            if column.needed:
                sheet.write_string(0, at, column.name, needed)
            note = f"{column.note}{' Needed.' if column.needed else ''}"
            sheet.write_comment(0, at, cell_text(note), {"x_scale": 2.5, "y_scale": 1.5})
            if column.choices:
                rule: dict[str, Any] = {"validate": "list", "source": ranges[column.choices]}
                if column.others_too:
                    kind, title, words = _OTHERS_TOO
                    rule |= {"error_type": kind, "error_title": title, "error_message": words}
                sheet.data_validation(1, at, CHECKED_ROWS, at, rule)
            elif column.shape is Shape.AMOUNT:
                rule = {"validate": "decimal", "criteria": ">=", "value": 0}
                sheet.data_validation(1, at, CHECKED_ROWS, at, rule)

    def _check(self, book: Any, ranges: Mapping[str, str], formats: Mapping[str, Any]) -> None:
        sheet = book.add_worksheet(_CHECK)
        write_head(sheet, _CHECKS, (28, 10, 10, 10, 12, 60), formats)
        sheet.set_row(1, None, book.add_format({"bold": True}))
        last = len(self.columns) + 2
        self._formula(sheet, 1, 2, f"=COUNTA({self._area(0)})")
        for at in (3, 4):
            letter = xl_col_to_name(at)
            self._formula(sheet, 1, at, f"=SUM({letter}3:{letter}{last})")
        sheet.write_string(1, 0, "All rows")
        self._formula(
            sheet,
            1,
            5,
            '=IF(C2=0,"Nothing is filled in",IF(D2+E2=0,"Nothing is missing","Look below"))',
        )
        for row, (at, column) in enumerate(enumerate(self.columns), start=2):
            write_cell(sheet, row, 0, column.name, formats)
            write_cell(sheet, row, 1, column.needed or None, formats)
            self._formula(sheet, row, 2, f"=COUNTA({self._area(at)})")
            self._formula(sheet, row, 3, self._missing(at, column) if column.needed else "=0")
            strict = column.choices and not column.others_too
            self._formula(
                sheet, row, 4, self._of_no_list(at, ranges[column.choices]) if strict else "=0"
            )
            words = (
                f'=IF(D{row + 1}>0,"Fill it in. ","")&IF(E{row + 1}>0,"Choose from the list.","")'
            )
            self._formula(sheet, row, 5, words)
        bad = book.add_format({"bg_color": "#F8C9C4", "font_color": "#7A1410"})
        sheet.conditional_format(
            1, 3, last - 1, 4, {"type": "cell", "criteria": ">", "value": 0, "format": bad}
        )

    @staticmethod
    def _formula(sheet: Any, row: int, column: int, formula: str) -> None:
        # An array's formula: of SUMPRODUCT some programs cut the ranges to what is filled in, and
        # two that begin a row apart fit no more. Without a value it is computed when it is opened.
        sheet.write_array_formula(row, column, row, column, formula, None, "")

    def _area(self, at: int, first: int = 2) -> str:
        """Return the cells of a column that are looked at, from a row on."""
        letter = xl_col_to_name(at)
        return f"{self.sheet}!${letter}${first}:${letter}${first + CHECKED_ROWS - 1}"

    def _missing(self, at: int, column: FormColumn) -> str:
        """Count the rows of a column in which it is needed and empty."""
        name, above = self._area(0), self._area(0, 1)
        places = {each.name: place for place, each in enumerate(self.columns)}
        first = "" if column.of_item else f"*({name}<>{above})"
        but = f'*({self._area(places[column.unless])}="")' if column.unless else ""
        if at == 0:  # a row that has anything has a name
            return f'=SUM(({name}="")*({self._area(places[self._second])}<>""))'
        return f'=SUM(({name}<>""){first}{but}*({self._area(at)}=""))'

    @property
    def _second(self) -> str:
        """The first column after the name that each row has."""
        return next(each.name for each in self.columns[1:] if each.needed and each.of_item)

    def _of_no_list(self, at: int, codes: str) -> str:
        area = self._area(at)
        return f'=SUM(({area}<>"")*(COUNTIF({codes[1:]},{area})=0))'

    def _codes(self, book: Any, formats: Mapping[str, Any]) -> None:
        sheet = book.add_worksheet(_CODES)
        sheet.freeze_panes(1, 0)
        for at, (key, codes) in enumerate(self.lists.items()):
            sheet.write_string(0, 2 * at, key, formats["head"])
            sheet.write_string(0, 2 * at + 1, "in words", formats["head"])
            sheet.set_column(2 * at, 2 * at, 20, formats["text"])
            sheet.set_column(2 * at + 1, 2 * at + 1, 40)
            for row, (code, words) in enumerate(codes, start=1):
                write_cell(sheet, row, 2 * at, code, formats)
                write_cell(sheet, row, 2 * at + 1, words, formats)


def _range(sheet: str, column: int, number: int) -> str:
    letter = xl_col_to_name(column)
    return f"={sheet}!${letter}$2:${letter}${number + 1}"
