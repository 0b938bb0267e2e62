"""Whatever States send, the columns say what a slow consolidation in plain Python says."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.annual.cells import FIGURES, Cell, Figures, Mark, MarkGround
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.submission import Submission
from gateway.domain.annual.templates import shipped_templates
from gateway.reports.columns import parted
from gateway.reports.consolidation import CellKey, Consolidation, consolidate, merge_parts
from gateway.reports.provenance import recompute
from tests.support.annual import source_of, submission
from tests.support.needs import examples
from tests.support.slow_consolidation import slowly

TEMPLATE = shipped_templates()[-1]
STATES = ("BE", "DE", "FR", "MT")
TABLES = ("applications", "users", "denials")


@st.composite
def figures(draw: st.DrawFn) -> Figures | None:
    if draw(st.integers(0, 9)) == 0:
        return None
    top1, more, rest = (draw(st.integers(0, 10**13)) for _ in range(3))
    least = draw(st.integers(0, 50))
    return Figures(
        number=draw(st.integers(0, 10**6)),
        value_cents=top1 + more + rest,
        exporters_min=least,
        exporters_max=least + draw(st.integers(0, 50)),
        top1_cents=top1,
        top2_cents=top1 + more,
    )


@st.composite
def cells(draw: st.DrawFn, state: str, table: str) -> list[Cell]:
    dimensions = TEMPLATE.collected(table).dimensions
    codes = [
        st.sampled_from([TOTAL, *(each.code for each in TEMPLATE.code_list(name).code[:3])])
        for name in dimensions
    ]
    places = draw(st.lists(st.tuples(*codes), unique=True, max_size=6))
    marks = st.none() | st.sampled_from(MarkGround).map(lambda each: Mark(ground=each, by=state))
    return [Cell(table=table, at=at, figures=draw(figures()), mark=draw(marks)) for at in places]


@st.composite
def submissions(draw: st.DrawFn, authorities: tuple[str, ...] = STATES) -> list[Submission]:
    found = []
    for code in authorities:
        without = draw(st.sets(st.sampled_from(TABLES), max_size=1)) if "-" not in code else ()
        found.append(
            submission(
                TEMPLATE,
                code,
                [
                    cell
                    for table in TABLES
                    for cell in draw(cells(code, table))
                    if table not in without
                ],
                without=without,
            )
        )
    return found


def told(found: Consolidation) -> dict[CellKey, Figures | None]:
    return {
        CellKey(row["table"], parted(row["at"]), row["origin"]): Figures(
            **{name: row[name] for name in FIGURES}
        )
        if row["available"]
        else None
        for row in found.frame.iter_rows(named=True)
    }


@examples(40)
@given(submissions(), st.randoms(use_true_random=False))
def test_the_columns_say_what_the_slow_one_says_in_any_order(
    sent: list[Submission], mix: Random
) -> None:
    expected, marks = slowly(sent, Figures.beside)
    shuffled = list(sent)
    mix.shuffle(shuffled)
    found = consolidate(TEMPLATE, [(source_of(each.header.authority), each) for each in shuffled])
    assert told(found) == expected
    assert {key: set(each) for key, each in found.marks.items()} == {
        key: set(each) for key, each in marks.items()
    }
    in_order = consolidate(TEMPLATE, [(source_of(each.header.authority), each) for each in sent])
    assert found.frame.equals(in_order.frame)


@examples(40)
@given(submissions(), st.data())
def test_any_one_cell_computed_alone_is_the_same(
    sent: list[Submission], data: st.DataObject
) -> None:
    pairs = [(source_of(each.header.authority), each) for each in sent]
    found = consolidate(TEMPLATE, pairs)
    places = sorted({(key.table, key.at) for key in told(found)}) or [("users", (TOTAL,))]
    table, at = data.draw(st.sampled_from(places))
    origin = data.draw(st.sampled_from([TOTAL, *STATES, "PL"]))
    key = CellKey(table, at, origin)
    assert recompute(TEMPLATE, pairs, key) == found.figures(key)


@examples(40)
@given(submissions(("BE-BRU", "BE-VLG", "BE-WAL")))
def test_merged_parts_say_what_the_slow_one_says_of_the_union(parts: list[Submission]) -> None:
    expected, _ = slowly(parts)
    merged = {
        (block.table, cell.at): cell.figures
        for block in merge_parts(TEMPLATE, parts)
        for cell in block.cells()
    }
    assert merged == {key[:2]: each for key, each in expected.items() if key[2] == "*"}
