"""Records of the journal tree are read as they were written, and leaves tell nothing."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.letter import JournalRecord
from gateway.errors import InputError, Reason
from gateway.wire.journal import (
    LEAF_BYTES,
    MAX_RECORD_BYTES,
    leaf_of,
    record_from_bytes,
    record_to_bytes,
)
from tests.support.raising import refuses
from tests.support.strategies import journal_records

quick = settings(max_examples=60)
CONVERSATION = "01890a5d-ac96-774b-bcce-b302099a8057"


def reason_or_none(raw: bytes) -> Reason | None:
    """Reason of the refusal, if any; every other exception is a defect and passes."""
    try:
        record_from_bytes(raw)
    except InputError as err:
        return err.reason
    return None


@quick
@given(journal_records)
def test_a_record_is_read_as_it_was_written(record: JournalRecord) -> None:
    raw = record_to_bytes(record)
    assert record_from_bytes(raw) == record
    assert len(raw) <= MAX_RECORD_BYTES


@quick
@given(journal_records, st.data())
def test_any_change_of_an_octet_is_read_as_another_or_refused(
    record: JournalRecord, data: st.DataObject
) -> None:
    raw = bytearray(record_to_bytes(record))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    assert reason_or_none(bytes(raw)) in {None, Reason.MESSAGE_MALFORMED}


def test_a_record_that_is_too_long_is_not_parsed() -> None:
    with refuses(InputError, Reason.MESSAGE_TOO_LARGE):
        record_from_bytes(bytes(MAX_RECORD_BYTES + 1))


def test_a_leaf_is_written_out_as_the_text_says() -> None:
    leaf = leaf_of(CONVERSATION, b"octets")
    assert leaf[:32] == sha256(b"comity/journal/v1\0" + CONVERSATION.encode()).digest()
    assert leaf[32:] == sha256(b"octets").digest()
    assert len(leaf) == LEAF_BYTES
