"""The States' submissions added up: what is there, what is zero, what is not available."""

from __future__ import annotations

import pytest

from gateway.domain.annual.cells import Cell, Figures, Mark, MarkGround
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.templates import shipped_templates
from gateway.errors import InputError, Reason
from gateway.reports.consolidation import CellKey, consolidate, merge_parts
from tests.support.annual import figures, source_of, submission
from tests.support.raising import refuses

TEMPLATE = shipped_templates()[-1]
GRANTED = ("individual", "granted")
TOTALS = (TOTAL, TOTAL)


def cell(at: tuple[str, ...], found: Figures | None, mark: Mark | None = None) -> Cell:
    return Cell(table="applications", at=at, figures=found, mark=mark)


def two_states() -> dict[str, list[Cell]]:
    security = Mark(ground=MarkGround.SECURITY, by="FR")
    return {
        "DE": [cell(GRANTED, figures(7, 700, 3)), cell(TOTALS, figures(9, 900, 4))],
        "FR": [cell(GRANTED, figures(2, 50, 2), security), cell(TOTALS, None)],
    }


def test_the_unions_cell_is_the_sum_over_states_at_the_same_node() -> None:
    found = consolidate(
        TEMPLATE,
        [
            (source_of(code), submission(TEMPLATE, code, cells))
            for code, cells in two_states().items()
        ],
    )
    union = found.figures(CellKey("applications", GRANTED, TOTAL))
    assert union == figures(7, 700, 3).beside(figures(2, 50, 2))
    assert found.figures(CellKey("applications", GRANTED, "DE")) == figures(7, 700, 3)


def test_cells_stand_in_the_order_of_origins_and_places_whoever_sent_first() -> None:
    sent = [
        (source_of(code), submission(TEMPLATE, code, cells))
        for code, cells in reversed(two_states().items())
    ]
    frame = consolidate(TEMPLATE, sent).frame
    assert frame["origin"].unique(maintain_order=True).to_list() == [TOTAL, "DE", "FR"]
    assert frame.equals(frame.sort("table", "origin", "at"))
    assert not frame["at"].is_sorted()  # each origin's places begin again


def test_an_exporter_may_be_two_states_where_the_template_does_not_say_otherwise() -> None:
    disclosure = TEMPLATE.disclosure.model_copy(update={"one_state": False})
    template = TEMPLATE.model_copy(update={"disclosure": disclosure})
    sent = [
        (source_of(code), submission(template, code, cells)) for code, cells in two_states().items()
    ]
    union = consolidate(template, sent).figures(CellKey("applications", GRANTED, TOTAL))
    assert union == figures(7, 700, 3) + figures(2, 50, 2)


def test_what_one_state_does_not_have_is_not_available_in_the_union() -> None:
    cells = two_states()
    found = consolidate(
        TEMPLATE, [(source_of(code), submission(TEMPLATE, code, cells[code])) for code in cells]
    )
    assert found.figures(CellKey("applications", TOTALS, TOTAL)) is None
    assert found.figures(CellKey("applications", TOTALS, "DE")) == figures(9, 900, 4)


def test_zero_is_not_the_same_as_not_available() -> None:
    cells = two_states()
    found = consolidate(
        TEMPLATE, [(source_of(code), submission(TEMPLATE, code, cells[code])) for code in cells]
    )
    refused = ("individual", "refused")
    assert found.figures(CellKey("applications", refused, TOTAL)) == Figures()
    assert found.figures(CellKey("applications", refused, "FR")) == Figures()
    assert found.figures(CellKey("applications", refused, "IT")) is None  # it has sent nothing
    assert found.coverage == "2 of 27 States"
    assert "IT" in found.missing
    assert found.states == ("DE", "FR")


def test_a_table_that_a_state_leaves_out_is_not_available_in_the_union() -> None:
    cells = two_states()
    left = submission(TEMPLATE, "FR", cells["FR"], without=("applications",))
    found = consolidate(
        TEMPLATE,
        [(source_of("DE"), submission(TEMPLATE, "DE", cells["DE"])), (source_of("FR"), left)],
    )
    assert found.undelivered == {"applications": ("FR",)}
    assert found.figures(CellKey("applications", GRANTED, TOTAL)) is None
    assert found.figures(CellKey("applications", GRANTED, "FR")) is None
    assert found.figures(CellKey("applications", GRANTED, "DE")) == figures(7, 700, 3)


def test_marks_go_along_to_the_unions_cell() -> None:
    cells = two_states()
    found = consolidate(
        TEMPLATE, [(source_of(code), submission(TEMPLATE, code, cells[code])) for code in cells]
    )
    (mark,) = found.marks[CellKey("applications", GRANTED, TOTAL)]
    assert mark == found.marks[CellKey("applications", GRANTED, "FR")][0]
    assert CellKey("applications", GRANTED, "DE") not in found.marks


def test_parts_of_a_state_are_merged_by_the_same_addition() -> None:
    group = {"dimension": "licence_kind", "group": TOTAL}
    ours = Mark(ground=MarkGround.COMMERCIAL, by="BE-BRU", **group)
    theirs = Mark(ground=MarkGround.DEFENCE, by="BE-VLG")
    parts = [
        submission(TEMPLATE, "BE-BRU", [cell(GRANTED, figures(1, 10, 1), ours)]),
        submission(
            TEMPLATE,
            "BE-VLG",
            [cell(GRANTED, figures(2, 30, 1), theirs), cell(TOTALS, None)],
        ),
    ]
    blocks = {block.table: block for block in merge_parts(TEMPLATE, parts)}
    merged = {each.at: each for each in blocks["applications"].cells()}
    assert merged[GRANTED].figures == Figures(
        number=3, value_cents=40, exporters_min=1, exporters_max=2, top1_cents=40, top2_cents=40
    )
    assert merged[GRANTED].mark == theirs
    assert merged[TOTALS].figures is None


def test_a_part_without_a_table_is_refused() -> None:
    parts = [
        submission(TEMPLATE, "BE-BRU", []),
        submission(TEMPLATE, "BE-VLG", [], without=("users",)),
    ]
    with pytest.raises(InputError, match="BE-VLG: table users is left out"):
        merge_parts(TEMPLATE, parts)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"year": 2024}, "of the year 2024, not 2025"),
        ({"template": "2024/214/2024-1"}, "filled by template 2024/214/2024-1"),
        ({"authority": "IT"}, "it is of IT"),
    ],
)
def test_a_submission_of_something_else_is_refused(wrong: dict[str, object], says: str) -> None:
    made = submission(TEMPLATE, "DE", [])
    other = made.model_copy(update={"header": made.header.model_copy(update=wrong)})
    with refuses(InputError, Reason.SUBMISSION_INVALID, match=says):
        consolidate(TEMPLATE, [(source_of("DE"), other)])


def test_two_submissions_of_one_state_are_refused() -> None:
    made = (source_of("DE"), submission(TEMPLATE, "DE", []))
    with pytest.raises(InputError, match="two submissions"):
        consolidate(TEMPLATE, [made, made])


def test_nothing_at_all_is_no_zero() -> None:
    found = consolidate(TEMPLATE, [])
    assert found.coverage == "0 of 27 States"
    assert found.figures(CellKey("applications", TOTALS, TOTAL)) is None
