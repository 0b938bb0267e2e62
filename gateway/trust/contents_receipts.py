"""Signed receipts for contents of documents: that what a letter names has come, whole.

A receipt for a letter says nothing of contents, which come later or never. Whoever received them
says so with the digest that it found right; docs/protocol/documents.md has the steps.
"""

from __future__ import annotations

from datetime import datetime

from google.protobuf.message import DecodeError
from pydantic import ValidationError

from comity.v1 import document_service_pb2 as pb
from gateway.domain.consultation.document_fetch import ContentsReceipt
from gateway.errors import ComityError, Reason
from gateway.trust.dsse import CONTENTS_RECEIPT, SignedBytes, require_suite, sign, verify_signed
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing
from gateway.trust.suites import Suite
from gateway.wire.counting import decode
from gateway.wire.shapes import shape_of

_SHAPE = shape_of(ContentsReceipt, pb.ContentsReceipt.DESCRIPTOR)


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
    payload = _SHAPE.to_pb(receipt).SerializeToString(deterministic=True)
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
        return ContentsReceipt.model_validate(_SHAPE.fields(said))
    except (DecodeError, ValidationError) as exc:
        raise _invalid("it is not a receipt for contents") from exc


def _invalid(what: str) -> ComityError:
    return Reason.RECEIPT_INVALID.error(
        "the receipt for contents does not hold: ",
        what,
        remedy="Ask the authority that signed it by telephone.",
    )
