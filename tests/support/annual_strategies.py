"""Hypothesis strategies for the letters of the annual report: only what is valid."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from gateway.domain.annual.cells import (
    MAX_CENTS,
    Cell,
    CellBlock,
    CellRef,
    CellState,
    Figures,
    Mark,
    MarkGround,
)
from gateway.domain.annual.edition import Line, PublishedTable, Shown
from gateway.domain.annual.submission import (
    AnnualAnswer,
    AnnualCall,
    AnnualQuestion,
    AppearingTables,
    Clearance,
    ClearanceAct,
    ClearedCell,
    IndicatorValue,
    MergedPart,
    NarrativeText,
    OutcomeKind,
    RemarkAnswer,
    SubmissionHeader,
    SubmissionOutcome,
    SubmissionPart,
)
from gateway.domain.annual.template import Chart, Measure
from gateway.wire.annual_cells import CellBlocks
from gateway.wire.annual_tables import PublishedTables
from tests.support import strategies as base
from tests.support.strategies import texts, tuples

collections = st.integers(2000, 2100).map("EU-R-{}".format)
keys = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
codes = st.one_of(st.just("*"), st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,9}", fullmatch=True))
years = st.integers(2000, 2100)
versions = st.sampled_from(["2024/214/2025-1", "2024/214/2026-1"])
words = tuples(base.free_texts, 2)
said = tuples(base.free_texts, 2, least=1)
amounts = st.integers(0, MAX_CENTS)


@st.composite
def _figures(draw: st.DrawFn) -> Figures:
    top1, top2, value = sorted(draw(st.tuples(amounts, amounts, amounts)))
    low, high = sorted(draw(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9))))
    return Figures(
        number=draw(st.integers(0, 10**9)),
        value_cents=value,
        exporters_min=low,
        exporters_max=high,
        top1_cents=top1,
        top2_cents=top2,
    )


figures = _figures()
plain_marks = st.builds(Mark, ground=st.sampled_from(MarkGround), by=base.authorities)
marks = st.one_of(
    plain_marks,
    st.builds(
        Mark, ground=st.sampled_from(MarkGround), dimension=keys, group=codes, by=base.authorities
    ),
)
refs = st.builds(
    CellRef,
    table=keys,
    at=st.one_of(st.none(), tuples(codes, 4, least=1)),
    origin=st.one_of(st.just("*"), base.states),
)


@st.composite
def _blocks(draw: st.DrawFn) -> CellBlock:
    table, dimensions = draw(keys), draw(st.integers(1, 4))
    ats = draw(st.lists(st.tuples(*([codes] * dimensions)), max_size=6, unique=True))
    cells = [
        Cell(
            table=table,
            at=at,
            figures=draw(st.one_of(st.none(), figures)),
            mark=draw(st.one_of(st.none(), marks)),
        )
        for at in ats
    ]
    return CellBlock.of(table, dimensions, cells)


blocks = _blocks()

indicators = st.builds(
    IndicatorValue,
    key=keys,
    count=st.one_of(st.none(), st.integers(0, 10**12)),
    euro_cents=st.one_of(st.none(), st.integers(0, 10**15)),
    yes=st.one_of(st.none(), st.booleans()),
    text=words,
)


@st.composite
def _headers(draw: st.DrawFn) -> SubmissionHeader:
    version = draw(st.integers(1, 1000))
    return SubmissionHeader(
        collection=draw(collections),
        year=draw(years),
        template=draw(versions),
        template_digest=draw(base.digests),
        authority=draw(base.authorities),
        version=version,
        supersedes=None if version == 1 else draw(base.digests),
        prepared_at=draw(base.instants),
        rates=draw(texts(60, least=0)),
        parts=draw(
            tuples(
                st.builds(
                    MergedPart,
                    authority=base.authorities,
                    version=st.integers(1, 1000),
                    digest=base.digests,
                ),
                3,
            )
        ),
        records=draw(st.integers(0, 10**9)),
        reason=draw(words),
        indicators=draw(tuples(indicators, 2)),
        narratives=draw(tuples(st.builds(NarrativeText, key=keys, text=said), 2)),
        answers=draw(tuples(st.builds(RemarkAnswer, remark=texts(), answer=keys, text=words), 2)),
    )


headers = _headers()


@st.composite
def _outcomes(draw: st.DrawFn) -> SubmissionOutcome:
    kind = draw(st.sampled_from(OutcomeKind))
    return SubmissionOutcome(
        collection=draw(collections),
        submission=draw(base.digests),
        outcome=kind,
        reason="" if kind is OutcomeKind.ACCEPTED else draw(texts(60)),
        counts=draw(st.one_of(st.none(), base.digests)),
        text=draw(words),
    )


@st.composite
def _questions(draw: st.DrawFn) -> AnnualQuestion:
    closed = draw(st.booleans())
    return AnnualQuestion(
        collection=draw(collections),
        thread=draw(st.integers(1, 10**6)),
        about=draw(refs),
        submission=draw(base.digests),
        answer_by=None if closed else draw(base.days),
        closed=closed,
        text=draw(said),
    )


@st.composite
def _cleared(draw: st.DrawFn) -> ClearedCell:
    act = draw(st.sampled_from(ClearanceAct))
    mark = None if act is ClearanceAct.CLEAR else draw(marks)
    if act is ClearanceAct.MERGE and mark is not None and mark.group is None:
        act = ClearanceAct.MARK
    return ClearedCell(about=draw(refs), act=act, mark=mark)


@st.composite
def _shown(draw: st.DrawFn) -> Shown:
    state = draw(st.sampled_from(CellState))
    if state in {CellState.VALUE, CellState.ZERO}:
        number = draw(st.one_of(st.none(), st.integers(0, 10**9)))
        value = draw(amounts if number is None else st.one_of(st.none(), amounts))
        return Shown(state=state, number=number, value_cents=value)
    return Shown(
        state=state, why=draw(texts(40, least=0)), said_by=draw(tuples(base.authorities, 2))
    )


lines = st.builds(
    Line, code=texts(20), label=texts(40), level=texts(20, least=0), merges=tuples(codes, 2)
)


@st.composite
def _tables(draw: st.DrawFn) -> PublishedTable:
    rows, columns = draw(tuples(lines, 3)), draw(tuples(lines, 3))
    return PublishedTable(
        key=draw(keys),
        number=draw(st.sampled_from(["1", "4.2", "10.1.3"])),
        title=draw(texts()),
        section=draw(texts()),
        measures=draw(tuples(st.sampled_from(Measure), 2)),
        chart=draw(st.sampled_from(Chart)),
        row_title=draw(texts()),
        column_title=draw(texts()),
        rows=rows,
        columns=columns,
        cells=tuple(tuple(draw(_shown()) for _ in columns) for _ in rows),
    )


tables = _tables()

BY_MODEL: dict[type[Any], st.SearchStrategy[Any]] = {
    AnnualCall: st.builds(
        AnnualCall,
        collection=collections,
        year=years,
        template=versions,
        template_digest=base.digests,
        submit_by=base.days,
        text=words,
    ),
    SubmissionHeader: headers,
    SubmissionPart: st.builds(SubmissionPart, header=headers),
    SubmissionOutcome: _outcomes(),
    AnnualQuestion: _questions(),
    AnnualAnswer: st.builds(
        AnnualAnswer,
        collection=collections,
        thread=st.integers(1, 10**6),
        answer=st.one_of(st.none(), keys),
        text=said,
    ),
    AppearingTables: st.builds(
        AppearingTables, collection=collections, draft=base.digests, until=base.days
    ),
    Clearance: st.builds(
        Clearance,
        collection=collections,
        draft=base.digests,
        all_else=st.booleans(),
        cells=tuples(_cleared(), 3),
    ),
    CellBlocks: st.builds(CellBlocks, blocks=tuples(blocks, 2)),
    PublishedTables: st.builds(PublishedTables, tables=tuples(tables, 2)),
}
