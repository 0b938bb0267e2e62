"""Contents of parts: one domain model a body.

Which model a part holds follows from the type of its letter (`gateway.domain.letter_types`)
or entry (`ENTRY_CONTENT`).
"""

from __future__ import annotations

import re
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
    AnnualCall,
    AnnualQuestion,
    AppearingTables,
    SubmissionHeader,
    SubmissionOutcome,
    SubmissionPart,
)
from gateway.domain.base import Model
from gateway.domain.consultation import ConsultationAnswer, ConsultationEnd, ConsultationRequest
from gateway.domain.denial import Denial
from gateway.domain.letter import EntryType, Erasure, JournalRoot, LetterType
from gateway.domain.letter_types import LETTER_RULES
from gateway.domain.notice import (
    DenialGrounds,
    DenialReview,
    FinalAssessment,
    GrantNotice,
    Notice,
    SetAside,
)
from gateway.domain.transaction import Transaction
from gateway.errors import Reason
from gateway.wire.annual_cells import CellBlocks
from gateway.wire.annual_tables import PublishedTables
from gateway.wire.faults import Fields, parsed, refused, serialised, validated
from gateway.wire.letter_room import too_large
from gateway.wire.limits import MAX_BODY_BYTES
from gateway.wire.shapes import shape_of

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class _Codec:
    """How one model is written and read."""

    noun: str
    message: type[Message]
    to_pb: Callable[[Any], Message]
    fields: Callable[[Any], Fields]


_MESSAGES = {
    name: described
    for module in (
        annual_cells_pb2,
        annual_pb2,
        consultation_pb2,
        correspondence_pb2,
        denial_pb2,
        journal_pb2,
        notice_pb2,
        transaction_pb2,
    )
    for name, described in module.DESCRIPTOR.message_types_by_name.items()
} | {
    # Their grounds, documents, blocks and tables are parts of their own.
    "Denial": denial_pb2.DenialRecord.DESCRIPTOR,
    "SubmissionHeader": annual_pb2.AnnualSubmission.DESCRIPTOR,
    "SubmissionOutcome": annual_pb2.AnnualOutcome.DESCRIPTOR,
    "SubmissionPart": annual_pb2.AnnualPart.DESCRIPTOR,
}
"""By the name of the model: that of the message, with four exceptions."""

_NOUNS: dict[type[Model], str] = {
    ConsultationRequest: "request",
    ConsultationAnswer: "answer",
    ConsultationEnd: "end",
    DenialGrounds: "grounds",
    DenialReview: "review",
    GrantNotice: "grant",
    AnnualCall: "call",
    SubmissionHeader: "submission",
    SubmissionPart: "part",
    SubmissionOutcome: "outcome",
    AnnualQuestion: "question",
    AppearingTables: "appearing",
    CellBlocks: "cells",
    PublishedTables: "tables",
}
"""What faults call a content, where it is not the name of its model."""

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


def _codec(model: type[Model]) -> _Codec:
    shape = shape_of(model, _MESSAGES[model.__name__])
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower()
    return _Codec(_NOUNS.get(model, words), shape.message, shape.to_pb, shape.fields)


_OTHERS: tuple[type[Model], ...] = (DenialGrounds, Transaction, CellBlocks, PublishedTables)

CODECS: dict[type[Model], _Codec] = {
    model: _codec(model)
    for contents in (
        (rule.content for rule in LETTER_RULES.values()),
        ENTRY_CONTENT.values(),
        _OTHERS,
    )
    for model in contents
}


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
