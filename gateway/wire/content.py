"""Contents of parts: one domain model a body.

Which model a part holds follows from the type of its letter (`gateway.domain.letter_types`)
or entry (`ENTRY_CONTENT`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from google.protobuf.message import Message

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


def _codec(noun: str, module: ModuleType, message: str, stem: str | None = None) -> _Codec:
    """Find the conversions of a message in its module: ``<stem>_to_pb`` and ``<stem>_fields``."""
    of = noun if stem is None else stem
    to_pb, fields = (getattr(module, f"{of}_{each}".lstrip("_")) for each in ("to_pb", "fields"))
    return _Codec(noun, getattr(module.pb, message), to_pb, fields)


CODECS: dict[type[Model], _Codec] = {
    ConsultationRequest: _codec("request", consultations, "ConsultationRequest"),
    ConsultationAnswer: _codec("answer", consultations, "ConsultationAnswer"),
    ExtensionRequest: _codec("extension_request", consultations, "ExtensionRequest"),
    ExtensionReply: _codec("extension_reply", consultations, "ExtensionReply"),
    ClosingRequest: _codec("closing_request", consultations, "ClosingRequest"),
    ClosingStatement: _codec("closing_statement", consultations, "ClosingStatement"),
    # Without its grounds and documents, which are parts of their own: see denials.py.
    Denial: _codec("denial", denials, "DenialRecord", "record"),
    DenialGrounds: _codec("grounds", denials, "DenialGrounds"),
    DenialReview: _codec("review", denials, "DenialReview"),
    SetAside: _codec("set_aside", denials, "SetAside"),
    GrantNotice: _codec("grant", notices, "GrantNotice"),
    Erasure: _codec("erasure", notices, "Erasure"),
    ConsultationEnd: _codec("end", consultations, "ConsultationEnd"),
    Supplement: _codec("supplement", correspondence, "Supplement"),
    Correction: _codec("correction", correspondence, "Correction"),
    Recall: _codec("recall", correspondence, "Recall"),
    RecallStatement: _codec("recall_statement", correspondence, "RecallStatement"),
    ContactNote: _codec("contact_note", correspondence, "ContactNote"),
    ContactReply: _codec("contact_reply", correspondence, "ContactReply"),
    InformationRequest: _codec("information_request", correspondence, "InformationRequest"),
    InformationReply: _codec("information_reply", correspondence, "InformationReply"),
    Forwarding: _codec("forwarding", correspondence, "Forwarding"),
    ForwardingReply: _codec("forwarding_reply", correspondence, "ForwardingReply"),
    StandingAnswer: _codec("standing_answer", correspondence, "StandingAnswer"),
    Settlement: _codec("settlement", correspondence, "Settlement"),
    FinalAssessment: _codec("final_assessment", notices, "FinalAssessment"),
    Notice: _codec("notice", notices, "Notice"),
    Comment: _codec("comment", notices, "Comment"),
    JournalRoot: _codec("journal_root", journal, "JournalRoot", "root"),
    Transaction: _codec("transaction", transactions, "Transaction", ""),
    AnnualCall: _codec("call", annual, "AnnualCall"),
    # Without its blocks, which are parts of their own: see annual_cells.py.
    SubmissionHeader: _codec("submission", annual, "AnnualSubmission"),
    SubmissionPart: _codec("part", annual, "AnnualPart"),
    SubmissionOutcome: _codec("outcome", annual, "AnnualOutcome"),
    AnnualQuestion: _codec("question", annual, "AnnualQuestion"),
    AnnualAnswer: _codec("annual_answer", annual, "AnnualAnswer", "answer"),
    # Without its tables, which are parts of their own: see annual_tables.py.
    AppearingTables: _codec("appearing", annual, "AppearingTables"),
    Clearance: _codec("clearance", annual, "Clearance"),
    annual_cells.CellBlocks: _codec("cells", annual_cells, "CellBlocks", "blocks"),
    annual_tables.PublishedTables: _codec("tables", annual_tables, "PublishedTables"),
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
