"""A short-lived statement which version of the directory is the newest, as TUF's timestamp.

A directory lives for up to two years. Whoever can keep newer versions from a node, and with them
revocations, could do so as long. Where the directory says that its operators make statements, a
node that has seen none that is alive knows that it may be frozen, and says so. The key that signs
them may lie on a machine that is always on: it can sign nothing else.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from google.protobuf.message import DecodeError

from comity.v1 import directory_pb2
from gateway.errors import Reason
from gateway.trust.algorithms import key_id_of
from gateway.trust.directory import CLOCK_SKEW
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import Directory, DirectoryHead, directory_invalid
from gateway.trust.operator_keys import (
    OperatorSecret,
    is_hybrid,
    operator_public,
    operator_signature_holds,
    sign_as_operator,
)
from gateway.wire.counting import decode
from gateway.wire.scalars import write_instant

DIRECTORY_STATE = "application/vnd.comity.directory-state.v1+protobuf"

STATE = "directory-state.bin"
"""Name of the file with the newest statement, in a node's folder."""

MAX_STATE_BYTES = 1024
"""Octets of a statement; one has some 250. It goes with every head of a log."""


@dataclass(frozen=True)
class DirectoryState:
    """A verified statement.

    Attributes:
        head: The version that was the newest when it was signed, and its digest.
        created: When it was signed.
        expires: After it, it says nothing.
        raw: Exactly as it was signed.
    """

    head: DirectoryHead
    created: datetime
    expires: datetime
    raw: bytes = field(repr=False)


def sign_directory_state(directory: Directory, key: OperatorSecret, *, at: datetime) -> bytes:
    """State that a directory is the newest.

    Args:
        directory: The newest version; it says for how many days the statement lives.
        key: Of one of its state keys or operators.
        at: Aware instant.

    Returns:
        A serialised comity.v1.Envelope.

    Raises:
        TrustError: DIRECTORY_INVALID; the directory's operators make no statements, or the key
            is none of theirs.
    """
    public = operator_public(key)
    if not directory.state_days:
        raise directory_invalid("the directory says that no statements are made of it")
    if public not in _signers(directory):
        raise directory_invalid("the key is no state key and no operator's of the directory")
    payload = directory_pb2.DirectoryState(
        federation_id=directory.federation_id,
        version=directory.version,
        digest=directory.digest,
        create_time=write_instant(at),
        expire_time=write_instant(at + timedelta(days=directory.state_days)),
    ).SerializeToString(deterministic=True)
    signature = (key_id_of(public), sign_as_operator(key, DIRECTORY_STATE, payload))
    return SignedBytes(DIRECTORY_STATE, payload, (signature,)).to_bytes()


def verify_directory_state(raw: bytes, directory: Directory, at: datetime) -> DirectoryState:
    """Verify a statement by the directory that is held.

    1. Form; it is signed by a state key or an operator of that directory.
    2. It is about this federation.
    3. It was not made in the future, has not expired, and lives no longer than the directory
       lets one live.
    4. Of the number that is held it names the digest that is held.

    Args:
        raw: Serialised comity.v1.Envelope.
        directory: The version that is held.
        at: Aware instant.

    Raises:
        InputError: MESSAGE_MALFORMED, MESSAGE_TOO_LARGE.
        TrustError: SIGNATURE_INVALID, FEDERATION_MISMATCH, DIRECTORY_EXPIRED; DIRECTORY_INVALID
            for the rest.
    """
    signed = SignedBytes.from_bytes(raw)  # (1)
    if len(raw) > MAX_STATE_BYTES or signed.payload_type != DIRECTORY_STATE:
        raise directory_invalid("the envelope is not one of a statement about the directory")
    if not any(
        key_id_of(public) == keyid
        and operator_signature_holds(public, sig, DIRECTORY_STATE, signed.payload)
        for public in _signers(directory)
        for keyid, sig in signed.signatures
    ):
        raise Reason.SIGNATURE_INVALID.error(
            "the statement is by no state key and no operator of the directory that is held",
            remedy="Fetch the newest directory; its keys may be others.",
        )
    try:
        pb = decode(directory_pb2.DirectoryState, signed.payload)
        created = pb.create_time.ToDatetime(tzinfo=UTC)
        expires = pb.expire_time.ToDatetime(tzinfo=UTC)
    except (DecodeError, ValueError) as exc:
        raise directory_invalid("the statement cannot be read") from exc
    if not hmac.compare_digest(pb.federation_id, directory.federation_id):  # (2)
        raise Reason.FEDERATION_MISMATCH.error("the statement is about another federation")
    if created > at + CLOCK_SKEW or expires - created > timedelta(days=directory.state_days):  # (3)
        raise directory_invalid("the statement was made in the future, or lives too long")
    if expires < at:
        raise Reason.DIRECTORY_EXPIRED.error(
            "the statement about the directory expired on {expires}",
            remedy="Ask the operators for a newer one: {makeDirectoryState}.",
            expires=expires.isoformat(),
        )
    head = DirectoryHead(pb.version, pb.digest)
    if head.version == directory.version and head.digest != directory.digest:  # (4)
        raise directory_invalid(
            "the statement is about another version {version} than the one that is held",
            version=head.version,
        )
    return DirectoryState(head, created, expires, raw)


def _signers(directory: Directory) -> tuple[bytes, ...]:
    """Return the keys that may state it; hybrid operators leave it to a state key."""
    signers = (*directory.state_keys, *directory.operators)
    return tuple(each.public for each in signers if not is_hybrid(each.public))
