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
from dataclasses import dataclass, field
from datetime import datetime

from gateway.errors import ComityError
from gateway.evidence.bundle import Bundle
from gateway.evidence.contents import DISPUTED_INDEX, DisputedIndex
from gateway.evidence.report import Findings
from gateway.evidence.verify.check_letters import VerifiedLetter
from gateway.trust.directory import Directory
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
    for letter in letters:
        if letter.record.receipt in bundle.files:
            yield ReceiptInFile(letter, bundle.raw(letter.record.receipt))
    try:
        if DISPUTED_INDEX not in bundle.files:
            return
        index = bundle.model(DISPUTED_INDEX, DisputedIndex)
    except ComityError:
        return  # `check_disputed` has said so
    by_file = {letter.record.file: letter for letter in letters}
    for record in index.receipts:
        if record.letter in by_file and record.file in bundle.files:
            yield ReceiptInFile(by_file[record.letter], bundle.raw(record.file))


def check_contradictions(
    receipts: Sequence[ReceiptInFile], directory: Directory, at: datetime, findings: Findings
) -> tuple[FoundContradiction, ...]:
    """Name each contradiction as a check of its own; return the proofs.

    Args:
        receipts: Of the file.
        directory: By which it is judged.
        at: Instant of the export.
        findings: The checks; who has contradicted himself has spoilt nothing of the file.
    """
    of: dict[str, list[ReceiptInFile]] = defaultdict(list)
    for each in receipts:
        of[each.receiver].append(each)
    found: list[FoundContradiction] = []
    for receiver, signed in sorted(of.items()):
        talks = {each.raw: each.letter.header.conversation_id for each in signed}
        for proof in contradictions_among(talks, receiver, directory, at):
            told = verify_contradiction(proof, directory, at)
            findings.add(f"contradiction {len(found) + 1:02d}", ok=True, detail=told.text)
            found.append(FoundContradiction(talks[proof.first], proof))
    return tuple(found)
