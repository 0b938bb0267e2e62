"""Opens a sealed letter: the steps of the intake between which nobody else is asked.

Steps 3 and 4 of docs/protocol/intake.md, a function for each; `open_envelope` takes them after
step 1, for whoever holds a sealed letter by itself. The peer's certificate (2), whether the
outside is true and meant for us (6) and the parts' commitments (10) are the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gateway.domain.letter import LetterHeader, PartBody, PartCommitment
from gateway.trust.dsse import LETTER, SignedBytes, require_suite, verify_signed
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing
from gateway.trust.members import Member
from gateway.trust.sealing import open_sealed
from gateway.trust.suites import Suite
from gateway.wire.deliveries import SealedLetter, sealed_from_bytes
from gateway.wire.letters import letter_from_bytes
from gateway.wire.packages import package_from_bytes

Package = tuple[bytes, tuple[PartBody, ...]]
"""A serialised envelope, not yet verified, and the bodies that came along."""


@dataclass(frozen=True, slots=True)
class OpenedEnvelope:
    """A letter that was opened and whose signatures hold.

    Attributes:
        signed: The signed bytes as they came; its `digest` names the letter.
        payload: The verified payload, still to be parsed.
        member: Whose signatures they are.
        federation_id: On the outside; the header must say the same, and so for the next three.
        sender: Authority code.
        recipient: Authority code.
        message_id: Id of the letter.
        bodies: The parts that came along; not yet compared with their commitments.
    """

    signed: SignedBytes
    payload: bytes = field(repr=False)
    member: Member = field(repr=False)
    federation_id: bytes
    sender: str
    recipient: str
    message_id: str
    bodies: tuple[PartBody, ...] = field(repr=False)


def decrypt_package(sealed: SealedLetter, ring: KeyRing) -> Package:
    """Decrypt a sealed letter under exactly the labels on its outside (step 3).

    Who may have sealed it is not known before its signatures are verified.

    Args:
        sealed: As it came.
        ring: The recipient's keys.

    Raises:
        TrustError: DECRYPTION_FAILED: the key is none of ours, or as `open_sealed`.
        InputError: MESSAGE_MALFORMED, MESSAGE_TOO_LARGE: inside is no package.
    """
    package = open_sealed(
        sealed.ciphertext,
        ring=ring,
        key_id=sealed.recipient_key_id,
        federation_id=sealed.federation_id,
        sender=sealed.sender,
        recipient=sealed.recipient,
        message_id=sealed.message_id,
    )
    return package_from_bytes(package)


def verify_package(
    package: Package,
    sealed: SealedLetter,
    *,
    directory: Directory,
    at: datetime,
    minimum: Suite | None = None,
) -> OpenedEnvelope:
    """Verify the signatures of the member that the outside names as sender (step 4).

    Args:
        package: What was inside.
        sealed: The outside. Its ciphertext is of no more use, and is not kept: a large letter
            is not held twice while it waits.
        directory: The directory that is held.
        at: Aware instant that picks keys.
        minimum: Least suite, if more than the sender's own minimum is asked.

    Raises:
        InputError: MESSAGE_TOO_LARGE, MESSAGE_MALFORMED.
        TrustError: PEER_UNKNOWN, or as `verify_signed`.
    """
    envelope, bodies = package
    member = directory.member(sealed.sender)
    signed = SignedBytes.from_bytes(envelope)
    return OpenedEnvelope(
        signed=signed,
        payload=verify_signed(signed, expected_type=LETTER, member=member, at=at, minimum=minimum),
        member=member,
        federation_id=sealed.federation_id,
        sender=sealed.sender,
        recipient=sealed.recipient,
        message_id=sealed.message_id,
        bodies=bodies,
    )


def read_letter(opened: OpenedEnvelope) -> tuple[LetterHeader, tuple[PartCommitment, ...]]:
    """Parse a verified letter; its suite is that which was asked when it was created (step 5).

    What was under way as its sender's minimum rose stays valid, for 60 days.

    Raises:
        InputError: MESSAGE_MALFORMED, VERSION_UNKNOWN.
        TrustError: SUITE_REFUSED.
    """
    header, parts = letter_from_bytes(opened.payload)
    require_suite(opened.signed, member=opened.member, at=header.created)
    return header, parts


def open_envelope(
    raw: bytes,
    *,
    ring: KeyRing,
    directory: Directory,
    at: datetime,
    minimum: Suite | None = None,
) -> OpenedEnvelope:
    """Read, decrypt and verify a sealed letter: steps 1, 3 and 4 one after the other.

    Args:
        raw: Serialised comity.v1.SealedLetter, at most 4 MiB.
        ring: The recipient's keys.
        directory: The directory that is held.
        at: Aware instant that picks keys.
        minimum: Least suite, if more than the sender's own minimum is asked.

    Raises:
        InputError: MESSAGE_TOO_LARGE, MESSAGE_MALFORMED.
        TrustError: DECRYPTION_FAILED, PEER_UNKNOWN, or as `verify_signed`.
    """
    sealed = sealed_from_bytes(raw)
    package = decrypt_package(sealed, ring)
    return verify_package(package, sealed, directory=directory, at=at, minimum=minimum)
