"""Records and roots of a journal tree (journal.proto), and its leaves.

The octets of a record are hashed as they were written once, and never written again from what
was read. A leaf is two digests of 32 octets: of the conversation, so that who is given all
leaves sees that none of a conversation is left out; and of the record. Neither tells anything
to who has not the conversation's id, 74 bits of which are random, or the letter, whose parts
are salted.
"""

from __future__ import annotations

from hashlib import sha256

from comity.v1 import journal_pb2 as pb
from gateway.domain.letter import JournalRecord
from gateway.wire.faults import parsed, serialised, validated
from gateway.wire.shapes import shape_of

_SHAPE = shape_of(JournalRecord, pb.JournalRecord.DESCRIPTOR)

CONVERSATION = b"comity/journal/v1\x00"
"""Goes before the id of a conversation in its digest: no other digest is over the same."""

LEAF_BYTES = 64

MAX_RECORD_BYTES = 256
"""Octets of a record: 3 digests of 34, 2 numbers of at most 11, an instant of 18, a kind of 2; of
an attempt 2 digests, a number of 6 and a reason of 62."""


def record_to_bytes(record: JournalRecord) -> bytes:
    """Write a record of the journal tree."""
    return serialised(_SHAPE.to_pb(record), noun="record", limit=MAX_RECORD_BYTES)


def record_from_bytes(raw: bytes) -> JournalRecord:
    """Read a record of a journal tree.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; MESSAGE_TOO_LARGE.
    """
    message = parsed(pb.JournalRecord, raw, noun="record", limit=MAX_RECORD_BYTES)
    return validated(JournalRecord, _SHAPE.fields(message), noun="record")


def conversation_digest(conversation_id: str) -> bytes:
    """Return the first 32 octets of the leaves of a conversation."""
    return sha256(CONVERSATION + conversation_id.encode()).digest()


def leaf_of(conversation_id: str, record: bytes) -> bytes:
    """Return a leaf: the conversation's digest, then that of the record's octets."""
    return conversation_digest(conversation_id) + sha256(record).digest()
