"""Encryption of every payload that Temporal stores: AES-256-GCM, plaintext refused.

What cannot be read **fails the run** that it belongs to: the SDK does so at a non-retryable
`ApplicationError` out of a codec (temporalio 1.35, `worker/_workflow.py`), while any other
error repeats the workflow task for ever. The journal is the truth and starts a run again. Where a
run's earlier steps cannot be read, the SDK fails the run twice in one answer, and the server
(1.32) refuses that: so each workflow with such a payload is noted in `PayloadKeys.refused`, and
`workflows.engine.TemporalEngine.end_sick` ends the run that then hangs.

One plaintext passes, octet for octet: what the server itself writes when an activity is
cancelled in the pause between two attempts (`_NOT_STARTED`). It says nothing.

The associated data are label, namespace, key id and workflow id, so a payload stands in for
none of another node or another run's. The SDK says whose each payload is (temporalio 1.35,
`converter/_serialization_context.py`): of the workflow, or of the one whose activity it is. The
server hands a run of the schedule what the run before it came to, whose id has another instant:
so all runs of the schedule are bound to the schedule. With
`DefaultFailureConverterWithEncodedAttributes` error messages and traces are payloads too.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.converter import (
    ActivitySerializationContext,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    PayloadCodec,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)
from temporalio.exceptions import ApplicationError

from gateway.errors import Reason, TrustError
from workflows.failures import to_failure
from workflows.ids import SCHEDULE

LABEL = b"comity/temporal-payload/v1"
ENCODING = b"binary/comity-aes-256-gcm-v2"
KEY_BYTES = 32
NONCE_BYTES = 12
"""96 random bits, NIST SP 800-38D 8.2.2: at most 2**32 payloads under one key."""
READ_AGAIN_AFTER_S = 1.0
"""Whoever can write to the engine may name keys that are nowhere; each would be a reading."""
MOST_REFUSED = 1000
"""Workflows that are noted at a time; what is beyond that is refused again at its next attempt."""

_NOT_STARTED = Payload(metadata={"encoding": b"json/plain"}, data=b'"ACTIVITY_ID_NOT_STARTED"')
"""Detail of a cancellation in a retry pause, by Temporal's server (1.32, dev and cluster)."""


class PayloadKeys:
    """The keys of a node's payloads; others may take their place while a worker runs.

    Args:
        active: 32 random bytes, which encrypt.
        retired: Earlier keys under which histories may still be stored; they only decrypt.
        read_again: Takes the keys that lie in the node's folder now, by `replace`; called when a
            payload names one that is not held, since another process may have made it.
        pause_s: Seconds between the end of one such reading and the begin of the next.

    Attributes:
        refused: Ids of workflows with a payload that could not be read, `MOST_REFUSED` at most;
            whoever has seen to one removes it.

    Raises:
        TrustError: A key has not 32 bytes.
    """

    def __init__(
        self,
        active: bytes,
        retired: Sequence[bytes] = (),
        *,
        read_again: Callable[[], None] | None = None,
        pause_s: float = READ_AGAIN_AFTER_S,
    ) -> None:
        self._held = _ciphers(active, retired)
        self._read_again, self._pause_s = read_again, pause_s
        self._reading = asyncio.Lock()
        self._begun, self._ended = 0, -pause_s
        self.refused = set[str]()

    @property
    def active(self) -> bytes:
        """Id of the key that encrypts."""
        return self._held[0]

    def replace(self, active: bytes, retired: Sequence[bytes]) -> bool:
        """Take these keys from now on, at once; return whether another one encrypts.

        Raises:
            TrustError: A key has not 32 bytes; all is as it was.
        """
        before, self._held = self.active, _ciphers(active, retired)
        return self.active != before

    def encrypting(self) -> tuple[bytes, AESGCM]:
        """Return the key that encrypts, with its id."""
        active, ciphers = self._held
        return active, ciphers[active]

    def decrypting(self, identity: bytes) -> AESGCM | None:
        """Return the key of an id; None where we do not hold it."""
        return self._held[1].get(identity)

    async def look_for(self, identity: bytes) -> None:
        """Read the keys again where the one of an id is not held.

        Whoever comes while others wait takes what one reading finds for all, so payloads under
        ids that nobody holds cost one reading a pause, however many there are.

        Raises:
            TrustError: A file cannot be used; the keys are as they were.
        """
        if self._read_again is None or identity in self._held[1]:
            return
        seen = self._begun
        async with self._reading:
            if self._begun > seen or identity in self._held[1]:
                return  # read since we came
            await asyncio.sleep(max(0.0, self._ended + self._pause_s - time.monotonic()))
            self._begun += 1
            try:
                await asyncio.to_thread(self._read_again)
            finally:
                self._ended = time.monotonic()


