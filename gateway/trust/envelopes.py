"""Opens a sealed letter: the one entry point for whoever receives one.

Steps 1, 3 and 4 of the intake (docs/protocol/intake.md). The peer's certificate (2), what
the header says (5 onwards) and the parts' commitments (10) are the caller's.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import datetime

from google.protobuf.message import DecodeError

from comity.v1 import envelope_pb2
from gateway.domain.letter import PartBody
from gateway.errors import InputError, Reason, TrustError
from gateway.trust.directory import Directory, Member
from gateway.trust.dsse import LETTER, MAX_PAYLOAD_OCTETS, SignedBytes, verify_signed
from gateway.trust.keys import KeyRing
from gateway.trust.sealing import open_sealed
from gateway.trust.suites import Suite
from gateway.wire.counting import decode

MAX_PARTS = 32  # proto/comity/v1/letter.proto
MAX_SEALED_OCTETS = 4 * 1024 * 1024  # gRPC's own default for a message


@dataclass(frozen=True, slots=True)
class OpenedEnvelope:
    """A letter that was opened and whose signatures hold.

    Attributes:
        signed: The signed bytes as they came; its `digest` names the letter.
        payload: The verified payload, still to be parsed.
        member: Whose signatures they are.
        sender: Authority code on the outside; the header must say the same.
        recipient: Authority code on the outside; the header must say the same.
        message_id: Id on the outside; the header must say the same.
        bodies: The parts that came along; not yet compared with their commitments.
    """

    signed: SignedBytes
    payload: bytes = field(repr=False)
    member: Member = field(repr=False)
    sender: str
    recipient: str
    message_id: str
    bodies: tuple[PartBody, ...] = field(repr=False)


def open_envelope(
    raw: bytes,
    *,
    ring: KeyRing,
    directory: Directory,
    at: datetime,
    minimum: Suite | None = None,
) -> OpenedEnvelope:
    """Decrypt a sealed letter and verify its signatures.

    Steps, the same as in docs/protocol/envelope.md:

    1. Size and form of the sealed letter.
    2. It is of this federation and sealed to this member.
    3. Decrypt; what is inside is a package.
    4. Suite and signatures of the member that the outside names as sender.

    Args:
        raw: Serialised comity.v1.SealedLetter, at most MAX_SEALED_OCTETS.
        ring: The recipient's keys.
        directory: The directory that is held.
        at: Aware instant that picks keys.
        minimum: Least suite, if more than the sender's own minimum is asked.

    Raises:
        InputError: MESSAGE_TOO_LARGE, MESSAGE_MALFORMED.
        TrustError: FEDERATION_MISMATCH, RECIPIENT_MISMATCH, DECRYPTION_FAILED,
            PEER_UNKNOWN, or as `verify_signed`.
    """
    if len(raw) > MAX_SEALED_OCTETS:  # (1)
        raise InputError(
            f"the sealed letter is larger than {MAX_SEALED_OCTETS} octets",
            reason=Reason.MESSAGE_TOO_LARGE,
            remedy="Send large documents as attachments, not inside the letter.",
            limit=str(MAX_SEALED_OCTETS),
        )
    try:
        sealed = decode(envelope_pb2.SealedLetter, raw)
    except DecodeError as exc:
        raise _malformed("it is not a serialised SealedLetter") from exc
    if not hmac.compare_digest(sealed.federation_id, directory.federation_id):  # (2)
        raise TrustError(
            "the sealed letter is of another federation",
            reason=Reason.FEDERATION_MISMATCH,
            remedy="Send it to a member of the federation that it names.",
        )
    if sealed.recipient != ring.code:
        raise TrustError(
            "the sealed letter is for another member",
            reason=Reason.RECIPIENT_MISMATCH,
            remedy="Send it to the address of the member that it names.",
        )
    member = directory.member(sealed.sender)
    package = open_sealed(  # (3)
        sealed.ciphertext,
        ring=ring,
        key_id=sealed.recipient_key_id,
        federation_id=sealed.federation_id,
        sender=sealed.sender,
        recipient=sealed.recipient,
        message_id=sealed.message_id,
    )
    signed, bodies = _unpack(package)
    payload = verify_signed(  # (4)
        signed, expected_type=LETTER, member=member, at=at, minimum=minimum
    )
    return OpenedEnvelope(
        signed=signed,
        payload=payload,
        member=member,
        sender=sealed.sender,
        recipient=sealed.recipient,
        message_id=sealed.message_id,
        bodies=bodies,
    )


def _unpack(package: bytes) -> tuple[SignedBytes, tuple[PartBody, ...]]:
    """Take a decrypted package apart; form only."""
    try:
        parsed = decode(envelope_pb2.Package, package)
    except DecodeError as exc:
        raise _malformed("it holds no serialised Package") from exc
    # The payload is a bytes field and survives serialising its frame; signatures are over
    # the payload, never over the frame.
    signed = SignedBytes.from_bytes(parsed.envelope.SerializeToString())
    indices = [body.index for body in parsed.bodies]
    if len(set(indices)) != len(indices) or not all(0 <= index < MAX_PARTS for index in indices):
        raise _malformed(f"bodies have an index twice or not from 0 to {MAX_PARTS - 1}")
    if any(len(body.body) > MAX_PAYLOAD_OCTETS for body in parsed.bodies):
        raise _malformed(f"a body is larger than {MAX_PAYLOAD_OCTETS} octets")
    bodies = tuple(
        PartBody(index=body.index, salt=body.salt, body=body.body) for body in parsed.bodies
    )
    return signed, bodies


def _malformed(what: str) -> InputError:
    return InputError(
        f"the sealed letter is malformed: {what}",
        reason=Reason.MESSAGE_MALFORMED,
        remedy="The sender must send a well-formed letter (docs/protocol/envelope.md).",
    )
