"""docs/imports.md lists every column of our form, and says the same of it as the code."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from gateway.casework.imports import Way
from gateway.casework.imports.clerk import parse_denials
from gateway.casework.imports.columns import COLUMNS, LITE_COLUMNS, columns_of
from gateway.casework.imports.draft import Setting
from gateway.casework.imports.past import PAST_COLUMNS
from tests.unit.casework.imports.test_rows import sheet

PAGE = (Path(__file__).parents[4] / "docs" / "imports.md").read_text("utf-8")
ROW = re.compile(r"^\| `([a-z_]+)` \| (.*?) \| (.*?) \| `(.*)` \|$", re.MULTILINE)


def required_in_words(ways: frozenset[str], known: frozenset[str]) -> str:
    if not ways:
        return "no"
    return "yes" if ways >= known else ", ".join(way for way in Way if way in ways)


def test_every_column_is_listed_with_its_meaning_and_example() -> None:
    listed = {name: (meaning, required, example) for name, meaning, required, example in
              ROW.findall(PAGE[: PAGE.index("## Consultations of the old portal")])}  # fmt: skip
    expected = {
        column.name: (
            column.meaning,
            required_in_words(column.needed, column.kinds or frozenset(Way)),
            column.example.replace("|", "\\|"),
        )
        for column in COLUMNS
    }
    assert listed == expected
    assert list(listed) == list(expected)


def test_every_column_of_a_past_consultation_is_listed() -> None:
    rows = ROW.findall(PAGE[PAGE.index("## Consultations of the old portal") :])
    assert rows == [
        (each.name, each.meaning, "yes" if each.needed else "no", each.example)
        for each in PAST_COLUMNS
    ]


def test_the_columns_of_the_other_form_are_named() -> None:
    assert all(f"`{name}`" in PAGE for name in LITE_COLUMNS)


def test_the_examples_of_the_columns_make_one_right_row() -> None:
    row = {name: column.example for name, column in columns_of(Way.INITIAL).items()}
    row |= {
        "source_state": "FR",
        "decision_date": "2019-06-03",
        "end_user_state": "",
        "consignee_state": "",
        "non_listed": "no",
    }
    setting = Setting(way=Way.INITIAL, authority="FR", today=date(2026, 11, 24))
    parsed = parse_denials(sheet(row), setting)
    assert parsed.errors == ()
    assert len(parsed.drafts) == 1
