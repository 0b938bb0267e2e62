"""Write the vectors of messages, for this and other implementations.

``python -m tests.vectors.wire.generate`` writes the JSON files beside it; a test makes them
again and compares. A valid case has the message's fields under ``message``, in protobuf's
own JSON form, and its ``bytes``; an invalid one has only bytes and the ``field`` at which
reading must stop. Bytes are hexadecimal. The messages are written by hand from the comments
of proto/comity/v1: nothing in this module uses `gateway`.

Serialised protobuf has no canonical form. The bytes are what is read, and what Comity
writes today; another implementation need only read them alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from google.protobuf.json_format import ParseDict
from google.protobuf.message import Message

from comity.v1 import (
    annual_cells_pb2,
    annual_pb2,
    consultation_pb2,
    denial_pb2,
    envelope_pb2,
    journal_pb2,
    letter_pb2,
    notice_pb2,
)
from tests.vectors.wire import annual_samples, journal_samples, samples

HERE = Path(__file__).parent
Case = dict[str, Any]

ABOUT = {
    "annual.json": "Contents of parts: the annual report",
    "contents.json": "Contents of parts: consultation, denial, notice",
    "journal.json": "What a member commits to of its journal",
    "payloads.json": "Signed payloads: letter and entry",
    "packages.json": "What travels around them: package and sealed letter",
}
FLAGS = {
    "Newer": "Holds a field of a newer peer, which is passed over.",
    "Absence": "A field that is absent: withheld, unknown or not applicable.",
    "Padded": "Has zeros that bring it to a size, and are not read.",
    "Profile": "Well-formed protobuf; this protocol refuses it.",
}
MESSAGES: dict[str, type[Message]] = {
    "ConsultationRequest": consultation_pb2.ConsultationRequest,
    "ConsultationAnswer": consultation_pb2.ConsultationAnswer,
    "ExtensionRequest": consultation_pb2.ExtensionRequest,
    "ExtensionReply": consultation_pb2.ExtensionReply,
    "ClosingRequest": consultation_pb2.ClosingRequest,
    "ClosingStatement": consultation_pb2.ClosingStatement,
    "DenialRecord": denial_pb2.DenialRecord,
    "DenialGrounds": denial_pb2.DenialGrounds,
    "DenialReview": denial_pb2.DenialReview,
    "SetAside": denial_pb2.SetAside,
    "GrantNotice": notice_pb2.GrantNotice,
    "Erasure": notice_pb2.Erasure,
    "AnnualCall": annual_pb2.AnnualCall,
    "AnnualSubmission": annual_pb2.AnnualSubmission,
    "AnnualPart": annual_pb2.AnnualPart,
    "AnnualOutcome": annual_pb2.AnnualOutcome,
    "AnnualQuestion": annual_pb2.AnnualQuestion,
    "AnnualAnswer": annual_pb2.AnnualAnswer,
    "AppearingTables": annual_pb2.AppearingTables,
    "Clearance": annual_pb2.Clearance,
    "CellBlocks": annual_cells_pb2.CellBlocks,
    "PublishedTables": annual_cells_pb2.PublishedTables,
    "JournalRecord": journal_pb2.JournalRecord,
    "JournalRoot": journal_pb2.JournalRoot,
    "Letter": letter_pb2.Letter,
    "Entry": letter_pb2.Entry,
    "Package": envelope_pb2.Package,
    "SealedLetter": envelope_pb2.SealedLetter,
}
VALID = {**samples.VALID, **journal_samples.VALID, "annual.json": annual_samples.VALID}
INVALID = {**samples.INVALID, **journal_samples.INVALID, "annual.json": annual_samples.INVALID}


def encoded(name: str, fields: Case) -> bytes:
    """Serialise a message given as protobuf's JSON form."""
    return ParseDict(fields, MESSAGES[name]()).SerializeToString(deterministic=True)


def cases(file: str) -> Iterator[Case]:
    """Cases of one file."""
    for name, comment, flags, fields in VALID[file]:
        raw = encoded(name, fields)
        yield {
            "type": name,
            "comment": comment,
            "result": "valid",
            "flags": flags,
            "message": fields,
            "bytes": raw.hex(),
        }
        if not flags:
            yield {
                "type": name,
                "comment": f"{comment}; with an unknown field 1000",
                "result": "valid",
                "flags": ["Newer"],
                "message": fields,
                "bytes": raw.hex() + samples.UNKNOWN_FIELD.hex(),
            }
    for name, comment, field, raw_or_fields in INVALID[file]:
        if isinstance(raw_or_fields, bytes):
            raw, flags = raw_or_fields, []
        else:
            raw, flags = encoded(name, raw_or_fields), ["Profile"]
        yield {
            "type": name,
            "comment": comment,
            "result": "invalid",
            "flags": flags,
            "field": field,
            "bytes": raw.hex(),
        }


def documents() -> dict[str, str]:
    """The text of each file."""
    made = {
        file: {
            "about": about,
            "generator": "tests/vectors/wire/generate.py",
            "flags": FLAGS,
            "tests": list(cases(file)),
        }
        for file, about in ABOUT.items()
    }
    return {
        file: json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        for file, document in made.items()
    }


if __name__ == "__main__":
    for file, text in documents().items():
        (HERE / file).write_text(text, "utf-8")
