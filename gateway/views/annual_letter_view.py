"""What the letters of the annual report say, as a person reads it.

Figures are not repeated here: cells and tables are shown by the report's own commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from gateway.domain.annual.cells import CellRef, Mark
from gateway.domain.annual.codes import TOTAL
from gateway.domain.annual.submission import (
    AnnualAnswer,
    AnnualCall,
    AnnualQuestion,
    AppearingTables,
    Clearance,
    IndicatorValue,
    SubmissionHeader,
    SubmissionOutcome,
    SubmissionPart,
)
from gateway.domain.base import Model
from gateway.domain.denial import FreeText
from gateway.views.frame import Block, Cell, Piece, cell, facts, lines, table
from gateway.views.reader import ViewReader, brief

Blocks: TypeAlias = tuple[Block | None, ...]


def _texts(texts: Iterable[FreeText]) -> Cell:
    return tuple(map(Piece.quoted, texts))


def _collection(reader: ViewReader, collection: str) -> tuple[str, Cell]:
    return reader.says("Collection"), cell(collection)


def _template(reader: ViewReader, version: str, digest: str) -> tuple[str, Cell]:
    return reader.says("Template"), (Piece(text=version), brief(digest))


def cell_name(reader: ViewReader, about: CellRef) -> str:
    """Return a cell or a table of the report in words."""
    table_name = reader.key(about.table)
    whose = reader.says("the Union") if about.origin == TOTAL else about.origin
    if about.at is None:
        return reader.says("{table}, whole, of {whose}", table=table_name, whose=whose)
    places = [reader.says("total") if each == TOTAL else each for each in about.at]
    return reader.says(
        "{table} at {places}, of {whose}", table=table_name, places=places, whose=whose
    )


def _call(reader: ViewReader, call: AnnualCall) -> Blocks:
    return (
        lines("", _texts(call.text)),
        facts(
            "",
            _collection(reader, call.collection),
            (reader.says("Year"), cell(str(call.year))),
            (reader.says("Wanted by"), cell(reader.day(call.submit_by))),
            _template(reader, call.template, call.template_digest),
        ),
    )


def _submission(reader: ViewReader, header: SubmissionHeader) -> Blocks:
    replaced = () if header.supersedes is None else (brief(header.supersedes),)
    return (
        facts(
            "",
            _collection(reader, header.collection),
            (reader.says("Year"), cell(str(header.year))),
            (reader.says("Of"), cell(header.authority)),
            (reader.says("Version"), cell(str(header.version))),
            (reader.says("Corrects"), replaced),
            (reader.says("Prepared"), (reader.instant(header.prepared_at),)),
            (reader.says("Records counted"), cell(reader.number(header.records))),
            (reader.says("Exchange rates"), cell(header.rates)),
            _template(reader, header.template, header.template_digest),
        ),
        lines(reader.says("Why it is corrected"), _texts(header.reason)),
        table(
            reader.says("Merged parts"),
            reader.each("Authority", "Version", "Digest"),
            (
                (cell(each.authority), cell(str(each.version)), (brief(each.digest),))
                for each in header.parts
            ),
        ),
        table(
            reader.says("Administration and enforcement"),
            reader.each("What", "Answer"),
            (
                (cell(reader.key(each.key)), tuple(_indicator(reader, each)))
                for each in header.indicators
            ),
        ),
        table(
            reader.says("Sections in words"),
            reader.each("Section", "Text"),
            ((cell(reader.key(each.key)), _texts(each.text)) for each in header.narratives),
        ),
        table(
            reader.says("Answers to what was checked"),
            reader.each("Question", "Answer"),
            (
                (
                    (Piece.theirs(each.remark),),
                    (*cell(reader.key(each.answer)), *_texts(each.text)),
                )
                for each in header.answers
            ),
        ),
    )


def _indicator(reader: ViewReader, value: IndicatorValue) -> Iterator[Piece]:
    if value.count is not None:
        yield Piece(text=reader.number(value.count))
    if value.euro_cents is not None:
        yield Piece(text=f"{reader.money(Decimal(value.euro_cents) / 100)} EUR")
    if value.yes is not None:
        yield Piece(text=reader.yes_no(so=value.yes))
    yield from _texts(value.text)


def _part(reader: ViewReader, part: SubmissionPart) -> Blocks:
    return _submission(reader, part.header)


def _outcome(reader: ViewReader, outcome: SubmissionOutcome) -> Blocks:
    counts = () if outcome.counts is None else (brief(outcome.counts),)
    return (
        lines("", (Piece(text=reader.word(outcome.outcome), strong=True), *_texts(outcome.text))),
        facts(
            "",
            _collection(reader, outcome.collection),
            (reader.says("Submission"), (brief(outcome.submission),)),
            (
                reader.says("Reason"),
                cell(outcome.reason and reader.key(outcome.reason.lower())),
            ),
            (reader.says("What counts now"), counts),
        ),
    )


def _question(reader: ViewReader, asked: AnnualQuestion) -> Blocks:
    closed = (reader.strong("The question is closed."),) if asked.closed else ()
    until = "" if asked.answer_by is None else reader.day(asked.answer_by)
    return (
        lines("", (*closed, *_texts(asked.text))),
        facts(
            "",
            _collection(reader, asked.collection),
            (reader.says("Question"), cell(str(asked.thread))),
            (reader.says("About"), cell(cell_name(reader, asked.about))),
            (reader.says("Wanted by"), cell(until)),
            (reader.says("Submission"), (brief(asked.submission),)),
        ),
    )


def _answer(reader: ViewReader, answer: AnnualAnswer) -> Blocks:
    return (
        lines("", _texts(answer.text)),
        facts(
            "",
            _collection(reader, answer.collection),
            (reader.says("Question"), cell(str(answer.thread))),
            (reader.says("Answer"), cell(reader.key(answer.answer) if answer.answer else "")),
        ),
    )


def _tables(reader: ViewReader, appearing: AppearingTables) -> Blocks:
    return (
        facts(
            "",
            _collection(reader, appearing.collection),
            (reader.says("To be cleared by"), cell(reader.day(appearing.until))),
            (reader.says("Draft"), (brief(appearing.draft),)),
        ),
        lines(
            reader.says("Tables"),
            (f"{each.number} {each.title}" for each in appearing.tables),
            listed=True,
        ),
    )


def _clearance(reader: ViewReader, clearance: Clearance) -> Blocks:
    rest = (
        reader.strong("Everything that is not named is cleared.")
        if clearance.all_else
        else reader.strong("What is not named is not cleared.")
    )
    return (
        lines("", (rest,)),
        facts(
            "",
            _collection(reader, clearance.collection),
            (reader.says("Draft"), (brief(clearance.draft),)),
        ),
        table(
            reader.says("Cells"),
            reader.each("Cell", "What is said", "Why"),
            (
                (
                    cell(cell_name(reader, each.about)),
                    cell(reader.word(each.act)),
                    () if each.mark is None else cell(_mark(reader, each.mark)),
                )
                for each in clearance.cells
            ),
        ),
    )


def _mark(reader: ViewReader, mark: Mark) -> str:
    ground = reader.word(mark.ground)
    if mark.dimension is None:
        return reader.says("{ground}, by {authority}", ground=ground, authority=mark.by)
    return reader.says(
        "{ground}, by {authority}: only in {group} of {dimension}",
        ground=ground,
        authority=mark.by,
        group=mark.group or "",
        dimension=reader.within(reader.key(mark.dimension)),
    )


ANNUAL_CONTENTS: Mapping[type[Model], Callable[[ViewReader, Any], Blocks]] = {
    AnnualCall: _call,
    SubmissionHeader: _submission,
    SubmissionPart: _part,
    SubmissionOutcome: _outcome,
    AnnualQuestion: _question,
    AnnualAnswer: _answer,
    AppearingTables: _tables,
    Clearance: _clearance,
}
"""For each content of a letter of the annual report what shows it."""
