"""Signed receipts and signed refusals: what became of a letter at its recipient.

A receipt is evidence about legal time, so its sender signs it and the one who gets it
checks that it can be true: it is about this letter, by this recipient, and its instant
lies within the time in which the letter was under way. What the receipt means for a case
is not decided here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from google.protobuf.message import DecodeError
from pydantic import ValidationError

from comity.v1 import receipt_pb2
from gateway.domain.letter import Receipt, ReceiptOutcome
from gateway.errors import ComityError, Reason, UnavailableError
from gateway.trust.dsse import RECEIPT, SignedBytes, require_suite, sign, verify_signed
from gateway.trust.federation import Directory
from gateway.trust.keys import KeyRing
from gateway.trust.suites import Suite
from gateway.wire.counting import decode
from gateway.wire.shapes import shape_of

DEFAULT_SKEW = timedelta(minutes=5)
"""Difference of clocks that is allowed, as for a letter's creation (docs/design.md section 4)."""

_SHAPE = shape_of(Receipt, receipt_pb2.Receipt.DESCRIPTOR)


def make_receipt(receipt: Receipt, *, ring: KeyRing, suite: Suite) -> SignedBytes:
    """Sign a receipt.

    Args:
        receipt: What it says; its `receiver` is the owner of the ring.
        ring: The receiver's keys.
        suite: Which keys sign.

    Raises:
        TrustError: KEY_INVALID, the ring has no key for the suite.
        UnavailableError: NODE_UNAVAILABLE, keys lie in a token that does not sign at present.
        ValueError: The receipt is another member's, or refuses without a reason.
    """
    if receipt.receiver != ring.code:
        raise ValueError("a member signs its own receipts only")
    if (receipt.outcome is ReceiptOutcome.REFUSED) != bool(receipt.reason):
        raise ValueError("a refusal has a reason, and only a refusal")
    payload = _SHAPE.to_pb(receipt).SerializeToString(deterministic=True)
    try:
        return sign(payload, RECEIPT, ring=ring, suite=suite)
    except ComityError as exc:
        if not ring.keys_in_tokens:
            raise
        # What is wrong with our token is for our operators; the sender has only to wait.
        raise UnavailableError(
            "this gateway cannot sign a receipt at present",
            remedy="The letter is sent again by itself; nothing of it was kept.",
        ) from exc


def verify_receipt(  # noqa: PLR0913 - each is a fact of its own that must fit
    raw: bytes,
    *,
    directory: Directory,
    letter_digest: bytes,
    message_id: str,
    receiver: str,
    sender: str,
    sent_at: datetime,
    received_reply_at: datetime,
    skew: timedelta = DEFAULT_SKEW,
) -> Receipt:
    """Verify a receipt for a letter of ours and return what it says.

    Steps, the same as in docs/protocol/receipts.md:

    1. Signatures of the receiver, with keys that count at `received_reply_at`; a repeat
       brings the original receipt, so a key that retired meanwhile still counts.
    2. Parse.
    3. It is about this federation, sender, receiver, message id and digest.
    4. A refusal has a reason, an acceptance none. A refusal of a letter that another than
       its sender brought is no receipt for the sender's letter.
    5. The instant of receipt lies between sending and the reply, by no more than the skew
       before or after; the suite is that which the directory asked of the receiver then.

    Args:
        raw: Serialised comity.v1.Envelope.
        directory: The directory that is held.
        letter_digest: Message digest of the letter, 32 octets.
        message_id: Id of the letter.
        receiver: Authority code of the letter's recipient.
        sender: Authority code of the letter's sender, this node.
        sent_at: When the letter was sent for the **first** time.
        received_reply_at: When the reply came.
        skew: Difference of the two clocks that is allowed.

    Raises:
        TrustError: RECEIPT_INVALID for steps 2 to 5; for step 1 as `verify_signed`.
    """
    signed = SignedBytes.from_bytes(raw)
    payload = verify_signed(  # (1)
        signed, expected_type=RECEIPT, member=directory.member(receiver), at=received_reply_at
    )
    receipt = receipt_from_bytes(payload)  # (2)
    expected = {  # (3)
        "federation_id": directory.federation_id.hex(),
        "receiver": receiver,
        "sender": sender,
        "message_id": message_id,
        "message_digest": letter_digest.hex(),
    }
    for name, value in expected.items():
        if getattr(receipt, name) != value:
            raise _invalid("{name} is not that of the letter", name=name)
    if receipt.reason == Reason.SENDER_MISMATCH:  # (4) signed until 2026-11, for who carried it
        raise _invalid("another than the sender had brought the letter")
    if not sent_at - skew <= receipt.received <= received_reply_at + skew:  # (5)
        raise _invalid("the instant of receipt lies outside the time the letter was under way")
    require_suite(signed, member=directory.member(receiver), at=receipt.received)
    return receipt


def receipt_from_bytes(payload: bytes) -> Receipt:
    """Read a receipt's payload whose signatures were verified before.

    Raises:
        TrustError: RECEIPT_INVALID, naming the field.
    """
    try:
        receipt = Receipt.model_validate(_SHAPE.fields(decode(receipt_pb2.Receipt, payload)))
    except DecodeError as exc:
        raise _invalid("it is not a serialised Receipt") from exc
    except ValidationError as exc:
        fields = ", ".join(sorted({str(error["loc"][0]) for error in exc.errors()}))
        raise _invalid("impossible: {fields}", fields=fields) from exc
    if (receipt.outcome is ReceiptOutcome.REFUSED) != bool(receipt.reason):  # (4)
        raise _invalid("reason does not fit the outcome")
    return receipt


def _invalid(what: str, **values: Any) -> ComityError:
    return Reason.RECEIPT_INVALID.error(
        "the receipt does not hold: ",
        what,
        remedy="Keep it as evidence, send the letter again, and ask the recipient by telephone.",
        **values,
    )
