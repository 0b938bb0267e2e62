"""Two receipts of one member that cannot both be true: a proof that needs nobody's word.

A recipient gives one receipt for a letter and answers a repeat with the same octets, whether it
had accepted or refused it; each letter has a position of its own in its journal. So who has
signed two receipts that differ in what they say of one letter, or that name one position for two
letters, has contradicted itself. Both are kept as they were signed; they hold digests, ids and
instants, and no contents. docs/protocol/receipts.md (Contradictions).

What is no contradiction: the same receipt again, also with other signatures; what a receipt says
of the line and of the directory (`AS_IT_WAS`); a refusal of what another than the sender had
brought, which says nothing of the sender's letter.
"""

from __future__ import annotations

import dataclasses
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Literal

from gateway.domain.authority import AuthorityCode
from gateway.domain.base import Instant, Model
from gateway.domain.letter import Receipt
from gateway.errors import ComityError, ProofError, Reason
from gateway.trust.dsse import RECEIPT, SignedBytes, verify_signed
from gateway.trust.federation import Directory
from gateway.trust.members import Member
from gateway.trust.proofs.form import CanonicalBase64, read_proof
from gateway.trust.receipts import receipt_from_bytes
from gateway.trust.suites import Suite

MAX_CONTRADICTION_BYTES = 2**18
"""Octets of a proof: two receipts of a few KiB with hybrid signatures, in Base64."""

AS_IT_WAS = frozenset(
    {
        "tls_group",
        "contiguous_epoch",
        "contiguous_sequence",
        "directory_version",
        "directory_digest",
    }
)
"""What a receipt says of the line, of other letters and of the directory: nothing of its letter."""

_ABOUT = tuple(name for name in Receipt.model_fields if name not in AS_IT_WAS)


class ContradictionKind(StrEnum):
    """How a recipient has contradicted itself."""

    ONE_LETTER = "one_letter"  # two receipts for one letter say different things of it
    ONE_POSITION = "one_position"  # two letters have one position in its journal


class ReceiptContradiction(Model):
    """The file of a proof; nothing of it is verified.

    Attributes:
        receiver: Who has signed both.
        first: A receipt, a signed envelope; of the two the one with the smaller digest.
        second: The other.
        found: When it was found, by the finder's clock; nothing depends on it.
    """

    format: Literal["comity-receipt-contradiction/1"] = "comity-receipt-contradiction/1"
    receiver: AuthorityCode
    first: CanonicalBase64
    second: CanonicalBase64
    found: Instant

    @classmethod
    def of(cls, receiver: str, one: bytes, other: bytes, *, found: Instant) -> ReceiptContradiction:
        """Write two receipts down, in their order; nothing is verified."""
        first, second = sorted((one, other), key=lambda raw: sha256(raw).digest())
        return cls(receiver=receiver, first=b64encode(first), second=b64encode(second), found=found)


@dataclass(frozen=True, slots=True)
class ProvenContradiction:
    """What a proof proves.

    Attributes:
        differing: Fields in which the two differ; of one position that of the letter alone.
        digest: Names the contradiction, whoever found it and whichever signatures are under it.
    """

    kind: ContradictionKind
    first: Receipt
    second: Receipt
    differing: tuple[str, ...]
    digest: bytes

    @property
    def text(self) -> str:
        """What the recipient has done, in words that are ours."""
        who = self.first.receiver
        if self.kind is ContradictionKind.ONE_POSITION:
            return (
                f"{who} has signed that two letters have position "
                f"{self.first.journal_position} in its journal"
            )
        return f"{who} has signed two receipts for one letter that contradict each other"

    def said(self) -> Iterator[tuple[str, str, str]]:
        """Yield each field in which they differ with what either says."""
        for name in self.differing:
            yield name, _shown(getattr(self.first, name)), _shown(getattr(self.second, name))


KeepProof = Callable[[ReceiptContradiction, ProvenContradiction], str]
"""Keeps a proof and what verifying it came to, and says where: the name of a file."""


def read_contradiction(raw: bytes) -> ReceiptContradiction:
    """Read a proof; nothing of it is verified.

    Raises:
        InputError: MESSAGE_TOO_LARGE; or MESSAGE_MALFORMED, naming the field.
    """
    return read_proof(raw, ReceiptContradiction, MAX_CONTRADICTION_BYTES)


