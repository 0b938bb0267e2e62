"""Payloads: what is encrypted, to whom it is bound, what is refused."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import (
    ActivitySerializationContext,
    SerializationContext,
    WorkflowSerializationContext,
)
from temporalio.exceptions import ApplicationError

from gateway.errors import Reason, TrustError
from tests.support.raising import refuses
from workflows.codec import PayloadCipher, PayloadKeys, encrypted_converter
from workflows.ids import SCHEDULE

KEY, OTHER = b"k" * 32, b"o" * 32
PLAIN = Payload(metadata={"encoding": b"json/plain"}, data=b'{"conversation_id":"k"}')


async def refused(cipher: PayloadCipher, payload: Payload) -> None:
    with pytest.raises(ApplicationError) as caught:
        await cipher.decode([payload])
    assert caught.value.type == Reason.DECRYPTION_FAILED
    assert caught.value.non_retryable  # so that the SDK fails the run, not its task for ever


@given(data=st.binary(max_size=300), encoding=st.binary(max_size=20))
async def test_what_is_encrypted_comes_back_and_shows_nothing(data: bytes, encoding: bytes) -> None:
    cipher = PayloadCipher(PayloadKeys(KEY), "de")
    payload = Payload(metadata={"encoding": encoding}, data=data)
    sealed = await cipher.encode([payload])
    assert len(data) < 4 or data not in sealed[0].data
    assert await cipher.decode(sealed) == [payload]


async def test_plaintext_is_refused() -> None:
    await refused(PayloadCipher(PayloadKeys(KEY), "de"), PLAIN)


async def test_what_the_server_writes_about_a_cancelled_pause_passes_and_nothing_like_it() -> None:
    cipher = PayloadCipher(PayloadKeys(KEY), "de")
    plain = {"encoding": b"json/plain"}
    said = Payload(metadata=plain, data=b'"ACTIVITY_ID_NOT_STARTED"')
    assert await cipher.decode([said]) == [said]
    for data in (b'"ACTIVITY_ID_NOT_STARTED" ', b'"activity_id_not_started"', b'""', b""):
        await refused(cipher, Payload(metadata=plain, data=data))
    await refused(cipher, Payload(metadata={"encoding": b"json/protobuf"}, data=said.data))
    await refused(cipher, Payload(metadata=plain | {"more": b"x"}, data=said.data))


def of_workflow(workflow_id: str) -> SerializationContext:
    return WorkflowSerializationContext(namespace="de", workflow_id=workflow_id)


def of_activity(workflow_id: str | None) -> SerializationContext:
    return ActivitySerializationContext(
        namespace="de",
        activity_id="1",
        activity_type="attempt",
        activity_task_queue="de",
        workflow_id=workflow_id,
        workflow_type="Delivery",
        is_local=False,
    )


async def test_m13_a_payload_of_another_workflow_is_refused() -> None:
    """Whoever can write Temporal's database lays an old ciphertext in another's place.

    Found in use: protocol m13.
    """
    cipher = PayloadCipher(PayloadKeys(KEY), "de")
    for owner in (of_workflow("case/1"), of_activity("case/1")):
        (sealed,) = await cipher.with_context(owner).encode([PLAIN])
        # An activity's payloads are its workflow's, on either side.
        for same in (of_workflow("case/1"), of_activity("case/1")):
            assert await cipher.with_context(same).decode([sealed]) == [PLAIN]
        for other in (of_workflow("case/2"), of_activity("case/2"), of_activity(None)):
            await refused(cipher.with_context(other), sealed)
        await refused(cipher, sealed)
    (unbound,) = await cipher.encode([PLAIN])
    await refused(cipher.with_context(of_workflow("case/1")), unbound)


async def test_a_run_of_the_schedule_reads_what_the_one_before_it_came_to() -> None:
    """The server hands it on, under an id with another instant; to no other workflow."""
    cipher = PayloadCipher(PayloadKeys(KEY), "de")
    first, second = (of_workflow(f"{SCHEDULE}-2026-03-02T10:0{each}:00Z") for each in (0, 1))
    (sealed,) = await cipher.with_context(first).encode([PLAIN])
    for same in (second, of_workflow(SCHEDULE), of_activity(f"{SCHEDULE}-2026-03-02T10:02:00Z")):
        assert await cipher.with_context(same).decode([sealed]) == [PLAIN]
    for other in ("case/1", f"{SCHEDULE}s", f"x{SCHEDULE}-1"):
        await refused(cipher.with_context(of_workflow(other)), sealed)


async def test_the_converter_hands_the_workflow_to_the_cipher() -> None:
    converter = encrypted_converter(PayloadKeys(KEY), "de")
    sealed = await converter.with_context(of_workflow("case/1")).encode(["said"])
    assert await converter.with_context(of_workflow("case/1")).decode(sealed) == ["said"]
    with pytest.raises(ApplicationError):
        await converter.with_context(of_workflow("case/2")).decode(sealed)


async def test_a_payload_of_another_namespace_is_refused() -> None:
    (sealed,) = await PayloadCipher(PayloadKeys(KEY), "fr").encode([PLAIN])
    await refused(PayloadCipher(PayloadKeys(KEY), "de"), sealed)


async def test_a_payload_under_an_unknown_key_is_refused() -> None:
    (sealed,) = await PayloadCipher(PayloadKeys(OTHER), "de").encode([PLAIN])
    await refused(PayloadCipher(PayloadKeys(KEY), "de"), sealed)


async def test_a_payload_under_a_retired_key_is_still_read() -> None:
    sealed = await PayloadCipher(PayloadKeys(OTHER), "de").encode([PLAIN])
    assert await PayloadCipher(PayloadKeys(KEY, [OTHER]), "de").decode(sealed) == [PLAIN]


def of_another_process(keys: PayloadKeys, found: list[bytes], readings: list[int]) -> None:
    """What `read_again` does where another process has put a new key into the folder."""
    readings.append(len(found))
    keys.replace(found[-1], found[:-1])


async def test_a_key_that_another_process_has_made_is_looked_for_when_a_payload_names_it() -> None:
    folder, readings = [KEY], list[int]()
    keys = PayloadKeys(
        KEY, read_again=lambda: of_another_process(keys, folder, readings), pause_s=0.0
    )
    cipher = PayloadCipher(keys, "de")
    before = await cipher.encode([PLAIN])
    folder.append(OTHER)  # `comity key workflow`, told to another process first
    sealed = await PayloadCipher(PayloadKeys(OTHER), "de").encode([PLAIN])
    assert await cipher.decode([*sealed, *before]) == [PLAIN, PLAIN]
    assert readings == [2]
    assert await cipher.decode(sealed) == [PLAIN]
    assert readings == [2]  # held now


async def test_ids_that_nobody_holds_cost_one_reading_a_pause_and_keep_nothing_from_the_rest() -> (
    None
):
    folder, readings = [KEY], list[int]()
    keys = PayloadKeys(
        KEY, read_again=lambda: of_another_process(keys, folder, readings), pause_s=0.05
    )
    cipher = PayloadCipher(keys, "de")
    forged = [
        Payload(metadata={"encoding": b"binary/comity-aes-256-gcm-v2", "key-id": b"%d" % number})
        for number in range(200)
    ]
    folder.append(OTHER)
    (sealed,) = await PayloadCipher(PayloadKeys(OTHER), "de").encode([PLAIN])
    refused_all = asyncio.gather(*(refused(cipher, each) for each in forged))
    assert await cipher.decode([sealed]) == [PLAIN]
    await refused_all
    assert len(readings) <= 2
    await refused(cipher, forged[0])
    assert len(readings) <= 3


async def test_a_folder_that_cannot_be_read_refuses_the_payload_and_keeps_the_keys() -> None:
    def fails() -> None:
        raise TrustError("open to others", reason=Reason.KEY_INVALID)

    keys = PayloadKeys(KEY, read_again=fails, pause_s=0.0)
    cipher = PayloadCipher(keys, "de")
    await refused(cipher, (await PayloadCipher(PayloadKeys(OTHER), "de").encode([PLAIN]))[0])
    assert await cipher.decode(await cipher.encode([PLAIN])) == [PLAIN]


async def test_no_retired_key_encrypts() -> None:
    sealed = await PayloadCipher(PayloadKeys(KEY, [OTHER]), "de").encode([PLAIN])
    assert await PayloadCipher(PayloadKeys(KEY), "de").decode(sealed) == [PLAIN]


@given(position=st.integers(min_value=0), bit=st.integers(0, 7))
async def test_an_altered_bit_is_refused(position: int, bit: int) -> None:
    cipher = PayloadCipher(PayloadKeys(KEY), "de")
    (sealed,) = await cipher.encode([PLAIN])
    data = bytearray(sealed.data)
    data[position % len(data)] ^= 1 << bit
    await refused(cipher, Payload(metadata=sealed.metadata, data=bytes(data)))


@pytest.mark.parametrize("length", [0, 11, 12, 27])
async def test_a_truncated_payload_is_refused(length: int) -> None:
    cipher = PayloadCipher(PayloadKeys(KEY), "de")
    (sealed,) = await cipher.encode([PLAIN])
    await refused(cipher, Payload(metadata=sealed.metadata, data=sealed.data[:length]))


def test_a_short_key_is_refused() -> None:
    with refuses(TrustError, Reason.KEY_INVALID):
        PayloadCipher(PayloadKeys(b"short"), "de")


async def test_messages_of_failures_are_encrypted() -> None:
    converter = encrypted_converter(PayloadKeys(KEY), "de")
    failure = Failure()
    await converter.encode_failure(ValueError("the name of a party"), failure)
    assert b"party" not in failure.SerializeToString()
