"""A list as a file: data and no formulas, instants by the reader's clock, as many rows as fit."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from gateway.errors import InputError
from gateway.tabular import list_files
from gateway.tabular.list_files import ListHead, ListWorkbook, list_csv
from gateway.tabular.values import Value

HEAD = ListHead(
    "cases",
    ("Case", "What", "Filed (Europe/Berlin)", "Due", "Attention"),
    (18, 30, 28, 14, 10),
    ZoneInfo("Europe/Berlin"),
    (("list", "Cases"), ("by", "=anna")),
)
AT = datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)
ROW: tuple[Value, ...] = ("DE-C-2026-00001", '=HYPERLINK("x")', AT, date(2026, 3, 17), 2)


def workbook(folder: Path, *pages: list[tuple[Value, ...]]) -> bytes:
    out = io.BytesIO()
    book = ListWorkbook(HEAD, out, folder)
    try:
        for page in pages:
            book.add(page)
    except InputError:
        book.leave()
        raise
    book.finish()
    return out.getvalue()


def test_csv_has_its_headings_once_and_no_formula() -> None:
    text = list_csv(HEAD, [ROW], first=True) + list_csv(HEAD, [ROW], first=False)
    head, first, second = csv.reader(io.StringIO(text, newline=""))
    assert head == list(HEAD.headings)
    assert first == second
    assert first[1] == '\'=HYPERLINK("x")'
    assert first[2:] == ["2026-03-02 10:30:15+01:00", "2026-03-17", "2"]


def test_an_hour_that_comes_twice_is_told_apart_in_csv() -> None:
    before, after = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    text = list_csv(HEAD, [("", "", each, None, None) for each in (before, after)], first=False)
    assert "02:30:00+02:00" in text
    assert "02:30:00+01:00" in text


def test_a_workbook_has_days_as_days_and_text_as_text(tmp_path: Path) -> None:
    raw = workbook(tmp_path, [ROW], [("DE-C-2026-00002", None, None, None, 0)])
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    assert book.sheet_names == ["cases", "about"]
    head, first, second = book.get_sheet_by_name("cases").to_python()
    assert head == list(HEAD.headings)
    assert first[:2] == ["DE-C-2026-00001", '=HYPERLINK("x")']
    assert first[2:] == [datetime(2026, 3, 2, 10, 30, 15), date(2026, 3, 17), 2]  # noqa: DTZ001
    assert second == ["DE-C-2026-00002", "", "", "", 0]
    about = book.get_sheet_by_name("about").to_python()
    assert about == [["list", "Cases"], ["by", "=anna"], ["rows", "2"]]
    with zipfile.ZipFile(io.BytesIO(raw)) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())
        assert "xl/worksheets/_rels/sheet1.xml.rels" not in parts.namelist()  # no link
    assert list(tmp_path.iterdir()) == []


def test_no_text_is_lost_for_its_length_or_its_characters(tmp_path: Path) -> None:
    texts = ("x" * 40_000, "a\u202eb\x07", "5E002", "1900-01-01")
    raw = workbook(tmp_path, [(text, None, None, None, None) for text in texts])
    rows = CalamineWorkbook.from_filelike(io.BytesIO(raw)).get_sheet_by_name("cases").to_python()
    long, control, code, day = (row[0] for row in rows[1:])
    assert str(long).endswith("x … [cut here]")
    assert len(str(long)) == 32_767
    assert (control, code, day) == ("a<U+202E>b<U+0007>", "5E002", "1900-01-01")


def test_a_list_that_no_sheet_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_files, "MOST_ROWS", 3)
    with pytest.raises(InputError) as refused:
        workbook(tmp_path, [ROW, ROW], [ROW])
    assert "CSV" in refused.value.remedy
