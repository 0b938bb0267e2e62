"""Signed bytes: the DSSE envelope over exact payload bytes.

Norm: DSSE v1, github.com/secure-systems-lab/dsse/protocol.md (`PAE`), in the protobuf
form of comity.v1.Envelope. The payload is opaque here: it is verified before anybody
parses it and is never serialised again. What a payload says is for `gateway.wire`.

A key id in an envelope is a hint that may save a verification; which keys count is said by
the directory and the instant alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeAlias

from google.protobuf.message import DecodeError

from comity.v1 import envelope_pb2
from gateway.errors import ComityError, Reason
from gateway.trust.algorithms import SEAL_CONTEXT, signature_holds
from gateway.trust.keys import KeyRing
from gateway.trust.members import Member, MemberKey
from gateway.trust.suites import KeyUse, Suite, with_signatures
from gateway.wire.counting import decode
from gateway.wire.limits import MAX_PAYLOAD_BYTES

LETTER = "application/vnd.comity.letter.v1+protobuf"
ENTRY = "application/vnd.comity.entry.v1+protobuf"
RECEIPT = "application/vnd.comity.receipt.v1+protobuf"
CONTENTS_RECEIPT = "application/vnd.comity.contents-receipt.v1+protobuf"
DIRECTORY = "application/vnd.comity.directory.v1+protobuf"
EVIDENCE = "application/vnd.comity.evidence.v1+json"  # the manifest of an exported case
EXAMINATION = "application/vnd.comity.examination.v1+json"  # of all valid denials, of one case
EDITION = "application/vnd.comity.edition.v1+json"  # of the annual report, as it was frozen
LETTERS_WANTED = "application/vnd.comity.letters-wanted.v1+protobuf"
BACKUP = "application/vnd.comity.backup.v1+json"  # the manifest of a backup
JOIN_REQUEST = "application/vnd.comity.join-request.v1+protobuf"
PROBE = "application/vnd.comity.probe.v1"  # of the doctor: an instant, which no reader takes

# Limits of proto/comity/v1/envelope.proto. A directory carries one signature an operator.
MAX_TYPE_OCTETS = 100
MAX_KEYID_OCTETS = 64
MAX_SIGNATURE_OCTETS = 4096  # ML-DSA-65 has 3,309 (FIPS 204, table 2)
MAX_SIGNATURES = 16

# The signatures of a letter and of its receipt are made once and sent until the letter's
# not-after instant, at most 60 days after it was created (docs/design.md section 4, step 7). A
# key that retired in between still counts for them; one that was revoked does not.
IN_FLIGHT = timedelta(days=60)
_IN_FLIGHT_TYPES = frozenset({LETTER, RECEIPT, CONTENTS_RECEIPT})


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return DSSE's pre-authentication encoding: what is signed.

    Lengths are of octets, not of characters, so that the encoding is injective.
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def octets_to_sign(payload_type: str, payload: bytes, suite: Suite) -> bytes:
    """Return what each signature of a suite is over.

    That is the PAE; where a suite has several signatures, that of the payload type with the
    suite's label as a parameter. No reader takes such a type, so a half that was cut off
    verifies nowhere as a signature of its own.
    """
    kind = f"{payload_type};suite={suite.label}" if suite.label else payload_type
    return pae(kind, payload)


@dataclass(frozen=True)
class SignedBytes:
    """Payload bytes as they were signed or received, with their signatures.

    Attributes:
        payload_type: Media type; part of what is signed.
        payload: The exact bytes.
        signatures: Key id (a hint) and octets of each signature.
    """

    payload_type: str
    payload: bytes = field(repr=False)
    signatures: tuple[tuple[str, bytes], ...] = field(repr=False)

    @cached_property
    def pae(self) -> bytes:
        """What names the message, and what a single signature is over."""
        return pae(self.payload_type, self.payload)

    @cached_property
    def digest(self) -> bytes:
        """The message digest, SHA-256 of the PAE: what receipts and replies name."""
        return hashlib.sha256(self.pae).digest()

    def signed_in(self, suite: Suite) -> bytes:
        """What the signatures of a suite are over."""
        return octets_to_sign(self.payload_type, self.payload, suite) if suite.label else self.pae

    def to_bytes(self) -> bytes:
        """Serialise as comity.v1.Envelope; the payload goes in as it is."""
        return envelope_pb2.Envelope(
            payload=self.payload,
            payload_type=self.payload_type,
            signatures=[
                envelope_pb2.Signature(keyid=keyid, sig=sig) for keyid, sig in self.signatures
            ],
        ).SerializeToString()

    @classmethod
    def from_bytes(cls, raw: bytes) -> SignedBytes:
        """Read a serialised comity.v1.Envelope; nothing in it is verified yet.

        Raises:
            InputError: MESSAGE_TOO_LARGE or MESSAGE_MALFORMED, naming the field.
        """
        # Signatures and framing on top of the payload; measured before parsing.
        if len(raw) > MAX_PAYLOAD_BYTES + MAX_SIGNATURES * (MAX_SIGNATURE_OCTETS + 100):
            raise _too_large()
        try:
            envelope = decode(envelope_pb2.Envelope, raw)
        except DecodeError as exc:
            raise _malformed("it is not a serialised Envelope") from exc
        signed = cls(
            payload_type=envelope.payload_type,
            payload=envelope.payload,
            signatures=tuple((entry.keyid, entry.sig) for entry in envelope.signatures),
        )
        _check_form(signed)
        return signed


def _check_form(signed: SignedBytes) -> None:
    if len(signed.payload) > MAX_PAYLOAD_BYTES:
        raise _too_large()
    if not signed.payload:
        raise _malformed("payload is empty")
    kind = signed.payload_type
    if not kind or not kind.isascii() or not kind.isprintable() or len(kind) > MAX_TYPE_OCTETS:
        raise _malformed("payload_type is not a media type")
    if not 1 <= len(signed.signatures) <= MAX_SIGNATURES:
        raise _malformed("signatures are none or too many")
    for keyid, sig in signed.signatures:
        if len(keyid.encode()) > MAX_KEYID_OCTETS or not 1 <= len(sig) <= MAX_SIGNATURE_OCTETS:
            raise _malformed("signatures has an entry of impossible size")


def sign(payload: bytes, payload_type: str, *, ring: KeyRing, suite: Suite) -> SignedBytes:
    """Sign payload bytes under a suite.

    Args:
        payload: Exact bytes, 1 octet to 1 MiB.
        payload_type: One of the media types of this module.
        ring: The signer's keys.
        suite: Which keys sign.

    Raises:
        TrustError: KEY_INVALID, the ring has no key for the suite.
        InputError: MESSAGE_TOO_LARGE.
    """
    signed = SignedBytes(
        payload_type=payload_type,
        payload=payload,
        signatures=ring.sign_envelope(octets_to_sign(payload_type, payload, suite), suite),
    )
    _check_form(signed)
    return signed


def verify_signed(
    signed: SignedBytes,
    *,
    expected_type: str,
    member: Member,
    at: datetime,
    minimum: Suite | None = None,
) -> bytes:
    """Verify every signature and return the payload.

    Steps, the same as in docs/protocol/envelope.md:

    1. The payload type is the expected one.
    2. Suites are possible that have exactly as many signatures as the envelope and are at
       least `minimum` and the member's own minimum at `at`; of what may have been under way for
       60 days, its minimum then, and `require_suite` follows by the instant that it states.
    3. Each signature of such a suite verifies under a key that the member's history gives
       for its use and `at`. One more or one less than the suite asks is refused.

    That the payload names this member as its author is for the caller.

    Args:
        signed: What was received.
        expected_type: Media type that the caller is about to parse.
        member: Whose signature it must be.
        at: Aware instant that picks keys from the history.
        minimum: Least suite, if more than the member's own minimum is asked.

    Returns:
        The payload, the same bytes.

    Raises:
        InputError: MESSAGE_MALFORMED, another type.
        TrustError: SUITE_REFUSED, too weak; KEY_INVALID, made with a key that does not
            count at `at`; SIGNATURE_INVALID.
    """
    if signed.payload_type != expected_type:  # (1)
        raise _malformed("payload_type is another than the one expected")
    in_flight = IN_FLIGHT if expected_type in _IN_FLIGHT_TYPES else timedelta(0)
    least = max(member.minimum_at(at - in_flight), minimum or Suite.ED25519)
    shaped = with_signatures(len(signed.signatures))
    possible = [suite for suite in shaped if suite >= least]  # (2)
    if shaped and not possible:
        raise Reason.SUITE_REFUSED.error(
            "{member} must sign with at least {minimum}",
            remedy="The sender must sign with the suite that the directory asks of it.",
            member=member.code,
            minimum=least.name,
        )
    for suite in possible:  # (3)
        keys = [member.valid_keys(use, at, in_flight=in_flight) for use in suite.uses]
        for form in _forms(signed, suite):
            pairs = zip(keys, signed.signatures, strict=True)
            if all(_verifies(form, hint, sig, given) for given, (hint, sig) in pairs):
                return signed.payload
    raise _refusal(signed, member, at, in_flight)


def require_suite(signed: SignedBytes, *, member: Member, at: datetime) -> None:
    """Check that what was verified has the suite that its author had to sign with.

    Args:
        signed: What `verify_signed` has verified.
        member: Whose signatures they are.
        at: Instant at which it says that it was signed.

    Raises:
        TrustError: SUITE_REFUSED; SIGNATURE_INVALID and KEY_INVALID as `verify_signed`.
    """
    least = member.minimum_at(at)
    if any(suite < least for suite in with_signatures(len(signed.signatures))):
        kind = signed.payload_type
        verify_signed(signed, expected_type=kind, member=member, at=at, minimum=least)


Form: TypeAlias = tuple[bytes, bytes]
"""What is signed, and the context string of ML-DSA-65."""


def _forms(signed: SignedBytes, suite: Suite) -> Iterator[Form]:
    """Give what the signatures of a suite may be over: as they are made, then as once.

    Until November 2026 both halves of the hybrid suite signed the plain PAE. Entries and letters
    of then stay valid; nobody signs so any more, so there is nothing new to strip.
    """
    yield signed.signed_in(suite), SEAL_CONTEXT
    if suite.label:
        yield signed.pae, b""


def is_by(signed: SignedBytes, sig: bytes, key: MemberKey) -> bool:
    """Say whether a signature of an envelope was made with a key, whenever that counts."""
    return any(
        signature_holds(key.verifier, sig, data, context=context)
        for suite in with_signatures(len(signed.signatures))
        if key.use in suite.uses
        for data, context in _forms(signed, suite)
    )


def _verifies(form: Form, hint: str, sig: bytes, keys: tuple[MemberKey, ...]) -> bool:
    """Try the hinted key first; every other key that counts is as good."""
    data, context = form
    ordered = sorted(keys, key=lambda key: key.key_id != hint) if len(keys) > 1 else keys
    return any(signature_holds(key.verifier, sig, data, context=context) for key in ordered)


def _refusal(
    signed: SignedBytes, member: Member, at: datetime, in_flight: timedelta
) -> ComityError:
    """Say whether a known key was used at the wrong time, which a person can act on."""
    hints = {keyid for keyid, _ in signed.signatures}
    seals = (KeyUse.SEAL_ED25519, KeyUse.SEAL_MLDSA65, KeyUse.SEAL_P256)
    for key in member.keys:
        if key.key_id in hints and key.use in seals and not key.valid(at, in_flight=in_flight):
            return Reason.KEY_INVALID.error(
                "the signature names a key of {member} that does not count at that instant",
                remedy="Ask the sender by telephone whether the key was replaced or lost.",
                member=member.code,
                key_id=key.key_id,
                at=at.isoformat(),
            )
    return Reason.SIGNATURE_INVALID.error(
        "the signatures are not those of {member} over these bytes", member=member.code
    )


def _malformed(what: str) -> ComityError:
    return Reason.MESSAGE_MALFORMED.error(
        "the envelope is malformed: ",
        what,
        remedy="The sender must send a well-formed envelope (docs/protocol/envelope.md).",
    )


def _too_large() -> ComityError:
    return Reason.MESSAGE_TOO_LARGE.error(
        "the envelope is larger than {limit} octets of payload",
        remedy="Send large documents as attachments, not inside the letter.",
        limit=MAX_PAYLOAD_BYTES,
    )
