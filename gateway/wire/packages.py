"""Packages: an envelope with the bodies that travel beside it (envelope.proto).

What is inside the envelope is read by gateway.trust; here it is opaque bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from comity.v1 import envelope_pb2 as pb
from gateway.domain.letter import PartBody
from gateway.errors import Reason
from gateway.wire.faults import carried, octets_of, parsed, put_envelope, refused, serialised
from gateway.wire.limits import (
    MAX_BODY_BYTES,
    MAX_ENVELOPE_BYTES,
    MAX_PACKAGE_BYTES,
    MAX_PARTS,
    SALT_BYTES,
)

NOUN = "package"


def package_to_bytes(envelope: bytes, bodies: Sequence[PartBody]) -> bytes:
    """Write an envelope with those bodies that its recipient may hold.

    Args:
        envelope: A serialised Envelope, at most one payload of MAX_PAYLOAD_BYTES.
        bodies: At most one a part.

    Raises:
        InputError: MESSAGE_MALFORMED for bytes that are no envelope, or a body that a
            reader would refuse; MESSAGE_TOO_LARGE.
    """
    message = package_to_pb(envelope, bodies)
    return serialised(message, noun=NOUN, limit=MAX_PACKAGE_BYTES)


def package_to_seal(envelope: bytes, bodies: Sequence[PartBody]) -> bytes:
    """Write a package at a size that tells nothing of what is in it: as it is sealed.

    Raises:
        InputError: As `package_to_bytes`.
    """
    package = package_to_bytes(envelope, bodies)
    target = padded_size(len(package))
    while target <= MAX_PACKAGE_BYTES:
        for octets in range(1, _MOST_LENGTH_OCTETS + 1):
            zeros = target - len(package) - 1 - octets
            length = _varint(max(zeros, 0))
            if zeros >= 0 and len(length) == octets:
                return package + _PADDING_TAG + length + bytes(zeros)
        target = padded_size(target + 1)  # one octet more would not be a field
    return package


def padded_size(octets: int) -> int:
    """Return the least size, of the few that sealed packages have, into which octets go.

    Args:
        octets: From 0.
    """
    if octets > PADDED_STEP:
        return -(-octets // PADDED_STEP) * PADDED_STEP
    return max(PADDED_LEAST, 1 << (octets - 1).bit_length())


PADDED_LEAST = 2**13
"""Octets of a small sealed package: any letter of a consultation with two hybrid signatures."""

PADDED_STEP = 2**18
"""From here on sizes are multiples of this: at most a quarter of a mebibyte is sent in vain."""

_PADDING_TAG = bytes([10 << 3 | 2])  # field 10 of `Package`, octets
_MOST_LENGTH_OCTETS = 4


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:  # noqa: PLR2004 - seven bits an octet
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def check_bodies(sizes: Collection[int]) -> None:
    """Check that bodies of some sizes go into one package, before it is signed and kept.

    Raises:
        InputError: MESSAGE_TOO_LARGE.
    """
    octets = sum(sizes)
    if octets + _AROUND_BYTES * (len(sizes) - 1) > MAX_PACKAGE_BYTES - MAX_ENVELOPE_BYTES:
        raise Reason.MESSAGE_TOO_LARGE.error(
            "parts: their contents fill {octets} octets together; a letter or an entry holds "
            "{limit}",
            remedy="Say it in several letters.",
            limit=MAX_BODY_BYTES,
            octets=octets,
        )


_AROUND_BYTES = 64
"""Octets of a body's number, salt and lengths, of several; of one the envelope's room has them."""


def package_from_bytes(raw: bytes) -> tuple[bytes, tuple[PartBody, ...]]:
    """Read a package: the serialised envelope, and the bodies in the order of their parts.

    No signature and no commitment is checked here.

    Raises:
        InputError: MESSAGE_MALFORMED, naming the field; MESSAGE_TOO_LARGE.
    """
    message = parsed(pb.Package, raw, noun=NOUN, limit=MAX_PACKAGE_BYTES)
    if message.padding.strip(b"\0"):
        raise refused(NOUN, "padding", "something else than zeros")
    return package_from_pb(message)


def package_to_pb(envelope: bytes, bodies: Sequence[PartBody]) -> pb.Package:
    """Write a package as a message, for streams that carry several."""
    message = pb.Package(
        bodies=[pb.PartBody(index=each.index, salt=each.salt, body=each.body) for each in bodies]
    )
    put_envelope(message.envelope, envelope, NOUN, "envelope")
    _check_bodies(message)
    return message


def package_from_pb(message: pb.Package) -> tuple[bytes, tuple[PartBody, ...]]:
    """Read a package that came as a message; see `package_from_bytes`."""
    envelope = octets_of(carried(message, "envelope", noun=NOUN))
    _check_bodies(message)
    bodies = [
        PartBody.model_construct(index=each.index, salt=each.salt, body=each.body)
        for each in message.bodies
    ]
    return envelope, tuple(sorted(bodies, key=lambda each: each.index))


def _check_bodies(message: pb.Package) -> None:
    # By hand, since synchronisation reads a hundred thousand of them.
    seen: set[int] = set()
    for at, each in enumerate(message.bodies):
        if not 0 <= each.index < MAX_PARTS:
            what, field = "0 to {last}", "index"
        elif each.index in seen:
            what, field = "this part has a body already", "index"
        elif len(each.salt) != SALT_BYTES:
            what, field = "{salt_octets} octets expected", "salt"
        elif len(each.body) > MAX_BODY_BYTES:
            what, field = "larger than {limit} octets", "body"
        else:
            seen.add(each.index)
            continue
        raise refused(
            NOUN,
            f"bodies[{at}].{field}",
            what,
            last=MAX_PARTS - 1,
            salt_octets=SALT_BYTES,
            limit=MAX_BODY_BYTES,
        )
