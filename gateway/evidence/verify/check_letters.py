"""Verifies the letters of an evidence file: signatures, parts, receipts, numbering.

Steps for each letter, the same as in docs/protocol/evidence.md, section 3:

1. The signatures are the sender's, by keys that counted when the letter was received, or
   sealed where it is ours.
2. The header is of this federation, between these two members, in this conversation.
3. Each part that is here is the one that was committed to.
4. The receipt is the receiver's, names this very letter, and its instant can be true.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gateway.domain.base import Model
from gateway.domain.letter import (
    LetterHeader,
    LetterType,
    PartBody,
    PartCommitment,
    Receipt,
    ReceiptOutcome,
)
from gateway.evidence.contents import JOURNAL_INDEX, JournalIndex, LetterRecord
from gateway.evidence.report import fault
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.trust.dsse import LETTER, SignedBytes, require_suite, verify_signed
from gateway.trust.federation import Directory
from gateway.trust.members import Member
from gateway.trust.parts import SALT_OCTETS, check_commitment
from gateway.trust.receipts import verify_receipt
from gateway.trust.suites import Suite
from gateway.wire.content import letter_content
from gateway.wire.letters import letter_from_bytes


@dataclass(frozen=True)
class VerifiedLetter:
    """A letter whose signatures hold.

    Attributes:
        content: Part 0, read; None where it is not held or does not hold.
        bodies: The contents that hold, by the index of their part.
        receipt: Verified; None where there is none or it does not hold.
    """

    record: LetterRecord
    header: LetterHeader
    digest: bytes
    content: Model | None
    receipt: Receipt | None
    bodies: Mapping[int, bytes] = field(default_factory=dict, repr=False)

    @property
    def counts(self) -> bool:
        """Whether its recipient took it: a refused letter starts and ends nothing."""
        if self.record.refused:
            return False
        return self.receipt is None or self.receipt.outcome is ReceiptOutcome.ACCEPTED


def check_letters(file: EvidenceFile) -> tuple[VerifiedLetter, ...]:
    """Verify every letter and receipt, and return those that hold, in the journal's order."""
    index = file.read(JOURNAL_INDEX, JournalIndex, "journal")
    if index is None:
        return ()
    found = [
        _check(file, f"letter {number:02d}", record)
        for number, record in enumerate(index.letters, start=1)
    ]
    letters = tuple(letter for letter in found if letter is not None)
    file.findings.attempt("letters are numbered", lambda: _numbered(index, letters))
    return letters


def any_suite(member: Member) -> Member:
    """Return a member for signatures of the past: its minimum of today did not hold then.

    Where the directory says since when it holds, that is asked as ever.
    """
    if member.minimum_since is not None:
        return member
    return dataclasses.replace(member, minimum_suite=Suite.ED25519)


def split_part(raw: bytes, index: int) -> PartBody:
    """Take the file of a part apart: 32 octets of salt, then the body.

    Raises:
        RegisterError: EVIDENCE_INVALID; it is shorter than a salt.
    """
    if len(raw) < SALT_OCTETS:
        raise fault("part {index} is shorter than its salt", index=index)
    return PartBody(index=index, salt=raw[:SALT_OCTETS], body=raw[SALT_OCTETS:])


def _check(file: EvidenceFile, name: str, record: LetterRecord) -> VerifiedLetter | None:
    """Verify one letter; None where its signatures or header do not hold."""
    findings, bodies = file.findings, dict[int, bytes]()
    sealed = findings.obtain(f"{name}: signatures", lambda: _signed(file, record))
    if sealed is None:
        return None
    signed, header, commitments = sealed
    findings.attempt(f"{name}: parts", lambda: _parts(file, record, commitments, bodies))
    receipt = findings.obtain(f"{name}: receipt", lambda: _receipt(file, record, header, signed))
    content = None
    if 0 in bodies:
        kind = header.letter_type
        content = findings.obtain(f"{name}: content", lambda: _read(kind, bodies[0]))
    return VerifiedLetter(record, header, signed.digest, content, receipt, bodies)


def _signed(
    file: EvidenceFile, record: LetterRecord
) -> tuple[tuple[SignedBytes, LetterHeader, tuple[PartCommitment, ...]], str]:
    me = file.manifest.authority
    sender, recipient = (me, record.peer) if record.outgoing else (record.peer, me)
    signed = SignedBytes.from_bytes(file.bundle.raw(record.file))
    member = any_suite(file.directory.member(sender))
    payload = verify_signed(signed, expected_type=LETTER, member=member, at=record.at)  # (1)
    header, commitments = letter_from_bytes(payload)
    require_suite(signed, member=member, at=header.created)
    expected = {  # (2)
        "federation_id": file.manifest.federation_id,
        "sender": sender,
        "recipient": recipient,
        "conversation_id": record.conversation_id,
        "letter_type": record.letter_type,
        "rehearsal": file.directory.rehearsal,
    }
    for name, value in expected.items():
        if getattr(header, name) != value:
            raise fault("{name} of the header is not what the index says", name=name)
    if record.outgoing and header.created != record.at:
        raise fault("the index says that it was sealed at another instant")
    said = f"{header.letter_type.value} signed by {header.sender} for {header.recipient}"
    return (signed, header, commitments), said


