"""Signed receipts for contents of documents: that what a letter names has come, whole.

A receipt for a letter says nothing of contents, which come later or never. Whoever received them
says so with the digest that it found right; docs/protocol/documents.md has the steps.
"""

from __future__ import annotations

from datetime import UTC, datetime

from google.protobuf.message import DecodeError
from google.protobuf.timestamp_pb2 import Timestamp
from pydantic import ValidationError

from comity.v1 import document_service_pb2 as pb
from gateway.domain.consultation.document_fetch import ContentsReceipt
from gateway.errors import Reason, TrustError
from gateway.trust.directory import Directory
from gateway.trust.dsse import CONTENTS_RECEIPT, SignedBytes, require_suite, sign, verify_signed
from gateway.trust.keys import KeyRing
from gateway.trust.suites import Suite
from gateway.wire.counting import decode


def make_contents_receipt(receipt: ContentsReceipt, *, ring: KeyRing, suite: Suite) -> SignedBytes:
    """Sign a receipt for contents.

    Args:
        receipt: What it says; its `receiver` is the owner of the ring.
        ring: The receiver's keys.
        suite: Which keys sign.

    Raises:
        TrustError: KEY_INVALID, the ring has no key for the suite.
        ValueError: The receipt is another member's (a defect of the caller).
    """
    if receipt.receiver != ring.code:
        raise ValueError("a member signs its own receipts only")
    at = Timestamp()
    at.FromDatetime(receipt.received)
    payload = pb.ContentsReceipt(
        federation_id=bytes.fromhex(receipt.federation_id),
        receiver=receipt.receiver,
        sender=receipt.sender,
        message_id=receipt.message_id,
        message_digest=bytes.fromhex(receipt.message_digest),
        sha256=bytes.fromhex(receipt.sha256),
        size_bytes=receipt.size_bytes,
        receive_time=at,
    ).SerializeToString(deterministic=True)
    return sign(payload, CONTENTS_RECEIPT, ring=ring, suite=suite)


def verify_contents_receipt(
    raw: bytes, *, directory: Directory, receiver: str, sender: str, at: datetime
) -> ContentsReceipt:
    """Verify a receipt for contents and return what it says.

    Whether the letter that it names was sent, and names the digest, is the caller's to ask.

    Args:
        raw: Serialised comity.v1.Envelope.
        directory: The directory that is held.
        receiver: Authority code of who must have signed it.
        sender: Authority code of who sent the contents.
        at: Aware instant that picks keys: when the receipt came.

    Raises:
        TrustError: RECEIPT_INVALID, or as `verify_signed`.
        InputError: MESSAGE_TOO_LARGE, MESSAGE_MALFORMED.
    """
    signed = SignedBytes.from_bytes(raw)
    member = directory.member(receiver)
    payload = verify_signed(signed, expected_type=CONTENTS_RECEIPT, member=member, at=at)
    receipt = _read(payload)
    expected = (directory.federation_id.hex(), receiver, sender)
    if (receipt.federation_id, receipt.receiver, receipt.sender) != expected:
        raise _invalid("it is of another federation, or between others")
    require_suite(signed, member=member, at=receipt.received)
    return receipt


def _read(payload: bytes) -> ContentsReceipt:
    try:
        said = decode(pb.ContentsReceipt, payload)
        return ContentsReceipt.model_validate(
            {
                "federation_id": said.federation_id.hex(),
                "receiver": said.receiver,
                "sender": said.sender,
                "message_id": said.message_id,
                "message_digest": said.message_digest.hex(),
                "sha256": said.sha256.hex(),
                "size_bytes": said.size_bytes,
                "received": said.receive_time.ToDatetime(tzinfo=UTC),
            }
        )
    except (DecodeError, ValidationError, ValueError) as exc:
        raise _invalid("it is not a receipt for contents") from exc


def _invalid(what: str) -> TrustError:
    return TrustError(
        f"the receipt for contents does not hold: {what}",
        reason=Reason.RECEIPT_INVALID,
        remedy="Ask the authority that signed it by telephone.",
    )
