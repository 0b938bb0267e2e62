"""Payloads of letters and entries: they come back as they were; faults are named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.v1 import letter_pb2 as pb
from gateway.domain.letter import EntryHeader, LetterHeader, PartCommitment
from gateway.errors import ComityError, InputError, Reason
from gateway.wire.entries import entry_from_bytes, entry_to_bytes
from gateway.wire.letters import letter_from_bytes, letter_to_bytes
from gateway.wire.limits import MAX_PAYLOAD_BYTES
from tests.support import strategies
from tests.support.letter_headers import letter_header
from tests.support.raising import refuses

quick = settings(max_examples=60)

UUID = "01890a5d-ac96-774b-bcce-b302099a8057"
PART = PartCommitment.model_validate({"kind": "matching", "commitment": "cd" * 32})
HEADER = letter_header(
    datetime(2026, 1, 1, tzinfo=UTC), procedure="16(5)", sequence=7, calendar="DE/2026-1"
)
ENTRY = EntryHeader.model_validate(
    {
        "federation_id": "ab" * 32,
        "origin": "FR",
        "event_id": UUID,
        "entry_type": "denial.notified",
        "subject": "FR-2026-00017",
        "at": "2026-01-01T00:00:00Z",
        "rulebook": "EU-2021-821/2026-3",
    }
)


def refusal(read: Callable[[bytes], object], raw: bytes) -> tuple[Reason, str] | None:
    """Reason and path of the refusal, or None; every other exception is a defect."""
    try:
        read(raw)
    except ComityError as err:
        return err.reason, err.metadata["field"]
    return None


@quick
@given(strategies.letter_headers, strategies.tuples(strategies.commitments, least=1))
def test_a_letter_comes_back_as_it_was(
    header: LetterHeader, parts: tuple[PartCommitment, ...]
) -> None:
    assert letter_from_bytes(letter_to_bytes(header, parts)) == (header, parts)


@quick
@given(strategies.entry_headers, strategies.tuples(strategies.commitments))
def test_an_entry_comes_back_as_it_was(
    header: EntryHeader, parts: tuple[PartCommitment, ...]
) -> None:
    assert entry_from_bytes(entry_to_bytes(header, parts)) == (header, parts)


@quick
@given(st.data())
def test_a_changed_byte_is_read_or_refused_by_reason(data: st.DataObject) -> None:
    cases: list[tuple[Callable[[bytes], object], bytes]] = [
        (letter_from_bytes, letter_to_bytes(HEADER, [PART])),
        (entry_from_bytes, entry_to_bytes(ENTRY, [PART])),
    ]
    read, raw = data.draw(st.sampled_from(cases))
    changed = bytearray(raw)
    changed[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    refused = refusal(read, bytes(changed))
    assert refused is None or refused[0] in {Reason.MESSAGE_MALFORMED, Reason.VERSION_UNKNOWN}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("federation_id", b"\x00" * 31),
        ("sender", "GR"),
        ("sender", " DE"),
        ("recipient", ""),
        ("recipient", "FR\n"),
        ("message_id", "01890A5D-AC96-774B-BCCE-B302099A8057"),
        ("conversation_id", "1"),
        ("conversation_number", 0),
        ("letter_type", 0),
        ("letter_type", -1),
        ("procedure", "x" * 21),
        ("epoch", ""),
        ("epoch", "x" * 37),
        ("sequence", -1),
        ("in_reply_to", b"\x00"),
        ("rulebook", "x" * 101),
        ("calendar", "x" * 101),
    ],
)
def test_a_fault_in_the_header_of_a_letter_is_named(field: str, value: Any) -> None:
    letter = pb.Letter.FromString(letter_to_bytes(HEADER, [PART]))
    setattr(letter.header, field, value)
    expected = (Reason.MESSAGE_MALFORMED, f"letter.header.{field}")
    assert refusal(letter_from_bytes, letter.SerializeToString()) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("federation_id", b""),
        ("origin", "USA"),
        ("event_id", ""),
        ("entry_type", 0),
        ("entry_type", 99),
        ("subject", ""),
        ("subject", "x" * 61),
        ("rulebook", "x" * 101),
        ("previous_state", "x" * 21),
    ],
)
def test_a_fault_in_the_header_of_an_entry_is_named(field: str, value: Any) -> None:
    entry = pb.Entry.FromString(entry_to_bytes(ENTRY, [PART]))
    setattr(entry.header, field, value)
    expected = (Reason.MESSAGE_MALFORMED, f"entry.header.{field}")
    assert refusal(entry_from_bytes, entry.SerializeToString()) == expected


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", 0),
        ("kind", -1),
        ("marking", 0),
        ("marking", 5),
        ("commitment", b"\x00" * 33),
    ],
)
def test_a_fault_in_a_part_is_named(field: str, value: Any) -> None:
    entry = pb.Entry.FromString(entry_to_bytes(ENTRY, [PART, PART]))
    setattr(entry.parts[1], field, value)
    expected = (Reason.MESSAGE_MALFORMED, f"entry.parts[1].{field}")
    assert refusal(entry_from_bytes, entry.SerializeToString()) == expected


def test_a_release_to_something_that_is_no_code_is_named() -> None:
    entry = pb.Entry.FromString(entry_to_bytes(ENTRY, [PART]))
    entry.parts[0].release.append("everybody")
    expected = (Reason.MESSAGE_MALFORMED, "entry.parts[0].release[1]")
    assert refusal(entry_from_bytes, entry.SerializeToString()) == expected


@pytest.mark.parametrize("field", ["create_time", "not_after_time"])
def test_a_missing_instant_is_refused(field: str) -> None:
    letter = pb.Letter.FromString(letter_to_bytes(HEADER, [PART]))
    cleared: Any = field
    letter.header.ClearField(cleared)
    refused = refusal(letter_from_bytes, letter.SerializeToString())
    assert refused is not None
    assert refused[0] is Reason.MESSAGE_MALFORMED


def test_a_missing_header_is_named() -> None:
    letter = pb.Letter.FromString(letter_to_bytes(HEADER, [PART]))
    letter.ClearField("header")
    raw = letter.SerializeToString()
    assert refusal(letter_from_bytes, raw) == (Reason.MESSAGE_MALFORMED, "letter.header")
    assert refusal(entry_from_bytes, b"") == (Reason.MESSAGE_MALFORMED, "entry.header")


@pytest.mark.parametrize("version", [0, 2])
def test_of_another_version_nothing_else_is_read(version: int) -> None:
    letter = pb.Letter(header=pb.LetterHeader(protocol_version=version))
    expected = (Reason.VERSION_UNKNOWN, "letter.header.protocol_version")
    assert refusal(letter_from_bytes, letter.SerializeToString()) == expected


def test_a_letter_has_1_to_32_parts_and_an_entry_may_have_none() -> None:
    assert entry_from_bytes(entry_to_bytes(ENTRY, [])) == (ENTRY, ())
    for parts in ([], [PART] * 33):
        with refuses(InputError, Reason.MESSAGE_MALFORMED):
            letter_to_bytes(HEADER, parts)
    letter = pb.Letter.FromString(letter_to_bytes(HEADER, [PART] * 32))
    letter.parts.append(letter.parts[0])
    expected = (Reason.MESSAGE_MALFORMED, "letter.parts")
    assert refusal(letter_from_bytes, letter.SerializeToString()) == expected
    del letter.parts[:]
    assert refusal(letter_from_bytes, letter.SerializeToString()) == expected


def test_text_that_is_not_utf_8_is_refused() -> None:
    raw = letter_to_bytes(HEADER, [PART]).replace(b"DE/2026-1", b"DE/2026-\xff")
    assert refusal(letter_from_bytes, raw) == (Reason.MESSAGE_MALFORMED, "letter")


def test_a_payload_too_large_is_not_looked_at() -> None:
    raw = b"\xff" * (MAX_PAYLOAD_BYTES + 1)
    assert refusal(letter_from_bytes, raw) == (Reason.MESSAGE_TOO_LARGE, "letter")
    assert refusal(entry_from_bytes, raw) == (Reason.MESSAGE_TOO_LARGE, "entry")


def test_fields_of_a_newer_peer_are_passed_over() -> None:
    newer = b"\xc2\x3e\x03new"  # field 1000
    raw = letter_to_bytes(HEADER, [PART])
    assert letter_from_bytes(raw + newer) == (HEADER, (PART,))
    assert entry_from_bytes(entry_to_bytes(ENTRY, [PART]) + newer) == (ENTRY, (PART,))


def test_what_a_newer_version_added_is_read_as_its_number() -> None:
    """A type of letter, or a kind of part: the intake decides, and nothing is lost before."""
    letter = pb.Letter.FromString(letter_to_bytes(HEADER, [PART]))
    letter.header.letter_type = 99  # type: ignore[assignment]
    letter.parts[0].kind = 77  # type: ignore[assignment]
    header, [part] = letter_from_bytes(letter.SerializeToString())
    assert (header.letter_type, header.letter_type.known) == ("99", False)
    assert (part.kind, part.kind.known) == ("77", False)