def verify_contradiction(
    proof: ReceiptContradiction, directory: Directory, at: datetime
) -> ProvenContradiction:
    """Verify that a member has signed two receipts that cannot both be true.

    Args:
        proof: What was found.
        directory: Gives the member's keys; nothing else is believed.
        at: Instant for which they must count. A key that has retired does; one that is revoked by
            then does not, since whoever had stolen it could have signed.

    Raises:
        ProofError: PROOF_INVALID; the two do not contradict each other.
        TrustError: A signature does not hold (SIGNATURE_INVALID, KEY_INVALID), is half of what
            was asked (SUITE_REFUSED); it is no receipt (RECEIPT_INVALID); PEER_UNKNOWN.
        InputError: MESSAGE_MALFORMED; an envelope is none, or of another type.
    """
    member = _ever(directory.member(proof.receiver))
    first, second = (_said(raw, member, directory, at) for raw in (proof.first, proof.second))
    differing = tuple(_differing(first[0], second[0]))
    kind = _kind(first[0], second[0])
    if kind is None:
        raise ProofError(
            "The two receipts do not contradict each other.",
            remedy="Both can be true: nothing is proven against who has signed them.",
        )
    named = differing if kind is ContradictionKind.ONE_LETTER else ("message_id", "message_digest")
    payloads = sorted((first[1], second[1]))
    return ProvenContradiction(
        kind, first[0], second[0], named, sha256(b"\0".join((kind.encode(), *payloads))).digest()
    )


def contradictions_among(
    receipts: Iterable[bytes], receiver: str, directory: Directory, at: datetime
) -> tuple[ReceiptContradiction, ...]:
    """Return a proof for each contradiction among receipts that are said to be a member's.

    What does not bear its signature, or is no receipt, proves nothing and is passed over.

    Args:
        receipts: Signed envelopes, each as it came.
        receiver: Whose they are said to be.
        directory: Gives the member's keys.
        at: The present instant.
    """
    member = _ever(directory.member(receiver))
    held: dict[bytes, tuple[bytes, Receipt]] = {}
    for raw in receipts:
        try:
            receipt, payload = _said(raw, member, directory, at)
        except ComityError:
            continue
        held.setdefault(payload, (raw, receipt))
    # One for each receipt that differs from the first of its letter, or of its position: who could
    # have every pair written down could fill a disk with what two of them prove.
    first: dict[object, tuple[bytes, Receipt]] = {}
    found = []
    for raw, receipt in held.values():
        for key in (receipt.message_digest, receipt.journal_position):
            other, before = first.setdefault(key, (raw, receipt))
            same_letter = before.message_digest == receipt.message_digest
            if same_letter == (key == receipt.message_digest) and _kind(before, receipt):
                found.append(ReceiptContradiction.of(receiver, other, raw, found=at))
    return tuple(found)


def _ever(member: Member) -> Member:
    """Return a member with its keys as they count for what has no time of its own.

    The instant that a receipt states is what may be the lie: a key counts whatever it states, but
    not once it is revoked.
    """
    first = datetime.min.replace(tzinfo=UTC)
    keys = tuple(dataclasses.replace(key, not_before=first, retired_at=None) for key in member.keys)
    return dataclasses.replace(member, keys=keys, minimum_suite=Suite.ED25519, minimum_since=None)


def _said(raw: bytes, member: Member, directory: Directory, at: datetime) -> tuple[Receipt, bytes]:
    """Verify a receipt by its signer's keys; return what it says and its payload."""
    signed = SignedBytes.from_bytes(raw)
    payload = verify_signed(signed, expected_type=RECEIPT, member=member, at=at)
    receipt = receipt_from_bytes(payload)
    least = directory.member(member.code).minimum_at(receipt.received)
    verify_signed(signed, expected_type=RECEIPT, member=member, at=at, minimum=least)
    if signed.to_bytes() != raw:
        raise ProofError("The envelope of a receipt has more in it than what was signed.")
    expected = (directory.federation_id.hex(), member.code)
    if (receipt.federation_id, receipt.receiver) != expected:
        raise ProofError("A receipt is of another federation or another recipient.")
    return receipt, payload


def _differing(one: Receipt, other: Receipt) -> Iterator[str]:
    return (name for name in _ABOUT if getattr(one, name) != getattr(other, name))


def _kind(one: Receipt, other: Receipt) -> ContradictionKind | None:
    if not any(_differing(one, other)) or Reason.SENDER_MISMATCH in (one.reason, other.reason):
        return None
    if one.message_digest == other.message_digest:
        return ContradictionKind.ONE_LETTER
    same = one.journal_position == other.journal_position > 0
    return ContradictionKind.ONE_POSITION if same else None


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
