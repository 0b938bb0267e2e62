"""What is wrong with an import, by sheet, row and column, and what was read where nothing is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from gateway.domain.annual.records import AnnualRecord
from gateway.domain.annual.submission import IndicatorValue, NarrativeText
from gateway.domain.base import Model
from gateway.errors import ComityError, Reason
from gateway.tabular.import_report import RowError

MOST_FAULTS = 500
"""Faults that are named; a file with more is wrong in one way and not in five hundred."""


class Fault(Model):
    """One thing that is wrong, where, and what to do.

    Attributes:
        sheet: Name of the sheet; empty for a CSV file.
        row: As a spreadsheet shows it; of JSON the place in the list, from 1; 0: the whole sheet.
        column: As the template calls it, or empty.
    """

    sheet: Annotated[str, StringConstraints(max_length=80)] = ""
    row: int = Field(default=0, ge=0)
    column: Annotated[str, StringConstraints(max_length=80)] = ""
    reason: Reason
    message: str
    remedy: str

    @property
    def place(self) -> str:
        """Say where it is, in words."""
        named = (
            f"sheet {self.sheet}" if self.sheet else "",
            f"row {self.row}" if self.row else "",
            f"column {self.column}" if self.column else "",
        )
        return ", ".join(part for part in named if part) or "the file"


class Imported(Model):
    """What a file says; where there is a fault, nothing of it is taken.

    Attributes:
        more: Faults beyond those that are named.
    """

    records: tuple[AnnualRecord, ...] = ()
    indicators: tuple[IndicatorValue, ...] = ()
    narratives: tuple[NarrativeText, ...] = ()
    faults: tuple[Fault, ...] = ()
    more: int = 0


class Faults:
    """Collects faults, the first five hundred of them."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self.more = 0

    def add(self, error: ComityError, *, sheet: str = "", row: int = 0, column: str = "") -> None:
        """Keep an error with its place."""
        self.add_rows([RowError.of(row, column, error)], sheet=sheet)

    def add_rows(self, errors: Iterable[RowError], *, sheet: str) -> None:
        """Keep what is wrong with rows of a sheet."""
        for error in errors:
            if len(self.found) >= MOST_FAULTS:
                self.more += 1
                continue
            said = {**dict(error), "column": error.column[:80]}
            self.found.append(Fault(sheet=sheet, **said))
