"""Blocks in columns and back; what cannot be true is refused with its table and cell."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.annual.cells import Cell, CellBlock, Figures, Mark, MarkGround
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.templates import shipped_templates
from gateway.errors import InputError, Reason
from gateway.reports.columns import block_of, frame_of, joined, parted
from gateway.reports.consolidation import consolidate
from tests.support.annual import figures, source_of, submission
from tests.support.raising import refuses

TEMPLATE = shipped_templates()[-1]
TABLE = TEMPLATE.collected("applications")
MARK = Mark(ground=MarkGround.STATISTICAL, by="DE")
CELLS = [
    Cell(table="applications", at=(TOTAL, TOTAL), figures=figures(9, 900, 4)),
    Cell(table="applications", at=("individual", "granted"), figures=figures(7, 70, 3), mark=MARK),
    Cell(table="applications", at=("global", "granted"), figures=None),
]
BLOCK = CellBlock.of("applications", 2, CELLS)


def test_a_block_comes_back_from_its_columns() -> None:
    frame = frame_of(TEMPLATE, BLOCK, "DE")
    assert frame["at"].to_list() == ["*|*", "individual|granted", "global|granted"]
    assert frame["available"].to_list() == [True, True, False]
    back = block_of(TABLE, frame, {joined(("individual", "granted")): MARK})
    assert list(back.cells()) == CELLS
    assert parted(joined(("individual", "granted"))) == ("individual", "granted")


def test_an_empty_block_comes_back_too() -> None:
    empty = CellBlock.of("applications", 2, ())
    assert block_of(TABLE, frame_of(TEMPLATE, empty, "DE"), {}) == empty


def wrong(**changes: Any) -> CellBlock:
    return BLOCK.model_copy(update=changes)


@pytest.mark.parametrize(
    ("block", "says"),
    [
        (wrong(table="applied"), "DE: table applied: template 2024/214/2025-3 has no such table"),
        (
            wrong(codes=((TOTAL, "individual", "universal"), (TOTAL, "granted"))),
            "universal is no code of licence_kind",
        ),
        (
            wrong(codes=BLOCK.codes[:1], at=BLOCK.at[:1]),
            "a cell has a code each for: licence_kind, decision",
        ),
        (wrong(at=((0, 1, 1), (0, 1, 1))), "cell individual|granted: the cell stands twice"),
        (wrong(number=(9, 10**12, 0)), "cell individual|granted: a number lies above 1000000000"),
        (wrong(exporters_min=(5, 3, 0)), r"cell \*\|\*: exporters_min is above exporters_max"),
        (wrong(top2_cents=(901, 60, 0)), r"cell \*\|\*: top1_cents, top2_cents and value_cents"),
        (wrong(number=(9, 7, 1)), "cell global|granted: it is not available and has figures"),
    ],
)
def test_what_cannot_be_true_is_refused_by_name(block: CellBlock, says: str) -> None:
    with pytest.raises(InputError, match=says.replace("|", r"\|") if "\\" not in says else says):
        frame_of(TEMPLATE, block, "DE")


def test_nothing_is_taken_from_a_submission_with_one_wrong_block() -> None:
    good = submission(TEMPLATE, "DE", CELLS)
    blocks = (*good.blocks[:-1], good.blocks[-1].model_copy(update={"table": "elsewhere"}))
    with refuses(InputError, Reason.SUBMISSION_INVALID, match="table elsewhere") as refused:
        consolidate(TEMPLATE, [(source_of("DE"), good.model_copy(update={"blocks": blocks}))])
    assert refused.value.metadata["origin"] == "DE"


def test_a_union_above_all_reason_is_a_slip_and_no_sum() -> None:
    most = Figures(
        number=1, value_cents=10**15, exporters_min=1, exporters_max=1,
        top1_cents=10**15, top2_cents=10**15,
    )  # fmt: skip
    cell = Cell(table="applications", at=(TOTAL, TOTAL), figures=most)
    sent = [(source_of(state), submission(TEMPLATE, state, [cell])) for state in ("DE", "FR")]
    with pytest.raises(InputError, match=r"table applications, cell \*\|\* adds up to above"):
        consolidate(TEMPLATE, sent)
