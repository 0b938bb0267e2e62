"""The way from an anchor of years ago to a version of the directory: one version after the other.

Each version is judged by the operators of the one before it, as TUF's root metadata is (The
Update Framework 1.0.33, section 5.3: N+1, N+2, ...). So who was away while all operators have
changed, and a court with the anchor of the first day, come to the newest version; and whoever
has the anchor of a version in between comes to it as well. Where versions are kept is for
`gateway.app.directory_versions`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from google.protobuf.message import DecodeError

from comity.v1 import directory_pb2
from gateway.trust.directory import load_directory
from gateway.trust.dsse import SignedBytes
from gateway.trust.federation import Anchor, Directory, directory_invalid
from gateway.wire.counting import decode


class TrustFiles(NamedTuple):
    """What shows a third party by whom a node is told who is believed.

    Attributes:
        directory: The version that is held, exactly as it was signed.
        anchor: The anchor from which the node started, JSON.
        earlier: The versions in which the operators changed since, the oldest first, exactly as
            they were signed.
    """

    directory: bytes
    anchor: str
    earlier: tuple[bytes, ...] = ()


def load_over(
    raw: bytes,
    earlier: Iterable[bytes],
    *,
    at: datetime | None,
    held: Directory | None = None,
    anchor: Anchor | None = None,
    allow_expired: bool = False,
) -> Directory:
    """Verify and read a version by what is known of before, over versions between the two.

    Args:
        raw: Serialised comity.v1.Envelope of the version.
        earlier: Versions of before, the oldest first. Those that are older than the anchor are
            passed over; each other is judged by the one before it, whatever its life was.
        at: As for `load_directory`; for `raw` alone.
        held: The version that is held, which judges the first of them, or `raw` itself.
        anchor: Where none is held.
        allow_expired: As for `load_directory`; for `raw` alone.

    Raises:
        InputError: As `load_directory`.
        TrustError: As `load_directory`, for `raw` or for one on the way.
    """
    least = anchor.version if anchor is not None else 0
    for each in earlier:
        if version_of(each) >= least:
            held, anchor = load_directory(each, at=None, held=held, anchor=anchor), None
    return load_directory(raw, at=at, held=held, anchor=anchor, allow_expired=allow_expired)


def changeovers(versions: Iterable[bytes], since: Anchor) -> Iterator[bytes]:
    """Yield the versions in which operators or threshold are others than before.

    They are all that somebody needs who has the anchor of any version since: between two of
    them the operators are the same, so each is signed by those whom every anchor between them
    names.

    Args:
        versions: Versions that were accepted, the oldest first; signatures are not looked at.
        since: The anchor of before; older versions are passed over.

    Raises:
        InputError: As `version_of`.
        TrustError: As `version_of`.
    """
    before = ({each.public for each in since.operators}, since.threshold)
    for raw in versions:
        pb = _payload(raw)
        now = ({each.public_key for each in pb.operators}, pb.threshold)
        if pb.version >= since.version and now != before:
            yield raw
            before = now


def version_of(raw: bytes) -> int:
    """Return the number that a signed version states; nothing of it is verified.

    Raises:
        InputError: MESSAGE_MALFORMED, MESSAGE_TOO_LARGE.
        TrustError: DIRECTORY_INVALID, its payload is no directory.
    """
    return _payload(raw).version


def digest_of_version(raw: bytes) -> bytes:
    """Return the SHA-256 of a signed version's payload, 32 octets; nothing of it is verified.

    Raises:
        InputError: MESSAGE_MALFORMED, MESSAGE_TOO_LARGE.
    """
    return hashlib.sha256(SignedBytes.from_bytes(raw).payload).digest()


def _payload(raw: bytes) -> directory_pb2.Directory:
    try:
        return decode(directory_pb2.Directory, SignedBytes.from_bytes(raw).payload)
    except DecodeError as exc:
        raise directory_invalid("the payload is not a serialised Directory") from exc
