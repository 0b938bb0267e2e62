"""Verifies receipts that did not hold and were kept: what a member signed that contradicts itself.

Such a receipt says nothing about the exporter's file, so it spoils nothing. Where it bears its
receiver's signature and is about the letter in the file, it is a proof against that member that
needs nobody's word: two receipts for one letter say different things, or one says what cannot be.
docs/protocol/evidence.md, section 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from gateway.domain.letter import Receipt
from gateway.evidence.contents import DISPUTED_INDEX, DisputedIndex, DisputedRecord
from gateway.evidence.report import fault
from gateway.evidence.verify.check_letters import VerifiedLetter, any_suite
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.trust.dsse import RECEIPT, SignedBytes, verify_signed
from gateway.trust.receipts import receipt_from_bytes


def check_disputed(file: EvidenceFile, letters: Sequence[VerifiedLetter]) -> list[str]:
    """Say of each what its signer is held to; return lines for people."""
    index = file.read_if_there(DISPUTED_INDEX, DisputedIndex, "receipts that do not hold")
    said = [
        file.findings.attempt(
            f"receipt that does not hold {number:02d}", partial(_held_to, file, record, letters)
        )
        for number, record in enumerate(index.receipts if index else (), start=1)
    ]
    return [each for each in said if each]


def _held_to(file: EvidenceFile, record: DisputedRecord, letters: Sequence[VerifiedLetter]) -> str:
    """Verify a receipt's signature and compare it with the letter and the receipt that counts."""
    letter = next((each for each in letters if each.record.file == record.letter), None)
    if letter is None:
        raise fault("it is said to be for a letter that is not here")
    receiver = letter.header.recipient
    signed = SignedBytes.from_bytes(file.bundle.raw(record.file))
    member = any_suite(file.directory.member(receiver))
    payload = verify_signed(signed, expected_type=RECEIPT, member=member, at=record.at)
    receipt = receipt_from_bytes(payload)
    if receipt.message_digest != letter.digest.hex():
        return f"{receiver} has signed a receipt for another letter in answer to this one"
    if letter.receipt is None:
        return f"{receiver} has signed a receipt that does not hold: {record.why}"
    differing = list(_differing(receipt, letter.receipt))
    if not differing:
        return f"{receiver} has signed the same as in the receipt that counts"
    return (
        f"{receiver} has signed two receipts for one letter that contradict each other "
        f"({'; '.join(differing)})"
    )


def _differing(one: Receipt, other: Receipt) -> Iterator[str]:
    for field in ("received", "outcome", "reason", "journal_position", "last_instant"):
        found, counts = getattr(one, field), getattr(other, field)
        if found != counts:
            yield f"{field}: {found} and {counts}"
