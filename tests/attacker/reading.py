"""A published folder taken apart: CSV, JSON, XLSX, HTML and JSON-LD, each by itself.

A figure that any of the files shows is known, whatever the others say of it.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from tests.attacker.public import JOIN, NUMBER, VALUE, Place, Public

HELD = {"suppressed", "confidential"}
CENTS = 100


class Cell(NamedTuple):
    """What a file says of a cell: a word, figures in whole units and cents, a printed reason."""

    state: str
    figures: dict[str, int]
    why: str = ""


Cells = dict[tuple[str, str, str], Cell]
"""By published table, row code and column code."""


@dataclass
class Folder:
    """All that the files of an edition say.

    Attributes:
        by_format: What each format says by itself.
        cells: By place what they say together.
        shows: By place the measures that it is published with.
        groups: By place the places that are shown as one in it.
        sources: By Member State the digest of what it sent.
        missing: Member States that sent nothing.
        listed: Cells that the list of changes names, by published table, row and column.
    """

    by_format: dict[str, Cells] = field(default_factory=dict)
    cells: dict[Place, Cell] = field(default_factory=dict)
    shows: dict[Place, set[str]] = field(default_factory=dict)
    groups: dict[Place, list[Place]] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    listed: set[tuple[str, str, str]] = field(default_factory=set)

    def known(self, place: Place, measure: str) -> int | None:
        """Return the figure that is shown of a place, None where none is."""
        cell = self.cells.get(place)
        if cell is None or measure not in self.shows[place]:
            return None
        return 0 if cell.state == "zero" else cell.figures.get(measure)

    def held(self, place: Place) -> bool:
        """Say whether a place shows no figure because it is held back."""
        return place in self.cells and self.cells[place].state in HELD


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_folder(public: Public, folder: Path) -> Folder:
    """Read all files of a published folder."""
    found = Folder()
    edition = json.loads((folder / "data" / "edition.json").read_text("utf-8"))
    found.sources = {each["state"]: each["digest"] for each in edition["sources"]}
    found.missing = set(edition["missing"])
    labels: dict[str, dict[str, dict[str, str]]] = {}
    spoken = {"json": dict(_json_cells(edition["tables"]))}
    for key in public.views:
        rows = _rows(folder / "data" / f"{key}.csv")
        spoken.setdefault("csv", {}).update(_csv_cells(key, rows))
        names = labels[key] = {"row": {}, "column": {}}
        for row in rows:
            for axis, known in names.items():
                for text in (row[f"{axis}_label"], f"{row[f'{axis}_code']} {row[f'{axis}_label']}"):
                    known[_plain(text)] = _plain_code(row[f"{axis}_code"])
        one = json.loads((folder / "data" / f"{key}.json").read_text("utf-8"))
        spoken.setdefault("table.json", {}).update(_json_cells([one["table"]]))
        book = CalamineWorkbook.from_path(str(folder / "data" / f"{key}.xlsx"))
        spoken.setdefault("xlsx", {}).update(_sheet_cells(key, book))
        page = folder / f"table-{public.views[key]['number'].replace('.', '-')}.html"
        spoken.setdefault("html", {}).update(
            _page_cells(key, page.read_text("utf-8"), labels[key], public)
        )
    spoken["tables.xlsx"] = dict(_book_cells(public, folder / "data" / "tables.xlsx"))
    found.by_format = spoken
    for cells in spoken.values():
        for at, cell in cells.items():
            _put(public, found, *at, cell)
    changes = folder / "data" / "changes.csv"
    found.listed = {
        (each["table"], _plain_code(each["row_code"]), _plain_code(each["column_code"]))
        for each in _rows(changes)
    }
    return found


def amounts_elsewhere(folder: Path) -> set[str]:
    """Return every number of three digits or more in the catalogue: it should show none."""
    text = (folder / "catalogue.jsonld").read_text("utf-8")
    return set(re.findall(r'(?<![\w.:/"-])\d{3,}\.\d\d(?!\d)', text))


def _put(public: Public, found: Folder, key: str, row: str, column: str, cell: Cell) -> None:
    place = public.place(key, row, column)
    found.shows.setdefault(place, set()).update(public.views[key]["measures"])
    before = found.cells.get(place)
    if before is None or (before.state in HELD and cell.state not in HELD):
        found.cells[place] = cell
    elif cell.state not in HELD:
        found.cells[place] = before._replace(figures={**before.figures, **cell.figures})
    if JOIN in row:
        found.groups[place] = [public.place(key, code, column) for code in row.split(JOIN)]


def _csv_cells(
    key: str, rows: Iterable[dict[str, str]]
) -> Iterator[tuple[tuple[str, str, str], Cell]]:
    for each in rows:
        figures = {}
        if each["number"]:
            figures[NUMBER] = int(each["number"])
        if each["value_eur"]:
            figures[VALUE] = _cents(each["value_eur"])
        place = (key, _plain_code(each["row_code"]), _plain_code(each["column_code"]))
        yield place, Cell(each["state"], figures, each["why"])


def _json_cells(tables: Iterable[dict[str, object]]) -> Iterator[tuple[tuple[str, str, str], Cell]]:
    for table in tables:
        rows, columns, cells = (table[name] for name in ("rows", "columns", "cells"))
        for line, across in zip(rows, cells, strict=True):  # type: ignore[call-overload]
            for column, said in zip(columns, across, strict=True):  # type: ignore[call-overload]
                figures = {
                    measure: said[name]
                    for measure, name in ((NUMBER, "number"), (VALUE, "value_cents"))
                    if said.get(name) is not None
                }
                place = (str(table["key"]), line["code"], column["code"])
                yield place, Cell(said["state"], figures, said.get("why", ""))


def _sheet_cells(key: str, book: CalamineWorkbook) -> Iterator[tuple[tuple[str, str, str], Cell]]:
    yield from _grid(key, book.get_sheet_by_index(0).to_python(skip_empty_area=False))


def _book_cells(public: Public, file: Path) -> Iterator[tuple[tuple[str, str, str], Cell]]:
    book = CalamineWorkbook.from_path(str(file))
    for key, view in public.views.items():
        sheet = book.get_sheet_by_name(f"Table {view['number']}")
        yield from _grid(key, sheet.to_python(skip_empty_area=False))


def _grid(
    key: str, rows: Sequence[Sequence[object]]
) -> Iterator[tuple[tuple[str, str, str], Cell]]:
    """Read a sheet: codes above and left, a block of columns for each measure."""
    head = next(place for place, row in enumerate(rows) if row and row[0] == "Code")
    measures, measure = {}, ""
    for place, said in enumerate(rows[head - 2]):
        measure = {"Number": NUMBER, "Value in euro": VALUE}.get(str(said), measure)
        measures[place] = measure
    found: dict[tuple[str, str, str], Cell] = {}
    for row in rows[head + 1 :]:
        for place, said in enumerate(row[2:], start=2):
            column = _code(rows[head - 1][place])
            at = (key, _code(row[0]), column)
            before = found.get(at, Cell("", {}))
            if isinstance(said, int | float):
                amount = round(said * CENTS) if measures[place] == VALUE else round(said)
                figures = {**before.figures, measures[place]: amount}
                found[at] = Cell("value" if any(figures.values()) else "zero", figures)
            elif said != "":
                state = next((each for each in HELD if str(said).startswith(each)), "other")
                found[at] = before if before.figures else Cell(state, {}, str(said))
    yield from found.items()


def _page_cells(
    key: str, text: str, labels: dict[str, dict[str, str]], public: Public
) -> Iterator[tuple[tuple[str, str, str], Cell]]:
    """Read the tables of a page, which may be turned and cut into blocks."""
    page = _Page()
    page.feed(text)
    measures = public.views[key]["measures"]
    for caption, head, rows in page.tables:
        measure = VALUE if "value" in caption else NUMBER
        if measure not in measures:
            continue
        for side, *cells in rows:
            for label, said in zip(head[1:], cells, strict=True):
                at = _turned(labels, _plain(side), _plain(label))
                digits = re.sub(r"[^\d.]", "", said) if re.match(r"^[\d\s.]+$", said) else ""
                if at is not None and digits:
                    amount = _cents(digits) if measure == VALUE else int(digits)
                    yield (key, *at), Cell("value" if amount else "zero", {measure: amount})


def _turned(labels: dict[str, dict[str, str]], side: str, top: str) -> tuple[str, str] | None:
    rows, columns = labels["row"], labels["column"]
    if side in rows and top in columns:
        return rows[side], columns[top]
    if top in rows and side in columns:
        return rows[top], columns[side]
    return None


class _Page(HTMLParser):
    """Tables of figures: caption, header cells, rows of texts."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[tuple[str, list[str], list[list[str]]]] = []
        self._inside, self._text, self._small = False, "", False
        self._row: list[str] = []
        self._head: list[str] = []
        self._caption = ""
        self._rows: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._inside = "figures sortable" in (dict(attrs).get("class") or "")
            self._head, self._rows, self._caption = [], [], ""
        elif tag == "tr":
            self._row = []
        elif tag in {"td", "th", "caption"}:
            self._text = ""
        elif tag == "sup":
            self._small = True

    def handle_data(self, data: str) -> None:
        if not self._small:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._row.append(self._text.strip())
        elif tag == "caption":
            self._caption = self._text
        elif tag == "sup":
            self._small = False
        elif tag == "tr" and not self._head:
            self._head = self._row
        elif tag == "tr":
            self._rows.append(self._row)
        elif tag == "table" and self._inside:
            self.tables.append((self._caption.lower(), self._head, self._rows))
            self._inside = False


def _cents(text: str) -> int:
    whole, _, rest = text.partition(".")
    return int(whole) * CENTS + int((rest + "00")[:2])


def _code(said: object) -> str:
    """Return a code as the sheet has it: what looks like a number stands as one."""
    return str(int(said)) if isinstance(said, float) and said.is_integer() else str(said)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.removeprefix("'")).strip()


def _plain_code(text: str) -> str:
    return text.removeprefix("'")
