"""Contents are encrypted as c2sp.org/chunked-encryption says, and read from any place."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor

from gateway.documents.chunked import CHUNK, ChunkedMessage, size_within
from gateway.errors import Reason, TrustError
from tests.support.raising import refuses

VECTORS = json.loads(Path("tests/vectors/documents/cobblestone-256.json").read_text())
KEY = bytes(range(32))
HEAD, SEALED = 56, CHUNK + 16


def encrypted(content: bytes, key: bytes = KEY, context: bytes = b"here") -> bytes:
    writer = Cobblestone256Encryptor(key, context)
    return writer.update(content) + writer.finalize()


def opened(raw: bytes, key: bytes = KEY, context: bytes = b"here") -> ChunkedMessage:
    return ChunkedMessage(io.BytesIO(raw), start=0, length=len(raw), key=key, context=context)


def read(raw: bytes) -> bytes:
    return b"".join(opened(raw).read())


def octets(count: int) -> bytes:
    return random.Random(count).randbytes(count)


@pytest.mark.parametrize("vector", VECTORS["messages"], ids=lambda each: each["comment"])
def test_messages_of_others_are_read(vector: dict[str, Any]) -> None:
    raw = zlib.decompress(bytes.fromhex(vector["message_zlib"]))
    message = opened(raw, bytes.fromhex(VECTORS["key"]), VECTORS["context"].encode())
    found = b"".join(message.read())
    assert (message.size, len(found)) == (vector["size"], vector["size"])
    assert hashlib.sha512(found).hexdigest() == vector["sha512"]


@pytest.mark.parametrize("count", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 70 * CHUNK + 5])
def test_every_size_is_read_as_the_library_reads_it(count: int) -> None:
    raw = encrypted(octets(count))
    library = Cobblestone256Decryptor(KEY, b"here")
    assert read(raw) == library.update(raw) + library.finalize() == octets(count)
    assert size_within(len(raw)) == count


def test_any_range_is_read() -> None:
    content = octets(66 * CHUNK + 100)
    message, draw = opened(encrypted(content)), random.Random(7)
    edges = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 64 * CHUNK, len(content) - 1, len(content)]
    ranges = [(first, end) for first in edges for end in edges]
    ranges += [(draw.randrange(len(content)), draw.randrange(len(content))) for _ in range(40)]
    for first, end in ranges:
        assert b"".join(message.read(first, end)) == content[first:end], (first, end)
    assert b"".join(message.read(5, 10**9)) == content[5:]


@pytest.mark.parametrize("cut", [0, 10, HEAD, HEAD + 15, HEAD + SEALED, HEAD + SEALED + 15])
def test_what_was_cut_off_does_not_open(cut: int) -> None:
    with refuses(TrustError, Reason.DECRYPTION_FAILED):
        opened(encrypted(octets(3 * CHUNK))[:cut])


def test_what_lost_whole_chunks_does_not_open() -> None:
    raw = encrypted(octets(3 * CHUNK + 9))
    without_one = raw[: HEAD + SEALED] + raw[HEAD + 2 * SEALED :]
    for altered in (raw[: HEAD + 2 * SEALED + 25], without_one, raw + bytes(16), raw + raw[HEAD:]):
        with pytest.raises(TrustError, match="the contents of a document cannot be read"):
            opened(altered)


def test_chunks_that_were_exchanged_or_altered_are_not_given() -> None:
    raw = encrypted(octets(3 * CHUNK + 9))
    first, second = raw[HEAD : HEAD + SEALED], raw[HEAD + SEALED : HEAD + 2 * SEALED]
    exchanged = raw[:HEAD] + second + first + raw[HEAD + 2 * SEALED :]
    for place in (0, 30, HEAD, HEAD + SEALED - 1, len(raw) - 1):
        flipped = bytearray(raw)
        flipped[place] ^= 1
        with pytest.raises(TrustError, match="the contents of a document cannot be read"):
            read(bytes(flipped))
    with pytest.raises(TrustError, match="the contents of a document cannot be read"):
        read(exchanged)


def test_a_message_opens_under_its_key_and_context_only() -> None:
    raw = encrypted(octets(10))
    for key, context in ((bytes(32), b"here"), (KEY, b"there")):
        with pytest.raises(TrustError, match="under another key"):
            opened(raw, key, context)
