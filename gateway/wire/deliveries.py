"""Deliveries: a sealed letter on its way, and the receipt that comes back.

The only bytes of a letter that are read before anything is verified: so they are few, and
what they claim is compared with the signed header later (step 6 of the intake).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from comity.v1 import envelope_pb2, exchange_service_pb2
from gateway.wire.faults import carried, check_forms, octets_of, parsed, put_envelope, serialised
from gateway.wire.limits import DIGEST_BYTES, MAX_DELIVERY_BYTES, MAX_PAYLOAD_BYTES

CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{2,8})?")
MESSAGE_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# envelope.proto: key ids are 16 hex digits; a later one may be longer.
KEY_ID = re.compile(r"[0-9a-f]{16,64}")
# Room for signatures beside the payload: ML-DSA-65 has 3,309 octets.
MAX_RECEIPT_BYTES = MAX_PAYLOAD_BYTES + 2**14


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedLetter:
    """A package encrypted to one member, with what is needed to open it.

    Attributes:
        federation_id: 32 octets.
        sender: Authority code; not yet believed.
        recipient: Authority code.
        message_id: UUIDv7 of the letter; not yet believed.
        recipient_key_id: Key id in the directory.
        ciphertext: HPKE encapsulated key and ciphertext.
    """

    federation_id: bytes
    sender: str
    recipient: str
    message_id: str
    recipient_key_id: str
    ciphertext: bytes


def sealed_to_bytes(letter: SealedLetter) -> bytes:
    """Write a sealed letter by itself.

    Raises:
        InputError: MESSAGE_TOO_LARGE.
    """
    return serialised(sealed_to_pb(letter), noun="sealed", limit=MAX_DELIVERY_BYTES)


def sealed_from_bytes(raw: bytes) -> SealedLetter:
    """Read a sealed letter by itself.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; MESSAGE_TOO_LARGE.
    """
    return sealed_from_pb(
        parsed(envelope_pb2.SealedLetter, raw, noun="sealed", limit=MAX_DELIVERY_BYTES)
    )


def delivery_to_bytes(letter: SealedLetter) -> bytes:
    """Write the request of ``ExchangeService.Deliver``.

    Raises:
        InputError: MESSAGE_TOO_LARGE.
    """
    request = exchange_service_pb2.DeliverRequest(letter=sealed_to_pb(letter))
    return serialised(request, noun="delivery", limit=MAX_DELIVERY_BYTES)


def delivery_from_bytes(raw: bytes) -> SealedLetter:
    """Read the request of ``ExchangeService.Deliver``: step 1 of the intake, size and form.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; MESSAGE_TOO_LARGE.
    """
    kind, noun = exchange_service_pb2.DeliverRequest, "delivery"
    request = parsed(kind, raw, noun=noun, limit=MAX_DELIVERY_BYTES)
    return sealed_from_pb(carried(request, "letter", noun=noun))


def response_to_bytes(receipt: bytes) -> bytes:
    """Write the response of ``ExchangeService.Deliver``.

    Args:
        receipt: The serialised envelope of the receipt, as it was signed and journalled.

    Raises:
        InputError: MESSAGE_MALFORMED for bytes that are no envelope.
    """
    response = exchange_service_pb2.DeliverResponse()
    put_envelope(response.receipt, receipt, "response", "receipt")
    return serialised(response, noun="response", limit=MAX_RECEIPT_BYTES)


def response_from_bytes(raw: bytes) -> bytes:
    """Read the response of ``ExchangeService.Deliver``: the serialised receipt envelope.

    Raises:
        InputError: MESSAGE_MALFORMED, MESSAGE_TOO_LARGE.
    """
    kind, noun = exchange_service_pb2.DeliverResponse, "response"
    response = parsed(kind, raw, noun=noun, limit=MAX_RECEIPT_BYTES)
    return octets_of(carried(response, "receipt", noun=noun))


def sealed_to_pb(letter: SealedLetter) -> envelope_pb2.SealedLetter:
    """Write a sealed letter as a message, for what carries one."""
    return envelope_pb2.SealedLetter(
        federation_id=letter.federation_id,
        sender=letter.sender,
        recipient=letter.recipient,
        message_id=letter.message_id,
        recipient_key_id=letter.recipient_key_id,
        ciphertext=letter.ciphertext,
    )


def sealed_from_pb(letter: envelope_pb2.SealedLetter) -> SealedLetter:
    """Read a sealed letter from a message.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field.
    """
    forms = {
        "federation_id": len(letter.federation_id) == DIGEST_BYTES,
        "sender": CODE.fullmatch(letter.sender),
        "recipient": CODE.fullmatch(letter.recipient),
        "message_id": MESSAGE_ID.fullmatch(letter.message_id),
        "recipient_key_id": KEY_ID.fullmatch(letter.recipient_key_id),
        "ciphertext": letter.ciphertext,
    }
    check_forms("sealed", forms)
    return SealedLetter(
        federation_id=letter.federation_id,
        sender=letter.sender,
        recipient=letter.recipient,
        message_id=letter.message_id,
        recipient_key_id=letter.recipient_key_id,
        ciphertext=letter.ciphertext,
    )
