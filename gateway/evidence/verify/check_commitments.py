"""Bounds what an exporter states of its letters by what it had committed to of its journal.

Steps for each letter and for the receipt of one that was sent, the same as in
docs/protocol/evidence.md, section 5:

1. Its record names the very octets that are here, at that position of the journal and that
   instant.
2. The instant lies after the commitment that did not hold it yet, and at most an hour before the
   first that does; where it is longer the instant is the exporter's word, and the check is not
   made. The first commitment after a restoration, as the log has it, gives no earlier bound.
3. What is in no commitment is newer than the last of them.
4. Of a key that was revoked later: a member other than the exporter has cosigned a commitment
   that holds the letter before the revocation. Else that it was signed before is the exporter's
   word, and the check is not made.

5. An attempt that brought no receipt is at this letter, after it was sealed. That it was made and
   what came of it is the exporter's word; that it said so then is what others have dated.
6. An answer of the exporter that had neither receipt nor attempt within a day was sealed and not
   tried. That it was not held back is the exporter's word, and the check is not made.

And of all of them: no leaf of a conversation of the file is without its letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from gateway.domain.letter import JournalRecord, JournalRecordKind, LetterType
from gateway.errors import ComityError
from gateway.evidence.contents import COMMITMENTS, JOURNAL_INDEX, JournalIndex, LetterRecord
from gateway.evidence.report import fault, one_sided
from gateway.evidence.verify.evidence_file import EvidenceFile
from gateway.evidence.verify.journal_commitments import (
    Commitment,
    CommittedJournal,
    read_commitments,
)
from gateway.trust.dsse import SignedBytes
from gateway.trust.receipts import DEFAULT_SKEW
from gateway.wire.journal import conversation_digest

WITHIN = timedelta(hours=1)
"""Within which a member commits to what is new (docs/protocol/commitments.md, section 2)."""

A_DAY = timedelta(days=1)
"""Within which a gateway that has a letter to send has tried it, and committed to that."""


def check_commitments(file: EvidenceFile) -> list[str]:
    """Make the checks; return lines for people about what is not covered."""
    try:
        letters = file.bundle.model(JOURNAL_INDEX, JournalIndex).letters
    except ComityError:
        return []  # `check_letters` has said so
    found: list[CommittedJournal] = []
    findings, manifest = file.findings, file.manifest

    def commitments() -> str:
        found.append(read_commitments(file))
        last = found[0].commitments[-1]
        if manifest.at < last.at - DEFAULT_SKEW:
            raise fault(
                "the export is dated back: it holds a commitment of {at}", at=last.at.isoformat()
            )
        if why := found[0].one_sided(manifest.authority):
            raise one_sided("{last}; {why}", last=_in_words(last), why=why)
        return _in_words(last)

    if COMMITMENTS in file.bundle.files:
        findings.attempt("journal: commitments", commitments)
    journal = found[0] if found else CommittedJournal(0, b"", (), {})
    bounds, signed = _Bounds(file, journal), _Revocations(file, journal)
    for number, record in enumerate(letters, start=1):
        name = f"letter {number:02d}"
        if found or bounds.required(record):
            findings.attempt(f"{name}: committed to", partial(bounds.check, record))
        if journal.attempts.get(record.position):
            findings.attempt(f"{name}: attempted at", partial(bounds.attempts, record))
        if found and bounds.untried(record):
            findings.not_made(f"{name}: tried", _UNTRIED.format(manifest.authority))
        if signed.revoked(record):
            check = partial(signed.check, record)
            findings.attempt(f"{name}: before a revocation", check)
    if found:
        findings.attempt("journal: nothing left out", partial(bounds.all_there, letters))
    return list(_uncovered(bounds, letters))


def _uncovered(bounds: _Bounds, letters: tuple[LetterRecord, ...]) -> Iterator[str]:
    """Yield what rests on the exporter's word, in lines for people."""
    exporter, last = bounds.exporter, bounds.journal.commitments[-1:]
    for each in last:
        if bounds.file.manifest.at - each.at > WITHIN + DEFAULT_SKEW:
            yield (
                f"The journal is shown up to {each.at.isoformat()}: what {exporter} sent or "
                "received after that rests on its word."
            )
    uncovered = sum(not bounds.is_covered(record) for record in letters)
    if uncovered:
        yield (
            f"{uncovered} of {len(letters)} letters are not in a commitment to the journal: when "
            f"they came or went is the word of {exporter}."
        )


def _in_words(last: Commitment) -> str:
    held = ", ".join(sorted(last.cosigned)) or "nobody else yet"
    return (
        f"to one journal, up to {last.size} records at {last.at.isoformat()}; held, by "
        f"cosignature, by {held}"
    )


