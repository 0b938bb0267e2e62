"""Verifies the receipts for contents of documents: what came to whom, as its receiver has signed.

Steps for each, the same as in docs/protocol/evidence.md, section 3:

1. The signatures are the receiver's, by keys that counted when the receipt was taken or given.
2. It is of this federation, about a letter in the file, between that letter's two members.
3. The letter names a document of this digest and size; where its contents were erased, that
   cannot be seen any more, and is said.

Contents themselves are in no evidence file: whoever has a document compares its digest.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from gateway.domain.base import Model
from gateway.domain.consultation import ConsultationAnswer
from gateway.domain.consultation.document_fetch import ContentsReceipt, documents_in
from gateway.domain.correspondence import Correction, ForwardingReply
from gateway.domain.transaction import Document
from gateway.evidence.contents import CONTENTS_INDEX, ContentsIndex, ContentsRecord
from gateway.evidence.report import fault
from gateway.evidence.verify.check_letters import VerifiedLetter, lenient
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.trust.contents_receipts import verify_contents_receipt
from gateway.wire.content import content_from_bytes, letter_content


def check_contents(file: EvidenceFile, letters: Sequence[VerifiedLetter]) -> list[str]:
    """Verify every receipt for contents.

    Returns:
        What the summary says of them; nothing where no contents came.
    """
    index = file.read_if_there(CONTENTS_INDEX, ContentsIndex, "contents")
    said = [
        file.findings.attempt(
            f"contents {number:02d}: receipt", partial(_receipt, file, letters, record)
        )
        for number, record in enumerate(index.receipts if index else (), start=1)
    ]
    return [f"Contents: {each}." for each in said if each]


def _receipt(file: EvidenceFile, letters: Sequence[VerifiedLetter], record: ContentsRecord) -> str:
    receipt = verify_contents_receipt(  # (1)
        file.bundle.raw(record.file),
        directory=lenient(file.directory, record.receiver),
        receiver=record.receiver,
        sender=record.sender,
        at=record.at,
    )
    if (receipt.message_id, receipt.sha256) != (record.message_id, record.sha256):
        raise fault("the index says another letter or digest than the receipt")
    letter = _letter(receipt, letters)
    document = _named(receipt, letter, letters)
    what = "a document whose name was erased" if document is None else document.title
    return (
        f"{receipt.size_bytes} octets of {receipt.sha256[:12]} ({what}) came from "
        f"{receipt.sender} to {receipt.receiver} at {receipt.received.isoformat()}"
    )


def _letter(receipt: ContentsReceipt, letters: Sequence[VerifiedLetter]) -> VerifiedLetter:
    for letter in letters:  # (2)
        header = letter.header
        between = (header.sender, header.recipient)
        if (
            letter.digest.hex() == receipt.message_digest
            and header.message_id == receipt.message_id
            and between == (receipt.sender, receipt.receiver)
        ):
            return letter
    raise fault("it is about a letter that is not here, or not between these two")


def _named(
    receipt: ContentsReceipt, letter: VerifiedLetter, letters: Sequence[VerifiedLetter]
) -> Document | None:
    if letter.content is None:
        if 0 in letter.record.erased:
            return None
        raise fault("what the letter says does not hold")
    found = [
        each
        for each in documents_in([letter.content, *_inside(letter, letters)])
        if (each.sha256, each.size_bytes) == (receipt.sha256, receipt.size_bytes)
    ]
    if not found:  # (3)
        raise fault("the letter names no document of this digest and size")
    return found[0]


def _inside(letter: VerifiedLetter, letters: Sequence[VerifiedLetter]) -> list[Model]:
    """Return what a letter carries of another one: what it corrects, or a forwarded answer."""
    content = letter.content
    if 1 not in letter.bodies:
        return []
    if isinstance(content, ForwardingReply):
        return [content_from_bytes(ConsultationAnswer, letter.bodies[1])]
    if isinstance(content, Correction):
        of = [each for each in letters if each.header.message_id == content.message_id]
        return [letter_content(each.header.letter_type, letter.bodies[1]) for each in of[:1]]
    return []