class PayloadCipher(PayloadCodec, WithSerializationContext):
    """Encrypts with one key and decrypts with it or a retired one.

    One that `with_context` gives is bound to that workflow; without it, to none.

    Args:
        keys: The node's, also what they become.
        namespace: The node's namespace; its payloads are bound to it.

    Attributes:
        workflow: Id of the workflow whose payloads these are; empty for none.
    """

    def __init__(self, keys: PayloadKeys, namespace: str) -> None:
        self._namespace = namespace.encode()
        self._keys = keys
        self.workflow = b""

    def with_context(self, context: SerializationContext) -> Self:
        """Return a cipher for the payloads of the workflow that the context names."""
        bound = copy(self)
        known = WorkflowSerializationContext | ActivitySerializationContext
        owner = context.workflow_id if isinstance(context, known) else None
        bound.workflow = _owner(owner or "")
        return bound

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Encrypt each payload, its metadata included."""
        return [self._sealed(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Decrypt each payload.

        Raises:
            ApplicationError: A payload is in plaintext, of another namespace, workflow or key,
                or altered. Never retried, and its type is the reason.
        """
        for payload in payloads:
            if payload.metadata.get("encoding") == ENCODING:
                with suppress(TrustError):  # said by who follows the folder; here it is not held
                    await self._keys.look_for(payload.metadata.get("key-id", b""))
        try:
            return [self._opened(payload) for payload in payloads]
        except ApplicationError:
            if self.workflow and len(self._keys.refused) < MOST_REFUSED:
                self._keys.refused.add(self.workflow.decode())
            raise

    def _sealed(self, payload: Payload) -> Payload:
        nonce = os.urandom(NONCE_BYTES)
        active, cipher = self._keys.encrypting()
        data = cipher.encrypt(nonce, payload.SerializeToString(), self._bound(active))
        metadata = {"encoding": ENCODING, "key-id": active}
        return Payload(metadata=metadata, data=nonce + data)

    def _opened(self, payload: Payload) -> Payload:
        if payload == _NOT_STARTED:
            return payload
        if payload.metadata.get("encoding") != ENCODING:
            raise _refused("a workflow payload is not encrypted")
        identity = payload.metadata.get("key-id", b"")
        cipher = self._keys.decrypting(identity)
        if cipher is None:
            raise _refused("a workflow payload is encrypted with a key that we do not hold")
        nonce, data = payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:]
        try:
            plain = cipher.decrypt(nonce, data, self._bound(identity))
        except (InvalidTag, ValueError) as error:
            raise _refused("a workflow payload was altered or is of another run or node") from error
        return Payload.FromString(plain)

    def _bound(self, identity: bytes) -> bytes:
        fields = (LABEL, self._namespace, identity, ENCODING, self.workflow)
        return b"".join(len(field).to_bytes(4, "big") + field for field in fields)


def _owner(workflow_id: str) -> bytes:
    """Return to what payloads of a workflow are bound: its id, or that of the schedule."""
    of_schedule = workflow_id.startswith(f"{SCHEDULE}-")
    return (SCHEDULE if of_schedule else workflow_id).encode()


def _ciphers(active: bytes, retired: Sequence[bytes]) -> tuple[bytes, dict[bytes, AESGCM]]:
    """Return the id of the active key, and each key by its id."""
    for each in (active, *retired):
        if len(each) != KEY_BYTES:
            raise Reason.KEY_INVALID.error(
                "the key for workflow payloads must have 32 bytes",
                remedy="Put the file back from a backup, or move it away: a new one is made.",
            )
    return key_id(active), {key_id(each): AESGCM(each) for each in (active, *retired)}


def key_id(key: bytes) -> bytes:
    """Return the public name of a key: 16 hexadecimal digits that do not reveal it."""
    return hashlib.sha256(LABEL + b"/key-id\x00" + key).hexdigest()[:16].encode()


def encrypted_converter(keys: PayloadKeys, namespace: str) -> DataConverter:
    """Return the data converter of a node: pydantic models, encrypted, failures included."""
    return replace(
        pydantic_data_converter,
        payload_codec=PayloadCipher(keys, namespace),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


def _refused(message: str) -> ApplicationError:
    return to_failure(
        Reason.DECRYPTION_FAILED.error(
            message,
            remedy="Put the key with which the run was begun beside the present one "
            "(docs/settings.md); without it, the run is started anew from the journal.",
        )
    )
