"""Payloads: what is encrypted, to whom it is bound, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from gateway.errors import Reason, TrustError
from workflows.codec import PayloadCipher, encrypted_converter

KEY, OTHER = b"k" * 32, b"o" * 32
PLAIN = Payload(metadata={"encoding": b"json/plain"}, data=b'{"conversation_id":"k"}')


async def refused(cipher: PayloadCipher, payload: Payload) -> None:
    with pytest.raises(ApplicationError) as caught:
        await cipher.decode([payload])
    assert caught.value.type == Reason.DECRYPTION_FAILED
    assert caught.value.non_retryable  # so that the SDK fails the run, not its task for ever


@given(data=st.binary(max_size=300), encoding=st.binary(max_size=20))
async def test_what_is_encrypted_comes_back_and_shows_nothing(data: bytes, encoding: bytes) -> None:
    cipher = PayloadCipher(KEY, "de")
    payload = Payload(metadata={"encoding": encoding}, data=data)
    sealed = await cipher.encode([payload])
    assert len(data) < 4 or data not in sealed[0].data
    assert await cipher.decode(sealed) == [payload]


async def test_plaintext_is_refused() -> None:
    await refused(PayloadCipher(KEY, "de"), PLAIN)


async def test_what_the_server_writes_about_a_cancelled_pause_passes_and_nothing_like_it() -> None:
    cipher = PayloadCipher(KEY, "de")
    plain = {"encoding": b"json/plain"}
    said = Payload(metadata=plain, data=b'"ACTIVITY_ID_NOT_STARTED"')
    assert await cipher.decode([said]) == [said]
    for data in (b'"ACTIVITY_ID_NOT_STARTED" ', b'"activity_id_not_started"', b'""', b""):
        await refused(cipher, Payload(metadata=plain, data=data))
    await refused(cipher, Payload(metadata={"encoding": b"json/protobuf"}, data=said.data))
    await refused(cipher, Payload(metadata=plain | {"more": b"x"}, data=said.data))


async def test_a_payload_of_another_namespace_is_refused() -> None:
    (sealed,) = await PayloadCipher(KEY, "fr").encode([PLAIN])
    await refused(PayloadCipher(KEY, "de"), sealed)


async def test_a_payload_under_an_unknown_key_is_refused() -> None:
    (sealed,) = await PayloadCipher(OTHER, "de").encode([PLAIN])
    await refused(PayloadCipher(KEY, "de"), sealed)


async def test_a_payload_under_a_retired_key_is_still_read() -> None:
    sealed = await PayloadCipher(OTHER, "de").encode([PLAIN])
    assert await PayloadCipher(KEY, "de", retired=[OTHER]).decode(sealed) == [PLAIN]


async def test_no_retired_key_encrypts() -> None:
    sealed = await PayloadCipher(KEY, "de", retired=[OTHER]).encode([PLAIN])
    assert await PayloadCipher(KEY, "de").decode(sealed) == [PLAIN]


@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
async def test_an_altered_bit_is_refused(position: int, bit: int) -> None:
    cipher = PayloadCipher(KEY, "de")
    (sealed,) = await cipher.encode([PLAIN])
    data = bytearray(sealed.data)
    data[position % len(data)] ^= 1 << bit
    await refused(cipher, Payload(metadata=sealed.metadata, data=bytes(data)))


@pytest.mark.parametrize("length", [0, 11, 12, 27])
async def test_a_truncated_payload_is_refused(length: int) -> None:
    cipher = PayloadCipher(KEY, "de")
    (sealed,) = await cipher.encode([PLAIN])
    await refused(cipher, Payload(metadata=sealed.metadata, data=sealed.data[:length]))


def test_a_short_key_is_refused() -> None:
    with pytest.raises(TrustError) as caught:
        PayloadCipher(b"short", "de")
    assert caught.value.reason is Reason.KEY_INVALID


async def test_messages_of_failures_are_encrypted() -> None:
    converter = encrypted_converter(KEY, "de")
    failure = Failure()
    await converter.encode_failure(ValueError("the name of a party"), failure)
    assert b"party" not in failure.SerializeToString()
