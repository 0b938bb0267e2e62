"""The statements that a model of goods is taught by are what their README says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from lab.labelled_goods import item_of
from lab.labelled_rows import csv_rows

FOLDER = Path(__file__).parents[3] / "bench" / "training"


def test_each_statement_is_read_and_the_pairs_are_as_many_as_the_page_says() -> None:
    own, near = Counter[str](), Counter[str]()
    for number, row in csv_rows(FOLDER / "goods.csv"):
        assert item_of(row, number).description
        (own if row["relation"] == "same" else near)[row["thing"]] += 1
    pairs = sum(own[each] * ((own[each] - 1) / 2 + near[each]) for each in own)
    assert f"{pairs:,.0f} pairs" in (FOLDER / "README.md").read_text("utf-8")
    assert min(own.values()) > 1 <= min(near.values())
    assert own.keys() == near.keys()
