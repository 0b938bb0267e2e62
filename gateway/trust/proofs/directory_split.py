"""Two directories of one federation with one number: a proof that its operators equivocated.

Both files are kept as they were signed, with the versions in which the operators changed before.
So whoever has an anchor of the federation sees by them alone that a threshold of its operators
has shown different members different directories. It does not say which of the two is right:
that is for the operators to explain, by telephone.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Literal, NamedTuple

from pydantic import Field

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.trust.directory_chain import load_over
from gateway.trust.federation import Anchor, Directory, directory_invalid
from gateway.trust.proofs.form import CanonicalBase64, read_proof

MAX_SPLIT_BYTES = 64 * 2**20
"""Octets of a proof: two directories of 1 MiB, and some of before, in Base64."""

MAX_EARLIER = 1000
"""Changes of operators before; a federation has a handful."""


class DirectorySplit(Model):
    """Two versions that cannot both be what the operators have signed.

    Attributes:
        version: The number that both have.
        held: What the node that found it holds, a signed envelope.
        other: What a member had shown it, a signed envelope.
        peer: That member; nothing depends on it.
        found: When it was found, by the finder's clock; nothing depends on it.
        earlier: Versions of before in which the operators changed, the oldest first.
    """

    format: Literal["comity-directory-split/1"] = "comity-directory-split/1"
    version: int = Field(ge=1)
    held: CanonicalBase64
    other: CanonicalBase64
    peer: AuthorityCode
    found: Instant
    earlier: tuple[CanonicalBase64, ...] = Field(default=(), max_length=MAX_EARLIER)

    @classmethod
    def of(cls, two: SplitFiles, *, version: int, peer: str, found: Instant) -> DirectorySplit:
        """Write down what was found; nothing is verified."""
        return cls(
            version=version,
            held=b64encode(two.held),
            other=b64encode(two.other),
            peer=peer,
            found=found,
            earlier=tuple(map(b64encode, two.earlier)),
        )


class SplitFiles(NamedTuple):
    """The files of a proof, as they were signed; see `DirectorySplit`."""

    held: bytes
    other: bytes
    earlier: tuple[bytes, ...]


def read_directory_split(raw: bytes) -> DirectorySplit:
    """Read a proof; nothing of it is verified.

    Raises:
        InputError: MESSAGE_TOO_LARGE; or MESSAGE_MALFORMED, naming the field.
    """
    return read_proof(raw, DirectorySplit, MAX_SPLIT_BYTES)


def verify_directory_split(proof: DirectorySplit, anchor: Anchor) -> tuple[Directory, Directory]:
    """Verify that a threshold of operators has signed two directories of one number.

    Args:
        proof: What was found.
        anchor: An anchor of the federation, not newer than the two.

    Returns:
        The two, verified.

    Raises:
        InputError: A file in it is malformed.
        TrustError: One of them does not hold by the anchor; or DIRECTORY_INVALID: they are of
            different numbers, or the same.
    """
    held, other = (
        load_over(raw, proof.earlier, at=None, anchor=anchor) for raw in (proof.held, proof.other)
    )
    if not held.version == other.version == proof.version:
        raise directory_invalid("the two directories have not the number that the proof names")
    if held.digest == other.digest:
        raise directory_invalid("both are the same directory: it proves nothing")
    return held, other
