"""A copy with what is wrong marked: the values as they came, the marks where a person looks."""

from __future__ import annotations

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from gateway.errors import InputError, Reason
from gateway.tabular import marked_copies, workbooks
from gateway.tabular.bounds import Bounds
from gateway.tabular.files import Format, read_table, write_table
from gateway.tabular.import_report import RowError
from gateway.tabular.marked_copies import marked_copy

BOUNDS = Bounds(2**20, 1000, "Split it.")
HEADER = ("National Reference", "goods")
ROWS = (("R-1", "=1+1"), ("R-2", "Gateway"))


def wrong(row: int, column: str) -> RowError:
    return RowError(
        row=row, column=column, reason=Reason.CODE_UNKNOWN, message="no code", remedy="Give one."
    )


@pytest.mark.parametrize("form", list(Format))
def test_marks_are_in_the_cells_and_on_a_sheet_of_their_own(form: Format) -> None:
    table = read_table(write_table(HEADER, ROWS, form), form, BOUNDS)
    raw = marked_copy(
        table, [wrong(3, "goods"), wrong(2, ""), wrong(1, "national_reference, goods")]
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    rows, errors = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    assert rows == [list(HEADER), *map(list, ROWS)]
    assert [row[:3] for row in errors[1:]] == [
        ["A1", 1, "national_reference, goods"],
        ["A2", 2, ""],
        ["B3", 3, "goods"],
    ]
    assert errors[3][3:] == ["CODE_UNKNOWN", "no code", "Give one."]
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        notes = parts.read("xl/comments1.xml").decode()
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert [f'ref="{cell}"' in notes for cell in ("A1", "B1", "A2", "B3", "B2")] == [True] * 4 + [
        False
    ]


def test_a_table_that_nobody_mends_by_hand_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_copies, "MOST_ROWS", 2)
    table = read_table(write_table(HEADER, ROWS, Format.CSV), Format.CSV, BOUNDS)
    with pytest.raises(InputError) as refused:
        marked_copy(table, [])
    assert refused.value.metadata["field"] == "marked"


@pytest.mark.parametrize("cell", ["XFD1048576", "A1048576", "ZZ1"])
def test_a_cell_far_outside_is_refused_before_room_is_made_for_it(cell: str) -> None:
    raw = write_table(HEADER, ROWS, Format.XLSX)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as parts, zipfile.ZipFile(out, "w") as made:
        for name in parts.namelist():
            content = parts.read(name)
            if name == "xl/worksheets/sheet1.xml":
                far = f'<row><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
                content = content.replace(b"</sheetData>", far)
            made.writestr(name, content)
    with pytest.raises(InputError, match="a cell lies at"):
        read_table(out.getvalue(), Format.XLSX, BOUNDS)


def test_a_sheet_that_is_nearly_empty_and_large_is_refused() -> None:
    look = workbooks.SheetLook(500_000, rows=500_000, columns=60)
    with pytest.raises(InputError, match="at most 6000000 cells"):
        look.check_room()
