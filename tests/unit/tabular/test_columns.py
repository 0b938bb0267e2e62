"""Rows go by the names of their columns; a header that is wrong is told all that is wrong in it."""

from __future__ import annotations

import pytest

from gateway.errors import InputError, Reason
from gateway.tabular.columns import TableRow, check_header, column_names, named_rows

KNOWN = ("reference", "value", "place")


def refused(*header: str) -> InputError:
    with pytest.raises(InputError) as caught:
        check_header(header, known=KNOWN, needed=KNOWN[:2], page="docs/imports.md")
    return caught.value


def test_names_are_read_in_any_usual_spelling_and_without_an_empty_end() -> None:
    assert column_names([" National-Reference ", "", "End  USE", "", " "]) == [
        "national_reference",
        "",
        "end_use",
    ]


def test_a_header_may_leave_out_what_is_not_needed() -> None:
    check_header(["value", "reference"], known=KNOWN, needed=KNOWN[:2], page="docs/imports.md")


def test_what_is_wrong_with_a_header_is_told_at_once() -> None:
    error = refused("refrence", "value", "", "nonsense")
    assert error.reason is Reason.COLUMN_UNKNOWN
    assert str(error).endswith("refrence, (without a name), nonsense")
    assert error.metadata["column"] == "refrence, , nonsense"
    assert error.remedy == (
        "Did you mean reference instead of refrence? Remove the column without a name. "
        "Remove nonsense."
    )


@pytest.mark.parametrize(
    ("header", "reason", "column"),
    [
        (("place",), Reason.COLUMN_MISSING, "reference, value"),
        (("value", "value", "reference"), Reason.INPUT_INVALID, "value"),
        (("L-1", "5"), Reason.COLUMN_MISSING, "reference"),
        ((), Reason.COLUMN_MISSING, "reference"),
    ],
)
def test_a_header_that_is_not_of_the_form_is_refused(
    header: tuple[str, ...], reason: Reason, column: str
) -> None:
    error = refused(*header)
    assert (error.reason, error.metadata["column"]) == (reason, column)
    assert error.remedy


def test_a_name_of_another_form_gets_the_advice_of_who_knows_it() -> None:
    with pytest.raises(InputError) as caught:
        check_header(
            ["reference", "value", "weight"],
            known=KNOWN,
            needed=(),
            page="docs/imports.md",
            advice=lambda name: f"{name} is of the other form.",
        )
    assert caught.value.remedy == "weight is of the other form."


def test_cells_go_by_their_columns_and_a_row_of_another_length_has_a_fault() -> None:
    cells: list[list[int | None]] = [
        [1, None],
        [None, None, None],
        [2, 3, None],
        [4, 5, None, 6],
        [7],
    ]
    found = list(named_rows(["a", "b"], enumerate(cells, start=2)))
    assert found[:2] == [
        TableRow(2, {"a": 1, "b": None}),
        TableRow(4, {"a": 2, "b": 3}),
    ]
    assert [(row.number, str(row.fault)) for row in found[2:]] == [
        (5, "the row has 3 cells, the header 2; a cell stands to the right of the named columns"),
        (6, "the row has 1 cells, the header 2"),
    ]
