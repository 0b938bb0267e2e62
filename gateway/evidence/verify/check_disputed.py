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
from gateway.errors import ComityError
from gateway.evidence.bundle import Bundle
from gateway.evidence.contents import DISPUTED_INDEX, DisputedIndex, DisputedRecord
from gateway.evidence.report import Findings, fault
from gateway.evidence.verify.check_letters import VerifiedLetter, any_suite
from gateway.trust.directory import Directory
from gateway.trust.dsse import RECEIPT, SignedBytes, verify_signed
from gateway.trust.receipts import receipt_from_bytes


def check_disputed(
    bundle: Bundle,
    directory: Directory,
    letters: Sequence[VerifiedLetter],
    findings: Findings,
) -> list[str]:
    """Say of each what its signer is held to; return lines for people."""
    if DISPUTED_INDEX not in bundle.files:
        return []
    try:
        index = bundle.model(DISPUTED_INDEX, DisputedIndex)
    except ComityError as exc:
        findings.add("receipts that do not hold", ok=False, detail=str(exc))
        return []
    lines: list[str] = []

    def each(record: DisputedRecord) -> str:
        letter = next((one for one in letters if one.record.file == record.letter), None)
        if letter is None:
            raise fault("it is said to be for a letter that is not here")
        said = _held_to(bundle, directory, record, letter)
        lines.append(said)
        return said

    for number, record in enumerate(index.receipts, start=1):
        findings.attempt(f"receipt that does not hold {number:02d}", partial(each, record))
    return lines


def _held_to(
    bundle: Bundle, directory: Directory, record: DisputedRecord, letter: VerifiedLetter
) -> str:
    """Verify a receipt's signature and compare it with the letter and the receipt that counts."""
    receiver = letter.header.recipient
    signed = SignedBytes.from_bytes(bundle.raw(record.file))
    member = any_suite(directory.member(receiver))
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
