"""Headers of the annual report's letters: call, submission, outcome, questions, clearance.

Their cells and tables are parts of their own: `gateway.wire.annual_cells`,
`gateway.wire.annual_tables`.
"""

from __future__ import annotations

from comity.v1 import annual_pb2 as pb
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
    OutcomeKind,
    RemarkAnswer,
    SubmissionHeader,
    SubmissionOutcome,
    SubmissionPart,
)
from gateway.wire.annual_cells import mark_fields, mark_to_pb, ref_fields, ref_to_pb
from gateway.wire.faults import MISSING, Fields
from gateway.wire.scalars import (
    exact,
    read_date,
    read_date_or_none,
    read_digest,
    read_instant,
    same_names,
    write_date,
    write_instant,
)
from gateway.wire.statements import texts_fields, texts_to_pb

OUTCOMES = same_names(OutcomeKind, pb.AnnualOutcomeKind)
ACTS = same_names(ClearanceAct, pb.ClearanceAct)


def call_to_pb(call: AnnualCall) -> pb.AnnualCall:
    """Write a call for data."""
    return pb.AnnualCall(
        collection=call.collection,
        year=call.year,
        template=call.template,
        template_digest=bytes.fromhex(call.template_digest),
        submit_by_date=write_date(call.submit_by),
        text=texts_to_pb(call.text),
    )


def call_fields(call: pb.AnnualCall) -> Fields:
    """Read the fields of a call, not yet validated."""
    return {
        "collection": exact(call.collection),
        "year": call.year,
        "template": exact(call.template),
        "template_digest": read_digest(call.template_digest),
        "submit_by": read_date(call.submit_by_date),
        "text": texts_fields(call.text),
    }


def submission_to_pb(header: SubmissionHeader) -> pb.AnnualSubmission:
    """Write the header of a submission."""
    return pb.AnnualSubmission(
        collection=header.collection,
        year=header.year,
        template=header.template,
        template_digest=bytes.fromhex(header.template_digest),
        authority=header.authority,
        version=header.version,
        supersedes=bytes.fromhex(header.supersedes or ""),
        prepare_time=write_instant(header.prepared_at),
        rates=header.rates,
        parts=[_merged_to_pb(each) for each in header.parts],
        records=header.records,
        reason=texts_to_pb(header.reason),
        indicators=[_indicator_to_pb(each) for each in header.indicators],
        narratives=[
            pb.NarrativeText(key=each.key, text=texts_to_pb(each.text))
            for each in header.narratives
        ],
        answers=[_remark_to_pb(each) for each in header.answers],
    )


def _merged_to_pb(part: MergedPart) -> pb.MergedPart:
    digest = bytes.fromhex(part.digest)
    return pb.MergedPart(authority=part.authority, version=part.version, digest=digest)


def _indicator_to_pb(value: IndicatorValue) -> pb.IndicatorValue:
    return pb.IndicatorValue(
        key=value.key,
        count=value.count,
        euro_cents=value.euro_cents,
        yes=value.yes,
        text=texts_to_pb(value.text),
    )


def _remark_to_pb(answer: RemarkAnswer) -> pb.RemarkAnswer:
    text = texts_to_pb(answer.text)
    return pb.RemarkAnswer(remark=answer.remark, answer=answer.answer, text=text)


def submission_fields(header: pb.AnnualSubmission) -> Fields:
    """Read the fields of a submission's header, not yet validated."""
    at = read_instant(header.prepare_time) if header.HasField("prepare_time") else MISSING
    return {
        "collection": exact(header.collection),
        "year": header.year,
        "template": exact(header.template),
        "template_digest": read_digest(header.template_digest),
        "authority": exact(header.authority),
        "version": header.version,
        "supersedes": read_digest(header.supersedes) if header.supersedes else None,
        "prepared_at": at,
        "rates": header.rates,
        "parts": [
            {
                "authority": exact(each.authority),
                "version": each.version,
                "digest": read_digest(each.digest),
            }
            for each in header.parts
        ],
        "records": header.records,
        "reason": texts_fields(header.reason),
        "indicators": [_indicator_fields(each) for each in header.indicators],
        "narratives": [
            {"key": each.key, "text": texts_fields(each.text)} for each in header.narratives
        ],
        "answers": [
            {"remark": each.remark, "answer": each.answer, "text": texts_fields(each.text)}
            for each in header.answers
        ],
    }


def _indicator_fields(value: pb.IndicatorValue) -> Fields:
    has = value.HasField
    return {
        "key": value.key,
        "count": value.count if has("count") else None,
        "euro_cents": value.euro_cents if has("euro_cents") else None,
        "yes": value.yes if has("yes") else None,
        "text": texts_fields(value.text),
    }


