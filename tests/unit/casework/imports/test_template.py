"""The workbook of denials to fill in: what is filled in is read, lists are those of the import."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from functools import cache
from xml.sax.saxutils import escape

import pytest
from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_col_to_name

from gateway.casework.imports.clerk import parse_denials
from gateway.casework.imports.columns import columns_of
from gateway.casework.imports.draft import Setting
from gateway.casework.imports.template import denial_template
from gateway.errors import InputError
from gateway.tabular import cells
from gateway.tabular.import_report import Way

ROWS = (
    {
        "national_reference": "R-1",
        "decision": "refuse",
        "decision_date": "2026-03-17",
        "destination": "TR",
        "end_user_names": "Sirius Optik A.Ş.",
        "grounds": "human_rights|sanctions",
        "description": "Gateway",
        "control_codes": "5A001.j",
    },
    {"national_reference": "R-1", "description": "A second one", "control_codes": "5D001.e"},
)

blank = cache(denial_template)


def filled(way: Way, *rows: dict[str, str], formula: str = "") -> bytes:
    """Return the workbook as a spreadsheet program saves it with some rows."""
    names = list(columns_of(way))

    def cell(name: str, at: int, said: str) -> str:
        place = f"{xl_col_to_name(names.index(name))}{at}"
        if name == formula:
            return f'<c r="{place}"><f>1+1</f><v>2</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(said)}</t></is></c>'

    written = "".join(
        f'<row r="{at}">{"".join(cell(name, at, row[name]) for name in names if name in row)}</row>'
        for at, row in enumerate(rows, start=2)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blank(way))) as form, zipfile.ZipFile(out, "w") as made:
        for part in form.namelist():
            content = form.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = content.replace(b"</sheetData>", f"{written}</sheetData>".encode())
            made.writestr(part, content)
    return out.getvalue()


def setting(way: Way = Way.OWN) -> Setting:
    return Setting(way=way, authority="DE", today=date(2026, 4, 1), members=frozenset({"DE", "FR"}))


@pytest.mark.parametrize("way", list(Way))
def test_the_form_has_the_columns_of_its_way_and_the_same_bytes_each_time(way: Way) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(blank(way)))
    assert book.sheet_names == ["denials", "check", "codes", "about"]
    assert book.get_sheet_by_name("denials").to_python()[0] == list(columns_of(way))
    checked = book.get_sheet_by_name("check").to_python()
    assert [row[0] for row in checked[2:]] == list(columns_of(way))
    assert blank(way) == denial_template(way)


def test_what_is_filled_in_is_read_with_its_item_lines() -> None:
    parsed = parse_denials(filled(Way.OWN, *ROWS), setting())
    assert parsed.errors == ()
    (draft,) = parsed.drafts
    assert draft.denial.transaction.destination == "TR"
    assert [item.description for item in draft.denial.transaction.items] == [
        "Gateway",
        "A second one",
    ]


def test_a_form_that_is_not_filled_in_is_refused() -> None:
    with pytest.raises(InputError, match="no row"):
        parse_denials(blank(Way.OWN), setting())


def test_a_formula_among_the_rows_refuses_the_file() -> None:
    raw = filled(Way.OWN, *ROWS, formula="decision_date")
    with pytest.raises(InputError, match=r"denials!\w+2: the cell has a formula") as refused:
        parse_denials(raw, setting())
    assert refused.value.metadata["column"] == "decision_date"


def test_each_code_of_a_list_is_one_that_the_import_takes() -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(blank(Way.OWN))).get_sheet_by_name("codes")
    listed = [*zip(*rows.to_python(), strict=True)]
    lists = {str(column[0]): [str(each) for each in column[1:] if each] for column in listed[::2]}
    assert len(lists["country"]) > 190
    assert {"EUR", "USD"} <= set(lists["currency"])
    for code in lists["country"]:
        assert cells.country(code) == code
    for code in lists["currency"]:
        assert cells.currency(code) == code
    for code in lists["control_code"][::50]:
        assert cells.control_code(code)
    for word in lists["decision"]:
        row = {**ROWS[0], "decision": word}
        parsed = parse_denials(filled(Way.OWN, row), setting())
        assert not [each for each in parsed.errors if each.column == "decision"], parsed.errors


def test_formulas_stand_on_the_sheet_that_checks_alone() -> None:
    with zipfile.ZipFile(io.BytesIO(blank(Way.OWN))) as parts:
        with_formulas = [
            name for name in parts.namelist() if re.search(rb"<f[ >]", parts.read(name))
        ]
    assert with_formulas == ["xl/worksheets/sheet2.xml"]