def _kinds(record: LetterRecord) -> Iterator[tuple[JournalRecordKind, datetime | None]]:
    """Yield the kinds of record that a letter has, each with its instant as the index states it."""
    if not record.outgoing:
        yield JournalRecordKind.LETTER_RECEIVED, record.at
        return
    yield JournalRecordKind.LETTER_SENT, record.at
    if record.receipt:
        yield JournalRecordKind.RECEIPT_RECEIVED, record.settled


@dataclass(frozen=True)
class _Bounds:
    """What each letter states, against what was committed to of it."""

    file: EvidenceFile
    journal: CommittedJournal

    @property
    def exporter(self) -> str:
        """Whose word it is what nothing commits to."""
        return self.file.manifest.authority

    def check(self, record: LetterRecord) -> str:
        """Check what was committed to of a letter, and of the receipt for it."""
        said, bounded = [], True
        for kind, at in _kinds(record):
            held = self.journal.record_of(record.position, kind)
            if held is not None:
                self._same(record, held, at)
                said.append(self._dated(held))
                bounded &= self._in_time(held)
                continue
            self._newer(record, kind, at)
            said.append(f"{_WORDS[kind]} is not committed to yet")
            bounded &= not self.required(record)
        if not bounded:
            raise one_sided(
                "{said}: its instant is the word of {exporter}",
                said="; ".join(said),
                exporter=self.exporter,
            )
        return "; ".join(said)

    def attempts(self, record: LetterRecord) -> str:
        """Say what was committed to of attempts at a letter that brought no receipt."""
        found = self.journal.attempts[record.position]
        raw = self.file.bundle.raw(record.file)  # (5)
        same = (SignedBytes.from_bytes(raw).digest.hex(), sha256(raw).hexdigest())
        counts = [each.attempts for each in found]
        if not record.outgoing or any(
            (each.letter_digest, each.envelope_digest) != same or each.at < record.at - DEFAULT_SKEW
            for each in found
        ):
            raise fault(
                "an attempt at {position} is at another letter, or before it",
                position=record.position,
            )
        if counts != sorted(counts) or any(
            each.at > self.journal.over(each.number).at + DEFAULT_SKEW for each in found
        ):
            raise fault("attempts are not in their order, or dated after they were committed to")
        said = "; ".join(
            f"attempt {each.attempts} at {each.at.isoformat()}, {each.reason}, "
            f"{_held(self.journal.over(each.number))}"
            for each in found
        )
        return (
            f"attempted at, not receipted: {said}. That it was tried and what came is the word of "
            f"{self.exporter}; since when it says so is what others have cosigned"
        )

    def untried(self, record: LetterRecord) -> bool:
        """Say whether an answer of the exporter had neither receipt nor attempt within a day."""
        until = record.at + A_DAY + WITHIN + DEFAULT_SKEW
        tried = (
            self.journal.over(n.number).at for n in self.journal.attempts.get(record.position, ())
        )
        counts = record.outgoing and record.letter_type in _COUNT_BY_SEAL
        late = (record.settled or self.file.manifest.at) > until
        return counts and late and not any(at <= until for at in tried)

    def required(self, record: LetterRecord) -> bool:
        """Say whether a letter must be in a commitment by the export.

        By `commitments_from` every gateway commits. Before, what is not covered is said, and no
        more.
        """
        latest = max(at for _, at in _kinds(record) if at is not None)
        exported = max(self.file.manifest.at, latest)
        everybody = exported >= self.file.directory.commitments_from
        return everybody and exported - latest > WITHIN + DEFAULT_SKEW

    def is_covered(self, record: LetterRecord) -> bool:
        """Say whether a letter, and the receipt for it, are in a commitment."""
        held = self.journal.record_of
        return all(held(record.position, kind) is not None for kind, _ in _kinds(record))

    def _same(self, record: LetterRecord, held: JournalRecord, at: datetime | None) -> None:
        raw = self.file.bundle.raw(record.file)  # (1)
        receipt = None
        if held.kind is not JournalRecordKind.LETTER_SENT and record.receipt:
            receipt = sha256(self.file.bundle.raw(record.receipt)).hexdigest()
        letter = SignedBytes.from_bytes(raw).digest.hex()
        stated = (letter, sha256(raw).hexdigest(), receipt, at)
        committed = (held.letter_digest, held.envelope_digest, held.receipt_digest, held.at)
        if stated != committed:
            raise fault(
                "what was committed to at position {position} is another letter, receipt or "
                "instant",
                position=record.position,
            )

    def _dated(self, held: JournalRecord) -> str:
        over, what = self.journal.over(held.number), _WORDS[held.kind]
        before = self.journal.before(over)
        if before is not None and before.size > held.number:
            raise fault("the first commitment that holds it is left out")
        if held.at > over.at + DEFAULT_SKEW:
            raise fault(
                "{letter} is dated after {at}, when it was committed to",
                letter=what,
                at=over.at.isoformat(),
            )
        if over.root.begins_again:
            return f"{what} {_held(over)}, the first after the journal was restored"
        if before is not None:
            _require_after(what, held.at, before)  # (2)
        return f"{what} {_held(over)}"

    def _in_time(self, held: JournalRecord) -> bool:
        """Say whether a record was committed to when it had to be: so far nobody can date back."""
        return self.journal.over(held.number).at - held.at <= WITHIN + DEFAULT_SKEW

    def _newer(self, record: LetterRecord, kind: JournalRecordKind, at: datetime | None) -> None:
        if self.journal.commitments and at is not None and not record.taken_back:
            _require_after(_WORDS[kind], at, self.journal.commitments[-1])  # (3)

    def all_there(self, letters: tuple[LetterRecord, ...]) -> str:
        """Check that no leaf of a conversation of the file is without its letter."""
        here = {(letter.position, kind) for letter in letters for kind, _ in _kinds(letter)}
        known = {record.number for key, record in self.journal.records.items() if key in here}
        for letter in letters:
            known |= {each.number for each in self.journal.attempts.get(letter.position, ())}
        conversations = {letter.conversation_id for letter in letters}
        missing = [
            number
            for each in sorted(conversations)
            for number in self.journal.numbers_of(conversation_digest(each))
            if number not in known
        ]
        if missing:
            raise fault(
                "{count} letters or receipts of these conversations that {exporter} had committed "
                "to are not in the file",
                count=len(missing),
                exporter=self.exporter,
            )
        return f"{len(known)} records of {len(conversations)} conversations, each with its letter"


