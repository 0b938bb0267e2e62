"""A workbook is bounded before it is read, and looked through for what is never trusted.

An XLSX file is a ZIP of XML. Its size, the number and the unpacked size of its parts are
bounded first; then each part that matters is unpacked piece by piece up to its bound, run
through a parser that refuses a document type (ECMA-376 part 2, 7.1.4; no entity is ever
expanded), and put into a new, plain ZIP. What reads the values afterwards sees only that. So
a part that says that it is small and is not, a cell in the last corner of the sheet, or a
hundred megabytes of zeroes cost nothing.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from python_calamine import CalamineSheet

from gateway.errors import InputError, Reason
from gateway.tabular.bounds import Bounds

MAX_PART = 64 * 1024 * 1024
"""Of one unpacked part: a hundred thousand rows of sixteen columns are about 45 MiB."""

MAX_UNPACKED = 160 * 1024 * 1024
MAX_PARTS = 300
MAX_COLUMNS = 60
MAX_CELLS = 6_000_000
"""Of a sheet, empty ones included, up to its last cell: what reads it makes room for each."""


_KEPT = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(workbook|styles|sharedStrings)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/[^/]+\.xml"
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_PIECE = 256 * 1024
_RANGE = re.compile(r"[A-Z]+([0-9]+)(?::[A-Z]+([0-9]+))?")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ENCRYPTED = 0x1
_OLE = b"\xd0\xcf\x11\xe0"
# The end of a ZIP's directory (APPNOTE.TXT 6.3.10, 4.3.16): how many records, how many octets.
_END, _END_MARK, _LARGE_MARK = struct.Struct("<4s6xHL6x"), b"PK\x05\x06", b"PK\x06\x07"
_COMMENT_BYTES = 2**16 - 1
_RECORD_BYTES = 1000  # of one record, its names and extras included; ours have about 80
# What a damaged file makes the reader of ZIPs, zlib and expat raise; it is not in their
# documentation, and random alterations found each of them.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    LookupError,  # of an encoding that nobody knows
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(slots=True)
class SheetLook:
    """What was seen in a sheet before its values are read.

    Attributes:
        most_rows: How many rows are read.
        formulas: The first cells with a formula, as ``(row, column)`` from 1.
        merged: Ranges of merged cells, as written.
        outside: The first cell with a value beyond the bounds, as written, or empty.
        rows: Number of the last row with a value.
        columns: Number of the last column with one.
    """

    most_rows: int
    formulas: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    outside: str = ""
    rows: int = 0
    columns: int = 0

    def check_room(self) -> None:
        """Refuse a sheet of which what reads it would make more cells than are in it.

        Raises:
            InputError: INPUT_INVALID; a cell lies far outside, or the sheet is too large.
        """
        if self.outside:
            raise InputError(
                "a cell lies at {outside}; at most {most_rows} rows and {max_columns} columns are "
                "read",
                remedy="Delete it, or divide the file.",
                outside=self.outside,
                most_rows=self.most_rows,
                max_columns=MAX_COLUMNS,
            )
        if self.rows * self.columns > MAX_CELLS:
            raise InputError(
                "the sheet goes to row {rows} and column {columns}; at most {max_cells} cells are "
                "read",
                remedy="Divide the file, or save it as CSV.",
                rows=self.rows,
                columns=self.columns,
                max_cells=MAX_CELLS,
            )

    def faults(self) -> Iterator[tuple[int, int, InputError]]:
        """Say what nobody can trust in the sheet: formulas, merged cells, cells far outside.

        Yields:
            Row and column, from 1 (0: none in particular), and what is wrong there.
        """
        for row, column in self.formulas:
            error = InputError(
                "the cell has a formula; what a program has once computed is not trusted",
                remedy="Put the value itself into the cell: copy, then paste as values.",
            )
            yield row, column, error
        for merged in self.merged:
            match = _RANGE.match(merged)
            error = InputError(
                "the cells {merged} are merged; one cannot tell for which rows the value holds",
                remedy="Unmerge them and write the value into each row.",
                merged=merged,
            )
            yield int(match.group(1)) if match else 0, 0, error
        if self.outside:
            error = InputError(
                "a cell lies at {outside}; at most {most_rows} rows are read",
                remedy="Delete it, or divide the file.",
                outside=self.outside,
                most_rows=self.most_rows,
            )
            yield 0, 0, error


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook that can be read without fear.

    Attributes:
        plain: The parts that matter in a plain ZIP.
        looks: What was seen in each sheet, by its name.
    """

    plain: bytes
    looks: dict[str, SheetLook]


