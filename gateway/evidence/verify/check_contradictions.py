"""Finds receipts of one member in an evidence file that cannot both be true.

Every receipt of the file is compared with those of the same signer: the one that counts for a
letter, the ones that did not hold and were kept, those that the exporter gave. What contradicts
itself is a proof of its own that a third party verifies by the directory alone
(`gateway.trust.proofs.receipt_contradiction`); it is its signer's fault, and spoils nothing of
the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from gateway.errors import ComityError
from gateway.evidence.bundle import Bundle
from gateway.evidence.contents import DISPUTED_INDEX, DisputedIndex
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.trust.proofs.receipt_contradiction import (
    ReceiptContradiction,
    contradictions_among,
    verify_contradiction,
)


@dataclass(frozen=True)
class ReceiptInFile:
    """A receipt of the file, as it lies there; nothing of it is verified.

    Attributes:
        letter: The letter that it is said to be for, which holds.
        raw: The signed envelope.
    """

    letter: VerifiedLetter
    raw: bytes = field(repr=False)

    @property
    def receiver(self) -> str:
        """Whose it is said to be."""
        return self.letter.header.recipient


@dataclass(frozen=True)
class FoundContradiction:
    """A proof that was found, and of which conversation."""

    conversation_id: str
    proof: ReceiptContradiction = field(repr=False)


def receipts_of(bundle: Bundle, letters: Sequence[VerifiedLetter]) -> Iterator[ReceiptInFile]:
    """Yield every receipt of a file that is said to be for one of some letters."""
    by_file = {letter.record.file: letter for letter in letters}
    named = [(letter.record.file, letter.record.receipt) for letter in letters]
    with suppress(ComityError):  # `check_disputed` has said so
        disputed = bundle.model(DISPUTED_INDEX, DisputedIndex).receipts
        named += [(record.letter, record.file) for record in disputed]
    for letter, receipt in named:
        if letter in by_file and receipt in bundle.files:
            yield ReceiptInFile(by_file[letter], bundle.raw(receipt))


def check_contradictions(
    file: EvidenceFile, receipts: Sequence[ReceiptInFile]
) -> tuple[FoundContradiction, ...]:
    """Name each contradiction among receipts as a check of its own; return the proofs.

    Each check holds: who has contradicted himself has spoilt nothing of the file.
    """
    directory, at = file.directory, file.manifest.at
    of: dict[str, list[ReceiptInFile]] = defaultdict(list)
    for each in receipts:
        of[each.receiver].append(each)
    found: list[FoundContradiction] = []
    for receiver, signed in sorted(of.items()):
        talks = {each.raw: each.letter.header.conversation_id for each in signed}
        for proof in contradictions_among(talks, receiver, directory, at):
            told = verify_contradiction(proof, directory, at)
            file.findings.add(f"contradiction {len(found) + 1:02d}", ok=True, detail=told.text)
            found.append(FoundContradiction(talks[proof.first], proof))
    return tuple(found)