@dataclass(frozen=True)
class _Revocations:
    """Whether others have dated what was signed with a key that was revoked later."""

    file: EvidenceFile
    journal: CommittedJournal

    def revoked(self, record: LetterRecord) -> list[datetime]:
        """Return when keys were revoked that have signed a letter or the receipt for it."""
        bundle = self.file.bundle
        try:
            signed = [bundle.raw(record.file)]
            signed += [bundle.raw(record.receipt)] if record.receipt else []
            hints = {keyid for raw in signed for keyid, _ in SignedBytes.from_bytes(raw).signatures}
            both = (record.peer, self.file.manifest.authority)
            members = [self.file.directory.member(code) for code in both]
        except ComityError:
            return []  # `check_letters` has said so
        return [
            key.revoked_at
            for member in members
            for key in member.keys
            if key.revoked_at is not None and key.key_id in hints
        ]

    def check(self, record: LetterRecord) -> str:
        """Check that others have dated a letter before a key of its signatures was revoked."""
        exporter = self.file.manifest.authority
        earliest = min(self.revoked(record)).isoformat()
        held = [self.journal.record_of(record.position, kind) for kind, _ in _kinds(record)]
        dated = [
            None if each is None else self.journal.over(each.number).first_held for each in held
        ]
        known = [at for at in dated if at is not None]
        if len(known) == len(dated) and max(known) < min(self.revoked(record)):
            return (
                f"held by another member at {max(known).isoformat()}, before a key that signed it "
                f"was revoked as of {earliest}"
            )
        raise one_sided(  # (4)
            "a key that signed it was revoked as of {earliest}; that it was signed before is the "
            "word of {exporter}: no other member had cosigned a commitment that holds it",
            earliest=earliest,
            exporter=exporter,
        )


_COUNT_BY_SEAL = {LetterType.ANSWER, LetterType.EXTENSION_REQUEST}
_UNTRIED = (
    "sealed, not tried: for a day no receipt came and no attempt was committed to. That the letter "
    "could not be sent, and was not held back, is the word of {}"
)
_WORDS = {
    JournalRecordKind.LETTER_SENT: "the letter",
    JournalRecordKind.LETTER_RECEIVED: "the letter",
    JournalRecordKind.RECEIPT_RECEIVED: "its receipt",
}


def _held(commitment: Commitment) -> str:
    held = commitment.first_held
    cosigned = "cosigned by nobody yet" if held is None else f"cosigned at {held.isoformat()}"
    return f"was committed to at {commitment.at.isoformat()}, {cosigned}"


def _require_after(letter: str, at: datetime, before: Commitment) -> None:
    if at < before.at - DEFAULT_SKEW:
        raise fault(
            "{letter} is dated back: it states {at}, and the journal that was committed to at "
            "{committed_at} did not hold it",
            letter=letter,
            at=at.isoformat(),
            committed_at=before.at.isoformat(),
        )
