"""The helper process of a long synchronisation: verifies signatures, and nothing else.

It reads requests from standard input, answers on standard output, and ends when its
input does, so that it never outlives its node. It knows no federation and decides
nothing: which key must have signed, and that an ECDSA signature has its one form, is said in
each request by `entries`.

Started as ``python -m gateway.register.log.signature_worker``; it imports as little as it can,
since a pull waits for it.

Frame: four octets, big-endian, with the length of what follows; then for each item one
octet with the number of its signatures, for each signature use (1), lengths of public key
and signature (2 and 2), both of them; then length of the data (4) and the data. The answer
has one octet an item: 1 where every signature holds.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import BinaryIO, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

# Numbers of gateway.trust.suites.KeyUse; a test holds them together.
SEAL_ED25519, SEAL_MLDSA65, SEAL_P256 = 1, 2, 3
# As gateway.trust.algorithms has it; the same test.
SEAL_CONTEXT = b"comity/ed25519-mldsa65"

LENGTH = struct.Struct(">I")
SIGNATURE = struct.Struct(">BHH")

Claim: TypeAlias = tuple[tuple[int, bytes, bytes], ...]
"""The signatures of one item: use, public key, signature."""

Item: TypeAlias = tuple[Claim, bytes]
Verify: TypeAlias = Callable[[bytes, bytes], None]


def write_request(items: list[Item]) -> bytes:
    """Write one frame."""
    pieces = []
    for claim, data in items:
        pieces.append(bytes([len(claim)]))
        for use, public, signature in claim:
            pieces += [SIGNATURE.pack(use, len(public), len(signature)), public, signature]
        pieces += [LENGTH.pack(len(data)), data]
    body = b"".join(pieces)
    return LENGTH.pack(len(body)) + body


def read_request(body: bytes) -> Iterator[Item]:
    """Read the items of a frame, its length taken off."""
    at = 0
    while at < len(body):
        count, claim = body[at], []
        at += 1
        for _ in range(count):
            use, public, signature = SIGNATURE.unpack_from(body, at)
            at += SIGNATURE.size
            middle, end = at + public, at + public + signature
            claim.append((use, body[at:middle], body[middle:end]))
            at = end
        (size,) = LENGTH.unpack_from(body, at)
        at += LENGTH.size
        yield tuple(claim), body[at : at + size]
        at += size


def holds(claim: Claim, data: bytes) -> bool:
    """Say whether an item has signatures and all of them hold."""
    try:
        for use, public, signature in claim:
            verifier(use, public)(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return bool(claim)


@lru_cache(maxsize=64)
def verifier(use: int, public: bytes) -> Verify:
    """Return what verifies with a key.

    Raises:
        ValueError: It is no such key.
    """
    if use == SEAL_ED25519:
        return ed25519.Ed25519PublicKey.from_public_bytes(public).verify
    if use == SEAL_MLDSA65:
        seal = mldsa.MLDSA65PublicKey.from_public_bytes(public)
        return lambda signature, data: seal.verify(signature, data, SEAL_CONTEXT)
    if use == SEAL_P256:
        key = load_der_public_key(public)
        if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
            algorithm = ec.ECDSA(hashes.SHA256())
            return lambda signature, data: key.verify(signature, data, algorithm)
    raise ValueError("not a key for seals")


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until there are no more requests."""
    while len(head := requests.read(LENGTH.size)) == LENGTH.size:
        body = requests.read(LENGTH.unpack(head)[0])
        answers.write(bytes(holds(claim, data) for claim, data in read_request(body)))
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