def bound_workbook(raw: bytes, bounds: Bounds) -> Workbook:
    """Check and unpack a workbook within bounds.

    Args:
        raw: The file.
        bounds: How much of it is read.

    Raises:
        InputError: INPUT_EMPTY; or INPUT_INVALID: too large, no XLSX, encrypted, with macros, or
            with XML that is not plain.
    """
    archive = _open(raw, bounds)
    infos = archive.infolist()
    _check_sizes(infos)
    plain, looks, total = io.BytesIO(), dict[str, SheetLook](), 0
    tables = _Tables()
    with archive, zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as out:
        for info in infos:
            if not _KEPT.fullmatch(info.filename):
                continue
            content, look = _part(archive, info, tables, bounds.rows)
            total += len(content)
            if total > MAX_UNPACKED:
                _too_large("it unpacks")
            if look is not None:
                looks[info.filename] = look
            out.writestr(zipfile.ZipInfo(info.filename), content)
    return Workbook(plain.getvalue(), tables.by_name(looks))


def _open(raw: bytes, bounds: Bounds) -> zipfile.ZipFile:
    if not raw:
        raise Reason.INPUT_EMPTY.error(
            "the file is empty", remedy="Give a workbook with rows in it."
        )
    bounds.check_size(raw)
    if raw.startswith(_OLE):
        raise InputError(
            "the file is an old .xls workbook, or one with a password",
            remedy="Save it as .xlsx without a password.",
        )
    _check_directory(raw)
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except _DAMAGED as exc:
        raise _no_workbook() from exc


def _check_directory(raw: bytes) -> None:
    """Refuse a ZIP with a large directory, of which an object a record would be made."""
    end = raw.rfind(_END_MARK, max(0, len(raw) - _END.size - _COMMENT_BYTES))
    if end < 0 or end + _END.size > len(raw):
        raise _no_workbook()
    _, count, size = _END.unpack_from(raw, end)
    large = raw.find(_LARGE_MARK, max(0, end - _END.size), end) >= 0
    if large or count > MAX_PARTS or size > MAX_PARTS * _RECORD_BYTES:
        raise _no_workbook()


def _check_sizes(infos: list[zipfile.ZipInfo]) -> None:
    names = [info.filename for info in infos]
    if len(infos) > MAX_PARTS or len(set(names)) != len(names):
        raise _no_workbook()
    if "xl/workbook.xml" not in names:
        raise _no_workbook()
    if any("vbaProject" in name or "macrosheets" in name for name in names):
        raise InputError("the workbook has macros", remedy="Save it as .xlsx, without macros.")
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise InputError("the workbook has a password", remedy="Save it without a password.")
    for info in infos:
        if info.file_size > MAX_PART:
            _too_large("{filename} unpacks", filename=info.filename)
    if sum(info.file_size for info in infos) > MAX_UNPACKED:
        _too_large("it unpacks")


def _too_large(what: str, **values: Any) -> NoReturn:
    raise InputError(
        what,
        " to more than is read: at most {max_part} MiB a sheet",
        remedy="Divide it into files of fewer rows, or use CSV.",
        **values,
        max_part=MAX_PART // 2**20,
    )


def _no_workbook() -> InputError:
    return InputError(
        "the file is no XLSX workbook, or a damaged one",
        remedy="Open it in a spreadsheet program, and save it as .xlsx.",
    )


