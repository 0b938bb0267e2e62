"""Contents of parts: one domain model a body.

Which model a part holds follows from the type of its letter (`gateway.domain.letter_types`)
or entry (`ENTRY_CONTENT`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from google.protobuf.message import Message

from comity.v1 import (
    annual_cells_pb2,
    annual_pb2,
    consultation_pb2,
    correspondence_pb2,
    denial_pb2,
    journal_pb2,
    notice_pb2,
    transaction_pb2,
)
from gateway.domain.annual.submission import (
    AnnualAnswer,
    AnnualCall,
    AnnualQuestion,
    AppearingTables,
    Clearance,
    SubmissionHeader,
    SubmissionOutcome,
    SubmissionPart,
)
from gateway.domain.base import Model
from gateway.domain.consultation import (
    ClosingRequest,
    ClosingStatement,
    ConsultationAnswer,
    ConsultationEnd,
    ConsultationRequest,
    ExtensionReply,
    ExtensionRequest,
)
from gateway.domain.correspondence import (
    ContactNote,
    ContactReply,
    Correction,
    Forwarding,
    ForwardingReply,
    InformationReply,
    InformationRequest,
    Recall,
    RecallStatement,
    Settlement,
    StandingAnswer,
    Supplement,
)
from gateway.domain.denial import Denial
from gateway.domain.letter import EntryType, JournalRoot, LetterType
from gateway.domain.letter_types import LETTER_RULES
from gateway.domain.notice import (
    Comment,
    DenialGrounds,
    DenialReview,
    Erasure,
    FinalAssessment,
    GrantNotice,
    Notice,
    SetAside,
)
from gateway.domain.transaction import Transaction
from gateway.errors import Reason
from gateway.wire import (
    annual,
    annual_cells,
    annual_tables,
    consultations,
    correspondence,
    denials,
    journal,
    notices,
    transactions,
)
from gateway.wire.faults import Fields, parsed, refused, serialised, validated
from gateway.wire.letter_room import too_large
from gateway.wire.limits import MAX_BODY_BYTES

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Codec:
    """How one model is written and read."""

    noun: str
    message: type[Message]
    to_pb: Callable[[Any], Message]
    fields: Callable[[Any], Fields]


CODECS: dict[type[Model], _Codec] = {
    ConsultationRequest: _Codec(
        "request",
        consultation_pb2.ConsultationRequest,
        consultations.request_to_pb,
        consultations.request_fields,
    ),
    ConsultationAnswer: _Codec(
        "answer",
        consultation_pb2.ConsultationAnswer,
        consultations.answer_to_pb,
        consultations.answer_fields,
    ),
    ExtensionRequest: _Codec(
        "extension_request",
        consultation_pb2.ExtensionRequest,
        consultations.extension_request_to_pb,
        consultations.extension_request_fields,
    ),
    ExtensionReply: _Codec(
        "extension_reply",
        consultation_pb2.ExtensionReply,
        consultations.extension_reply_to_pb,
        consultations.extension_reply_fields,
    ),
    ClosingRequest: _Codec(
        "closing_request",
        consultation_pb2.ClosingRequest,
        consultations.closing_request_to_pb,
        consultations.closing_request_fields,
    ),
    ClosingStatement: _Codec(
        "closing_statement",
        consultation_pb2.ClosingStatement,
        consultations.closing_statement_to_pb,
        consultations.closing_statement_fields,
    ),
    # Without its grounds and documents, which are parts of their own: see denials.py.
    Denial: _Codec("denial", denial_pb2.DenialRecord, denials.record_to_pb, denials.record_fields),
    DenialGrounds: _Codec(
        "grounds", denial_pb2.DenialGrounds, denials.grounds_to_pb, denials.grounds_fields
    ),
    DenialReview: _Codec(
        "review", denial_pb2.DenialReview, denials.review_to_pb, denials.review_fields
    ),
    SetAside: _Codec(
        "set_aside", denial_pb2.SetAside, denials.set_aside_to_pb, denials.set_aside_fields
    ),
    GrantNotice: _Codec("grant", notice_pb2.GrantNotice, notices.grant_to_pb, notices.grant_fields),
    Erasure: _Codec("erasure", notice_pb2.Erasure, notices.erasure_to_pb, notices.erasure_fields),
    ConsultationEnd: _Codec(
        "end", consultation_pb2.ConsultationEnd, consultations.end_to_pb, consultations.end_fields
    ),
    Supplement: _Codec(
        "supplement",
        correspondence_pb2.Supplement,
        correspondence.supplement_to_pb,
        correspondence.supplement_fields,
    ),
    Correction: _Codec(
        "correction",
        correspondence_pb2.Correction,
        correspondence.correction_to_pb,
        correspondence.correction_fields,
    ),
    Recall: _Codec(
        "recall",
        correspondence_pb2.Recall,
        correspondence.recall_to_pb,
        correspondence.recall_fields,
    ),
    RecallStatement: _Codec(
        "recall_statement",
        correspondence_pb2.RecallStatement,
        correspondence.recall_statement_to_pb,
        correspondence.recall_statement_fields,
    ),
    ContactNote: _Codec(
        "contact_note",
        correspondence_pb2.ContactNote,
        correspondence.contact_note_to_pb,
        correspondence.contact_note_fields,
    ),
    ContactReply: _Codec(
        "contact_reply",
        correspondence_pb2.ContactReply,
        correspondence.contact_reply_to_pb,
        correspondence.contact_reply_fields,
    ),
    InformationRequest: _Codec(
        "information_request",
        correspondence_pb2.InformationRequest,
        correspondence.information_request_to_pb,
        correspondence.information_request_fields,
    ),
    InformationReply: _Codec(
        "information_reply",
        correspondence_pb2.InformationReply,
        correspondence.information_reply_to_pb,
        correspondence.information_reply_fields,
    ),
    Forwarding: _Codec(
        "forwarding",
        correspondence_pb2.Forwarding,
        correspondence.forwarding_to_pb,
        correspondence.forwarding_fields,
    ),
    ForwardingReply: _Codec(
        "forwarding_reply",
        correspondence_pb2.ForwardingReply,
        correspondence.forwarding_reply_to_pb,
        correspondence.forwarding_reply_fields,
    ),
    StandingAnswer: _Codec(
        "standing_answer",
        correspondence_pb2.StandingAnswer,
        correspondence.standing_answer_to_pb,
        correspondence.standing_answer_fields,
    ),
    Settlement: _Codec(
        "settlement",
        correspondence_pb2.Settlement,
        correspondence.settlement_to_pb,
        correspondence.settlement_fields,
    ),
    FinalAssessment: _Codec(
        "final_assessment",
        notice_pb2.FinalAssessment,
        notices.final_assessment_to_pb,
        notices.final_assessment_fields,
    ),
    Notice: _Codec("notice", notice_pb2.Notice, notices.notice_to_pb, notices.notice_fields),
    Comment: _Codec("comment", notice_pb2.Comment, notices.comment_to_pb, notices.comment_fields),
    JournalRoot: _Codec(
        "journal_root", journal_pb2.JournalRoot, journal.root_to_pb, journal.root_fields
    ),
    Transaction: _Codec(
        "transaction", transaction_pb2.Transaction, transactions.to_pb, transactions.fields
    ),
    AnnualCall: _Codec("call", annual_pb2.AnnualCall, annual.call_to_pb, annual.call_fields),
    # Without its blocks, which are parts of their own: see annual_cells.py.
    SubmissionHeader: _Codec(
        "submission",
        annual_pb2.AnnualSubmission,
        annual.submission_to_pb,
        annual.submission_fields,
    ),
    SubmissionPart: _Codec("part", annual_pb2.AnnualPart, annual.part_to_pb, annual.part_fields),
    SubmissionOutcome: _Codec(
        "outcome", annual_pb2.AnnualOutcome, annual.outcome_to_pb, annual.outcome_fields
    ),
    AnnualQuestion: _Codec(
        "question", annual_pb2.AnnualQuestion, annual.question_to_pb, annual.question_fields
    ),
    AnnualAnswer: _Codec(
        "annual_answer", annual_pb2.AnnualAnswer, annual.answer_to_pb, annual.answer_fields
    ),
    # Without its tables, which are parts of their own: see annual_tables.py.
    AppearingTables: _Codec(
        "appearing", annual_pb2.AppearingTables, annual.appearing_to_pb, annual.appearing_fields
    ),
    Clearance: _Codec(
        "clearance", annual_pb2.Clearance, annual.clearance_to_pb, annual.clearance_fields
    ),
    annual_cells.CellBlocks: _Codec(
        "cells",
        annual_cells_pb2.CellBlocks,
        annual_cells.blocks_to_pb,
        annual_cells.blocks_fields,
    ),
    annual_tables.PublishedTables: _Codec(
        "tables",
        annual_cells_pb2.PublishedTables,
        annual_tables.tables_to_pb,
        annual_tables.tables_fields,
    ),
}

ENTRY_CONTENT: dict[EntryType, type[Model]] = {
    EntryType.DENIAL_NOTIFIED: Denial,
    EntryType.DENIAL_LOADED: Denial,
    EntryType.DENIAL_AMENDED: Denial,
    EntryType.DENIAL_REVIEWED: DenialReview,
    EntryType.DENIAL_REVOKED: DenialReview,
    EntryType.GRANT_AFTER_CONSULTATION: GrantNotice,
    EntryType.ERASED: Erasure,
    EntryType.FINAL_ASSESSMENT: FinalAssessment,
    EntryType.NOTICE: Notice,
    EntryType.DENIAL_SUSPENDED: SetAside,
    EntryType.DENIAL_RESTORED: SetAside,
    EntryType.JOURNAL_COMMITTED: JournalRoot,
}
"""What part 0 of an entry holds; a `Denial` is read from all parts by `denial_from_parts`."""


def content_to_bytes(model: Model) -> bytes:
    """Write the body of a part.

    Args:
        model: One of `CODECS`; of a `Denial` only the record is written.

    Raises:
        InputError: CONTENT_INVALID for a number that the contract does not hold,
            MESSAGE_TOO_LARGE for more than a letter holds; names the longest text.
    """
    codec = CODECS[type(model)]
    try:
        message = codec.to_pb(model)
    except (ValueError, OverflowError) as exc:
        what = "a number is out of the range of the contract"
        raise refused(codec.noun, "", what, Reason.CONTENT_INVALID) from exc
    if message.ByteSize() > MAX_BODY_BYTES:
        raise too_large(codec.noun, model)
    return serialised(message, noun=codec.noun, limit=MAX_BODY_BYTES)


def content_from_bytes(kind: type[M], raw: bytes) -> M:
    """Read the body of a part; its commitment has been checked by the caller.

    Args:
        kind: One of `CODECS`; a `Denial` comes with its grounds withheld, as they are in
            a part of their own.
        raw: The body.

    Raises:
        InputError: CONTENT_INVALID, naming the field; MESSAGE_TOO_LARGE.
    """
    codec = CODECS[kind]
    reason = Reason.CONTENT_INVALID
    message = parsed(codec.message, raw, noun=codec.noun, limit=MAX_BODY_BYTES, reason=reason)
    return validated(kind, codec.fields(message), noun=codec.noun, reason=reason)


def letter_content(letter_type: LetterType, raw: bytes) -> Model:
    """Read what part 0 of a letter of a type says, or a corrected part 0 that came later.

    Raises:
        InputError: As for `content_from_bytes`.
    """
    return content_from_bytes(LETTER_RULES[letter_type].content, raw)
