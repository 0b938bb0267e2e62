"""Cells, their figures, and the same cells in columns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gateway.domain.annual.cells import Cell, CellBlock, Figures, Mark, MarkGround

CODES = st.sampled_from(["*", "C0", "0EC1", "TR", "individual"])


@st.composite
def figures(draw: st.DrawFn) -> Figures:
    top1, more, rest = (draw(st.integers(0, 10**12)) for _ in range(3))
    least = draw(st.integers(0, 50))
    return Figures(
        number=draw(st.integers(0, 10**6)),
        value_cents=top1 + more + rest,
        exporters_min=least,
        exporters_max=least + draw(st.integers(0, 50)),
        top1_cents=top1,
        top2_cents=top1 + more,
    )


MARKS = st.sampled_from(
    [
        None,
        Mark(ground=MarkGround.DEFENCE, by="DE"),
        Mark(ground=MarkGround.COMMERCIAL, dimension="item", group="C5", by="BE-VLG"),
    ]
)
CELLS = st.builds(
    Cell,
    table=st.just("denials"),
    at=st.tuples(CODES, CODES),
    figures=st.none() | figures(),
    mark=MARKS,
)


@given(st.lists(CELLS, max_size=30))
def test_a_block_gives_its_cells_back(cells: list[Cell]) -> None:
    assert list(CellBlock.of("denials", 2, cells).cells()) == cells


@given(figures(), figures(), figures())
def test_figures_come_together_in_any_order(a: Figures, b: Figures, c: Figures) -> None:
    assert a + b == b + a
    assert (a + b) + c == a + (b + c)
    assert a.beside(b) == b.beside(a)
    assert a.beside(b).beside(c) == a.beside(b.beside(c))


def test_two_authorities_may_know_the_same_exporter() -> None:
    one = Figures(
        number=2, value_cents=100, exporters_min=2, exporters_max=2, top1_cents=60, top2_cents=100
    )
    both = one + one
    assert (both.exporters_min, both.exporters_max) == (2, 4)
    assert (both.top1_cents, both.top2_cents) == (120, 200)


def test_exporters_of_two_states_are_others() -> None:
    """What disclosure section 5 found: the Union's bounds were far too wide."""
    one = Figures(
        number=2, value_cents=100, exporters_min=2, exporters_max=2, top1_cents=60, top2_cents=100
    )
    other = Figures(
        number=1, value_cents=70, exporters_min=1, exporters_max=3, top1_cents=70, top2_cents=70
    )
    both = one.beside(other)
    assert (both.number, both.value_cents) == (3, 170)
    assert (both.exporters_min, both.exporters_max) == (3, 5)
    assert (both.top1_cents, both.top2_cents) == (70, 130)
    largest_of_one = one.beside(
        Figures(
            number=1, value_cents=5, exporters_min=1, exporters_max=1, top1_cents=5, top2_cents=5
        )
    )
    assert (largest_of_one.top1_cents, largest_of_one.top2_cents) == (60, 100)


@pytest.mark.parametrize(
    "wrong",
    [
        {"exporters_min": 2, "exporters_max": 1},
        {"value_cents": 5, "top1_cents": 6, "top2_cents": 6},
        {"value_cents": 9, "top1_cents": 6, "top2_cents": 5},
        {"number": -1},
    ],
)
def test_figures_that_cannot_be_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Figures(**wrong)


def test_columns_that_do_not_fit_are_refused() -> None:
    block = CellBlock.of("denials", 1, [Cell(table="denials", at=("TR",), figures=Figures())])
    given = block.model_dump()
    for change in (
        {"number": (0, 0)},
        {"at": ((1,),)},
        {"codes": (("TR", "TR"),)},
        {"missing": (7,)},
        {"value_cents": (10**16,)},
    ):
        with pytest.raises(ValidationError):
            CellBlock.model_validate(given | change)