@dataclass(slots=True)
class _Tables:
    """The workbook's own tables: which sheet is in which part."""

    sheets: list[tuple[str, str]] = field(default_factory=list)  # name, relation
    targets: dict[str, str] = field(default_factory=dict)  # by relation

    def by_name(self, looks: dict[str, SheetLook]) -> dict[str, SheetLook]:
        found = {}
        for name, relation in self.sheets:
            target = self.targets.get(relation, "")
            part = target[1:] if target.startswith("/") else f"xl/{target}"
            if part in looks:
                found[name] = looks[part]
        return found


def _part(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, tables: _Tables, most_rows: int
) -> tuple[bytes, SheetLook | None]:
    """Unpack a part piece by piece through the parser, up to the bound."""
    look = SheetLook(most_rows) if _SHEET.fullmatch(info.filename) else None
    scan = _Scan(info.filename, look, tables)
    content = bytearray()
    try:
        with archive.open(info) as part:
            while piece := part.read(_PIECE):
                content += piece
                if len(content) > MAX_PART:
                    _too_large("{filename} unpacks", filename=info.filename)
                scan.feed(piece)
        scan.close()
    except expat.ExpatError as exc:
        raise InputError(
            "{filename} is no well-formed XML: {why}",
            remedy="Open the file in a spreadsheet program and save it again.",
            filename=info.filename,
            why=exc,
        ) from exc
    except _DAMAGED as exc:
        raise _no_workbook() from exc
    return bytes(content), look


class _Scan:
    """Looks through one part's XML without keeping any of it."""

    def __init__(self, name: str, look: SheetLook | None, tables: _Tables) -> None:
        self._name, self._look, self._tables = name, look, tables
        self._row, self._column = 0, 0
        # Names without their prefixes, whatever prefix a program has chosen.
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.EntityDeclHandler = self._refuse_doctype
        if look is not None:
            self._parser.StartElementHandler = self._start
        elif name in {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"}:
            self._parser.StartElementHandler = self._start_table

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece)

    def close(self) -> None:
        self._parser.Parse(b"", True)  # noqa: FBT003 - it takes no keyword

    def _refuse_doctype(self, *_: object) -> None:
        raise InputError(
            "{name} declares a document type, which no spreadsheet program writes",
            remedy="Do not use the file; ask where it comes from.",
            name=self._name,
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name, look = tag.rpartition(" ")[2], self._look
        if look is None:
            return
        if name == "row":
            said = attributes.get("r", "")
            self._row = int(said) if said.isdecimal() and len(said) < _DIGITS else self._row + 1
            self._column = 0
        elif name == "c":
            self._place(attributes.get("r", ""))
        elif name in {"v", "is", "f"}:
            beyond = self._row > look.most_rows or self._column > MAX_COLUMNS
            look.rows = max(look.rows, self._row)
            look.columns = max(look.columns, self._column)
            if beyond and not look.outside:
                look.outside = f"row {self._row}, column {self._column}"
            if name == "f" and len(look.formulas) < MAX_COLUMNS:
                look.formulas.append((self._row, self._column))
        elif name == "mergeCell":
            look.merged.append(attributes.get("ref", "")[:20])

    def _start_table(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(" id")), "")
            self._tables.sheets.append((attributes.get("name", ""), relation))
        elif name == "Relationship":
            self._tables.targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def _place(self, said: str) -> None:
        match = _CELL.fullmatch(said)
        if match is None:
            self._column += 1
            return
        column = 0
        for letter in match.group(1):
            column = column * 26 + ord(letter) - ord("A") + 1
        # The cell's own word counts: a reader goes by it, whatever row it stands in.
        self._row, self._column = int(match.group(2)), column


_DIGITS = 9


def sheet_rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """Yield the rows of a sheet from its first row and column on, one by one.

    `to_python` makes all of them at once, and holds Python's lock for half a second.
    """
    left: list[Any] = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield left + row