def part_to_pb(part: SubmissionPart) -> pb.AnnualPart:
    """Write the header of an authority's part."""
    return pb.AnnualPart(header=submission_to_pb(part.header))


def part_fields(part: pb.AnnualPart) -> Fields:
    """Read the fields of an authority's part, not yet validated."""
    return {"header": submission_fields(part.header) if part.HasField("header") else MISSING}


def outcome_to_pb(outcome: SubmissionOutcome) -> pb.AnnualOutcome:
    """Write what became of a submission."""
    return pb.AnnualOutcome(
        collection=outcome.collection,
        submission=bytes.fromhex(outcome.submission),
        outcome=OUTCOMES.number[outcome.outcome],
        reason=outcome.reason,
        counts=bytes.fromhex(outcome.counts or ""),
        text=texts_to_pb(outcome.text),
    )


def outcome_fields(outcome: pb.AnnualOutcome) -> Fields:
    """Read the fields of an outcome, not yet validated."""
    return {
        "collection": exact(outcome.collection),
        "submission": read_digest(outcome.submission),
        "outcome": OUTCOMES.read(outcome.outcome),
        "reason": exact(outcome.reason),
        "counts": read_digest(outcome.counts) if outcome.counts else None,
        "text": texts_fields(outcome.text),
    }


def question_to_pb(question: AnnualQuestion) -> pb.AnnualQuestion:
    """Write a question, or its closing."""
    return pb.AnnualQuestion(
        collection=question.collection,
        thread=question.thread,
        about=ref_to_pb(question.about),
        submission=bytes.fromhex(question.submission),
        answer_by_date=write_date(question.answer_by),
        closed=question.closed,
        text=texts_to_pb(question.text),
    )


def question_fields(question: pb.AnnualQuestion) -> Fields:
    """Read the fields of a question, not yet validated."""
    return {
        "collection": exact(question.collection),
        "thread": question.thread,
        "about": ref_fields(question.about) if question.HasField("about") else MISSING,
        "submission": read_digest(question.submission),
        "answer_by": read_date_or_none(question.answer_by_date),
        "closed": question.closed,
        "text": texts_fields(question.text),
    }


def answer_to_pb(answer: AnnualAnswer) -> pb.AnnualAnswer:
    """Write an answer to a question."""
    return pb.AnnualAnswer(
        collection=answer.collection,
        thread=answer.thread,
        answer=answer.answer or "",
        text=texts_to_pb(answer.text),
    )


def answer_fields(answer: pb.AnnualAnswer) -> Fields:
    """Read the fields of an answer, not yet validated."""
    return {
        "collection": exact(answer.collection),
        "thread": answer.thread,
        "answer": answer.answer or None,
        "text": texts_fields(answer.text),
    }


def appearing_to_pb(appearing: AppearingTables) -> pb.AppearingTables:
    """Write the header of a confidentiality round; its tables are parts of their own."""
    return pb.AppearingTables(
        collection=appearing.collection,
        draft=bytes.fromhex(appearing.draft),
        until_date=write_date(appearing.until),
    )


def appearing_fields(appearing: pb.AppearingTables) -> Fields:
    """Read the fields of a confidentiality round's header, not yet validated."""
    return {
        "collection": exact(appearing.collection),
        "draft": read_digest(appearing.draft),
        "until": read_date(appearing.until_date),
    }


def clearance_to_pb(clearance: Clearance) -> pb.Clearance:
    """Write a Member State's answer in the confidentiality round."""
    return pb.Clearance(
        collection=clearance.collection,
        draft=bytes.fromhex(clearance.draft),
        all_else=clearance.all_else,
        cells=[_cleared_to_pb(each) for each in clearance.cells],
    )


def _cleared_to_pb(cell: ClearedCell) -> pb.ClearedCell:
    return pb.ClearedCell(
        about=ref_to_pb(cell.about),
        act=ACTS.number[cell.act],
        mark=None if cell.mark is None else mark_to_pb(cell.mark),
    )


def clearance_fields(clearance: pb.Clearance) -> Fields:
    """Read the fields of a clearance, not yet validated."""
    return {
        "collection": exact(clearance.collection),
        "draft": read_digest(clearance.draft),
        "all_else": clearance.all_else,
        "cells": [
            {
                "about": ref_fields(each.about) if each.HasField("about") else MISSING,
                "act": ACTS.read(each.act),
                "mark": mark_fields(each.mark) if each.HasField("mark") else None,
            }
            for each in clearance.cells
        ],
    }