def _parts(
    file: EvidenceFile,
    record: LetterRecord,
    commitments: Sequence[PartCommitment],
    bodies: dict[int, bytes],
) -> str:
    for index, name in sorted(record.parts.items()):  # (3)
        if not 0 <= index < len(commitments):
            raise fault("there is no part {index} in what was signed", index=index)
        part = split_part(file.bundle.raw(name), index)
        check_commitment(bytes.fromhex(commitments[index].commitment), part.salt, part.body)
        bodies[index] = part.body
    gone = sorted(set(range(len(commitments))) - bodies.keys())
    if gone == sorted(record.erased):
        erased = f", {len(gone)} erased" if gone else ""
        return f"{len(bodies)} of {len(commitments)} parts are those that were signed{erased}"
    raise fault("a part is neither here nor marked as erased")


def _receipt(
    file: EvidenceFile, record: LetterRecord, header: LetterHeader, signed: SignedBytes
) -> tuple[Receipt | None, str]:
    if not record.receipt:
        if not record.outgoing:
            raise fault("a letter that was taken in has no receipt")
        return None, "none has come yet"
    came = record.settled if record.outgoing else record.at
    receipt = verify_receipt(  # (4)
        file.bundle.raw(record.receipt),
        directory=lenient(file.directory, header.recipient),
        letter_digest=signed.digest,
        message_id=header.message_id,
        receiver=header.recipient,
        sender=header.sender,
        sent_at=header.created,
        received_reply_at=came or file.manifest.at,
    )
    refused = receipt.outcome is ReceiptOutcome.REFUSED
    if not record.outgoing:
        position = receipt.journal_position
        same_place = position == record.position
        if record.taken_back:  # numbers go on above those of the journal that was lost
            same_place = position < record.position
        if (receipt.received, refused, same_place) != (record.at, record.refused, True):
            raise fault("the index says another instant, position or outcome than the receipt")
    outcome = f"refused ({receipt.reason}, step {receipt.step})" if refused else "accepted"
    back = ", which was lost: the letter was taken back" if record.taken_back else ""
    return receipt, (
        f"{outcome} by {receipt.receiver} at {receipt.received.isoformat()}, "
        f"position {receipt.journal_position} in its journal{back}"
    )


def lenient(directory: Directory, code: str) -> Directory:
    """Return a directory for a member's signatures of the past, as `any_suite`."""
    member = any_suite(directory.member(code))
    return dataclasses.replace(directory, members={**directory.members, code: member})


def _read(letter_type: LetterType, body: bytes) -> tuple[Model, str]:
    if not letter_type.known:
        raise fault("this version cannot read a letter of type {value}", value=letter_type.value)
    content = letter_content(letter_type, body)
    return content, f"a well-formed {type(content).__name__}"


def _numbered(index: JournalIndex, letters: Sequence[VerifiedLetter]) -> str:
    """Check order in the journal, and numbers within each conversation, by sender.

    A letter that we refused keeps its number, so it fills a gap; what else it says of
    itself counts for nothing.
    """
    positions = [record.position for record in index.letters]
    if positions != sorted(set(positions)):
        raise fault("the letters are not in the order of the journal")
    numbers: Mapping[tuple[str, str], list[int]] = defaultdict(list)
    refused: Mapping[tuple[str, str], set[int]] = defaultdict(set)
    sequences: set[tuple[str, str, str, int]] = set()
    known = {letter.digest for letter in letters}
    for letter in letters:
        header = letter.header
        if letter.record.refused:
            refused[header.conversation_id, header.sender].add(header.conversation_number)
            continue
        numbers[header.conversation_id, header.sender].append(header.conversation_number)
        sequence = (header.sender, header.recipient, header.epoch, header.sequence)
        if sequence in sequences:
            raise fault("a sequence number of {sender} is used twice", sender=header.sender)
        sequences.add(sequence)
        if header.in_reply_to is not None and bytes.fromhex(header.in_reply_to) not in known:
            raise fault("a letter of {sender} answers one that is not here", sender=header.sender)
        newest = header.newest_received
        if newest is not None and bytes.fromhex(newest.digest) not in known:
            raise fault(
                "{sender} had received a letter that is not here, as it has signed",
                sender=header.sender,
            )
    for (conversation, sender), found in numbers.items():
        wanted = set(range(1, max(found) + 1)) - refused[conversation, sender]
        if len(set(found)) != len(found) or not wanted <= set(found):
            raise fault(
                "letters of {sender} are missing: their numbers have a gap or a repeat",
                sender=sender,
            )
    return f"{len(letters)} letters in {len({key[0] for key in numbers})} conversations, no gap"
