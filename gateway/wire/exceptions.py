"""What of a content does not follow from its model and its message alone.

Names that differ, texts of which no space is taken off, and the few fields whose two sides do
not correspond one to one. All else is in `gateway.wire.shapes`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from comity.v1 import annual_cells_pb2, statement_pb2
from gateway.domain.annual.cells import CellBlock, CellState
from gateway.domain.annual.edition import PublishedTable
from gateway.domain.base import Statement, Withholding
from gateway.domain.notice import DenialGrounds
from gateway.domain.transaction import HumanRightsAssessment
from gateway.wire.faults import MISSING, Fields, WireFault
from gateway.wire.scalars import same_names
from gateway.wire.statements import (
    REASONS,
    read_absences,
    read_stated,
    texts_fields,
    texts_to_pb,
    write_absence,
)

NAMES: dict[str, dict[str, str]] = {
    "AnnualSubmission": {"prepared_at": "prepare_time"},
    "ClassificationOutcome": {"closed_on": "close_date"},
    "ClosingRequest": {"asked_at": "ask_time"},
    "ClosingStatement": {"stated_at": "state_time"},
    "ConsultationAnswer": {"given_at": "given_time"},
    "ConsultationEnd": {"at": "end_time"},
    "ConsultationRequest": {"stopped_at": "stop_time"},
    "ContactNote": {"at": "contact_time"},
    "ContentsReceipt": {"received": "receive_time"},
    "DenialReview": {"at": "review_date"},
    "EntryHeader": {"at": "act_time"},
    "FinalAssessment": {"at": "assessment_date"},
    "Forwarding": {"received": "receive_time"},
    "InformationRequest": {"wanted_by": "wanted_date"},
    "JoinKey": {"public": "public_key"},
    "JoinRequest": {"created": "create_time", "expires": "expire_time"},
    "JournalRecord": {"position": "journal_position", "at": "record_time"},
    "JournalRoot": {
        "size": "tree_size",
        "root": "root_hash",
        "previous": "previous_index",
        "restored": "restored_index",
        "proof": "consistency_proof",
    },
    "LetterHeader": {"created": "create_time"},
    "LicenceLine": {"unit": "quantity_unit"},
    "LicenceQuestion": {"on": "date"},
    "LicenceStatement": {"on": "date", "valid_from": "first_date", "valid_until": "last_date"},
    "NewestReceived": {"number": "conversation_number"},
    "Notice": {
        "at": "measure_date",
        "effective_from": "effective_date",
        "expires": "expire_date",
        "reply_until": "reply_date",
    },
    "Opening": {"at": "read_time"},
    "Receipt": {"received": "receive_time", "contiguous_epoch": "epoch"},
    "RecallStatement": {"sealed_at": "seal_time"},
    "SetAside": {"at": "decision_date"},
}
"""By message and field of the model; but for ``_time`` of an instant and ``_date`` of a day."""

EXACT = frozenset(
    {
        *(
            f"Annual{each}.collection"
            for each in ("Call", "Submission", "Outcome", "Question", "Answer")
        ),
        "AnnualCall.template",
        "AnnualOutcome.reason",
        "AnnualSubmission.authority",
        "AnnualSubmission.template",
        "AppearingTables.collection",
        "CellRef.origin",
        "Clearance.collection",
        "Mark.by",
        *(f"EntryHeader.{each}" for each in ("origin", "event_id", "rulebook", "previous_state")),
        *(
            f"LetterHeader.{each}"
            for each in ("sender", "recipient", "message_id", "conversation_id", "procedure")
        ),
        "LetterHeader.calendar",
        "LetterHeader.rulebook",
        "MergedPart.authority",
    }
)
"""Texts that are compared: with space around them they are refused, where others lose it."""


NEEDED = frozenset({"EntryHeader.subject", "LetterHeader.epoch"})
"""The same, and empty they are missing."""

VALUES: dict[str, dict[str, str]] = {
    "LetterType": {"REQUEST": "CONSULTATION_REQUEST", "ANSWER": "CONSULTATION_ANSWER"}
}
"""By enum: what the contract calls a value that the domain names otherwise."""

Values = dict[str, Any]
"""Values for the fields of a message."""


@dataclass(frozen=True, slots=True)
class Special:
    """How fields are written and read whose two sides do not correspond one to one.

    Attributes:
        fields: Of the model.
        wire: Of the message.
        write: Adds values of the message's fields, from the model.
        read: Returns values of the model's fields from the message.
    """

    fields: frozenset[str]
    wire: frozenset[str] = frozenset()
    write: Callable[[Any, Values], None] = lambda *_: None
    read: Callable[[Any], Fields] = lambda _: {}


REASON_NOT_SAID = Withholding.SECURITY
"""Reason class where a grounds part is not here and the record does not say why: it was
sealed after a recall, or erased. The class that lets nobody conclude anything."""


def _why_withheld(record: Any) -> Fields:
    """Read a record without its grounds, which are a part of their own."""
    said = record.grounds_withheld
    reason = REASONS.read(said) if said else REASON_NOT_SAID
    return {
        "grounds": {"state": Statement.WITHHELD, "reason": reason},
        "explanation_withheld": reason,
    }


def _explained(grounds: DenialGrounds, values: Values) -> None:
    if (withheld := grounds.explanation_withheld) is not None:
        values["absences"].append(write_absence("explanation", Statement.WITHHELD, withheld))
    values["explanation"] = texts_to_pb(grounds.explanation)


def _explanation(grounds: Any) -> Fields:
    explanation = texts_fields(grounds.explanation)
    stated = read_stated(explanation or None, "explanation", read_absences(grounds.absences))
    withheld: object = None
    if isinstance(stated["state"], WireFault):
        withheld = stated["state"]
    elif stated["state"] is Statement.WITHHELD:
        withheld = stated["reason"] or MISSING
    elif stated["state"] is Statement.NOT_APPLICABLE:
        withheld = WireFault("a denial has reasons: given, withheld or unknown")
    return {"explanation": explanation, "explanation_withheld": withheld}


def _dimensions(block: CellBlock, values: Values) -> None:
    values["dimensions"] = [
        annual_cells_pb2.CellDimension(codes=codes, rows=rows)
        for codes, rows in zip(block.codes, block.at, strict=True)
    ]


def _codes(block: Any) -> Fields:
    return {
        "codes": tuple(tuple(each.codes) for each in block.dimensions),
        "at": tuple(tuple(each.rows) for each in block.dimensions),
    }


_STATES = same_names(CellState, annual_cells_pb2.ReportCellState)


def _columns(table: PublishedTable, values: Values) -> None:
    """Write cells as columns; of a number and a value 0 is none."""
    cells = [cell for row in table.cells for cell in row]
    reasons = {"": 0}
    whys = [reasons.setdefault(cell.why, len(reasons)) for cell in cells]
    values |= {
        "states": [_STATES.number[cell.state] for cell in cells],
        "numbers": [0 if cell.number is None else cell.number + 1 for cell in cells],
        "values": [0 if cell.value_cents is None else cell.value_cents + 1 for cell in cells],
        "reasons": [each for each in reasons if each],
        "whys": whys,
        "said_by": [
            annual_cells_pb2.SaidBy(cell=place, states=cell.said_by)
            for place, cell in enumerate(cells)
            if cell.said_by
        ],
    }


def _cells(table: Any) -> tuple[tuple[Fields, ...], ...] | WireFault:
    width, height = len(table.columns), len(table.rows)
    columns = (table.states, table.numbers, table.values, table.whys)
    if any(len(column) != width * height for column in columns):
        return WireFault("a state, a number, a value and a reason for each cell")
    if any(why > len(table.reasons) for why in table.whys):
        return WireFault("an index names no reason")
    said = {each.cell: tuple(each.states) for each in table.said_by}
    reasons = ["", *table.reasons]
    cells = [
        {
            "state": _STATES.read(state),
            "number": number - 1 if number else None,
            "value_cents": value - 1 if value else None,
            "why": reasons[why],
            "said_by": said.get(place, ()),
        }
        for place, (state, number, value, why) in enumerate(zip(*columns, strict=True))
    ]
    return tuple(tuple(cells[row * width : (row + 1) * width]) for row in range(height))


def _reasoning(said: HumanRightsAssessment, values: Values) -> None:
    values["reasoning"] = statement_pb2.FreeText(language=said.language, text=said.reasoning)


_CANDIDATE = ("code", "name", "time_zone", "address", "contact_name", "contact_telephone")


def _asking(request: Any, values: Values) -> None:
    """Write who asks to join among the fields of the request."""
    values |= {name: getattr(request.candidate, name) for name in (*_CANDIDATE, "roles")}


def _candidate(found: Any) -> Fields:
    who = {name: getattr(found, name) for name in _CANDIDATE}
    return {"candidate": who | {"roles": list(found.roles)}}


SPECIAL = {
    "AppearingTables": Special(frozenset({"tables"})),  # parts of their own
    "CellBlock": Special(
        frozenset({"codes", "at"}), frozenset({"dimensions"}), _dimensions, _codes
    ),
    "DenialGrounds": Special(
        frozenset({"explanation", "explanation_withheld"}),
        frozenset({"explanation"}),
        _explained,
        _explanation,
    ),
    # Grounds and documents are parts of their own; why the former are not here the caller writes.
    "DenialRecord": Special(
        frozenset({"grounds", "explanation", "explanation_withheld", "documents"}),
        frozenset({"grounds_withheld"}),
        read=_why_withheld,
    ),
    "HumanRightsAssessment": Special(
        frozenset({"reasoning", "language"}),
        frozenset({"reasoning"}),
        _reasoning,
        lambda found: {"reasoning": found.reasoning.text, "language": found.reasoning.language},
    ),
    "JoinRequest": Special(
        frozenset({"candidate"}), frozenset({*_CANDIDATE, "roles"}), _asking, _candidate
    ),
    "PublishedTable": Special(
        frozenset({"cells", "held_together"}),
        frozenset({"states", "numbers", "values", "reasons", "whys", "said_by"}),
        _columns,
        lambda table: {"cells": _cells(table)},
    ),
}
"""By message."""
