"""Letters that are given back to a member whose database went back to a backup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from comity.v1 import returned_pb2
from gateway.wire.deliveries import CODE, MESSAGE_ID, SealedLetter, sealed_from_pb, sealed_to_pb
from gateway.wire.faults import (
    carried,
    check_forms,
    octets_of,
    parsed,
    put_envelope,
    refused,
    serialised,
)
from gateway.wire.limits import DIGEST_BYTES, MAX_DELIVERY_BYTES

MAX_REQUEST_BYTES = 2**14
MAX_RESPONSE_BYTES = MAX_DELIVERY_BYTES + 2**15
"""One letter with its receipt, or a page of receipts; `gateway.exchange.peers` has the room."""

PAGE = 200
"""Letters of a page; a receipt has up to five thousand octets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersWanted:
    """What is asked for.

    Attributes:
        federation_id: 32 octets.
        asker: Authority code of who asks and signs.
        asked: Authority code of who is asked.
        created: When it was signed.
        since: From when on letters are wanted.
        after: Where the page before ended, 0 at first.
        message_id: The one letter that is wanted with its contents; empty for a list.
    """

    federation_id: bytes
    asker: str
    asked: str
    created: datetime
    since: datetime
    after: int = 0
    message_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLetter:
    """A letter for which there is a receipt.

    Attributes:
        message_id: Its id.
        sent_by_asker: Whether the asking member had sent it.
        digest: Its message digest, 32 octets.
        receipt: Serialised envelope of the receipt.
        letter: The letter, sealed to the asking member; None in a list.
        contents_gone: Whether contents of it are no longer held.
    """

    message_id: str
    sent_by_asker: bool
    digest: bytes
    receipt: bytes = field(repr=False)
    letter: SealedLetter | None = field(default=None, repr=False)
    contents_gone: bool = False


def wanted_to_bytes(wanted: LettersWanted) -> bytes:
    """Write what is signed."""
    return returned_pb2.LettersWanted(
        federation_id=wanted.federation_id,
        asker=wanted.asker,
        asked=wanted.asked,
        create_time=_stamp(wanted.created),
        since_time=_stamp(wanted.since),
        after_position=wanted.after,
        message_id=wanted.message_id,
    ).SerializeToString(deterministic=True)


def wanted_from_bytes(payload: bytes) -> LettersWanted:
    """Read what was signed and verified.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; MESSAGE_TOO_LARGE.
    """
    pb = parsed(returned_pb2.LettersWanted, payload, noun="wanted", limit=MAX_REQUEST_BYTES)
    forms = {
        "federation_id": len(pb.federation_id) == DIGEST_BYTES,
        "asker": CODE.fullmatch(pb.asker),
        "asked": CODE.fullmatch(pb.asked),
        "after_position": pb.after_position >= 0,
        "message_id": not pb.message_id or MESSAGE_ID.fullmatch(pb.message_id),
    }
    check_forms("wanted", forms)
    return LettersWanted(
        federation_id=pb.federation_id,
        asker=pb.asker,
        asked=pb.asked,
        created=_instant(pb, "create_time"),
        since=_instant(pb, "since_time"),
        after=pb.after_position,
        message_id=pb.message_id,
    )


def return_request_to_bytes(signed: bytes) -> bytes:
    """Write the request of ``ExchangeService.ReturnLetters`` around a signed envelope."""
    request = returned_pb2.ReturnLettersRequest()
    put_envelope(request.request, signed, "envelope", "payload")
    return serialised(request, noun="request", limit=MAX_REQUEST_BYTES)


def return_request_from_bytes(raw: bytes) -> bytes:
    """Read the request: the serialised envelope, of which nothing is verified yet.

    Raises:
        InputError: MESSAGE_MALFORMED, MESSAGE_TOO_LARGE.
    """
    kind, noun = returned_pb2.ReturnLettersRequest, "request"
    request = parsed(kind, raw, noun=noun, limit=MAX_REQUEST_BYTES)
    return octets_of(carried(request, "request", noun=noun))


def returned_to_bytes(letters: Sequence[ReturnedLetter], *, after: int) -> bytes:
    """Write the response of ``ExchangeService.ReturnLetters``.

    Args:
        letters: In the order of the journal.
        after: Where the page ends, 0 when nothing is behind it.
    """
    response = returned_pb2.ReturnLettersResponse(next_position=after)
    for each in letters:
        pb = response.letters.add(
            message_id=each.message_id,
            sent_by_asker=each.sent_by_asker,
            message_digest=each.digest,
            contents_gone=each.contents_gone,
            letter=None if each.letter is None else sealed_to_pb(each.letter),
        )
        put_envelope(pb.receipt, each.receipt, "envelope", "payload")
    return serialised(response, noun="response", limit=MAX_RESPONSE_BYTES)


def returned_from_bytes(raw: bytes) -> tuple[tuple[ReturnedLetter, ...], int]:
    """Read the response: letters, of which nothing is verified yet, and where the page ends.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; MESSAGE_TOO_LARGE.
    """
    kind = returned_pb2.ReturnLettersResponse
    response = parsed(kind, raw, noun="response", limit=MAX_RESPONSE_BYTES)
    return tuple(_letter(pb) for pb in response.letters), response.next_position


def _letter(pb: returned_pb2.ReturnedLetter) -> ReturnedLetter:
    forms = {
        "message_id": MESSAGE_ID.fullmatch(pb.message_id),
        "message_digest": len(pb.message_digest) == DIGEST_BYTES,
        "receipt": pb.HasField("receipt"),
    }
    check_forms("letters", forms)
    return ReturnedLetter(
        message_id=pb.message_id,
        sent_by_asker=pb.sent_by_asker,
        digest=pb.message_digest,
        receipt=octets_of(pb.receipt),
        letter=sealed_from_pb(pb.letter) if pb.HasField("letter") else None,
        contents_gone=pb.contents_gone,
    )


def _stamp(instant: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(instant)
    return stamp


def _instant(pb: returned_pb2.LettersWanted, name: str) -> datetime:
    try:
        found: datetime = getattr(pb, name).ToDatetime(tzinfo=UTC)
    except ValueError as exc:
        raise refused("wanted", name, "is not an instant") from exc
    return found
